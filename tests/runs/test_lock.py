"""Two processes never work on one run; the lock of a dead one is no lock."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from reporter.model.errors import Unfinished
from reporter.runs import RunFolder, RunInUse, RunUnwritable, is_locked, locked
from tests.scan.test_resume import resume
from tests.street import interrupted, scan

HOLD = "import sys; from pathlib import Path; from reporter.runs import locked\nwith locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"  # noqa: E501 - a program in a line


def test_a_second_holder_is_refused_with_the_name_of_the_first(tmp_path: Path) -> None:
    shown = rf"is being worked on by process {os.getpid()} on {socket.gethostname()}: wait until it is done, or end it"
    with locked(tmp_path), pytest.raises(RunInUse, match=shown), locked(tmp_path):
        pass


def test_a_lock_is_free_again_when_it_is_given_back(tmp_path: Path) -> None:
    for _ in range(2):
        with locked(tmp_path):
            pass
    assert (tmp_path / ".lock").read_bytes() == b""


def test_a_patient_process_waits_for_the_lock(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=-1, stdout=-1, text=True) as holder:  # noqa: S603 - ourselves
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        threading.Timer(0.2, holder.kill).start()
        with locked(tmp_path, 60.0):
            assert holder.wait() == -signal.SIGKILL


def test_whether_a_run_is_held_is_seen_without_holding_it(tmp_path: Path) -> None:
    assert not is_locked(tmp_path)
    with locked(tmp_path):
        assert is_locked(tmp_path)
    assert (tmp_path / ".lock").exists()
    assert not is_locked(tmp_path)


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=-1, stdout=-1, text=True) as holder:  # noqa: S603 - ourselves
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(RunInUse, match=f"process {holder.pid} on"), locked(tmp_path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with locked(tmp_path):
        pass


def test_a_holder_that_does_not_say_who_it_is_is_another_process(tmp_path: Path) -> None:
    with locked(tmp_path):
        (tmp_path / ".lock").write_text("{}")
        with pytest.raises(RunInUse, match="by another process"), locked(tmp_path):
            pass


def test_a_run_that_is_under_way_cannot_be_resumed(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    with locked(folder.path), pytest.raises(RunInUse):
        resume(folder)
    assert resume(folder).manifest().state == "finished"


def test_a_folder_that_cannot_be_written_to_is_reported_before_anything_begins(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RunUnwritable, match=r"file/.*/accounts cannot be made: Not a directory"):
        scan(tmp_path / "file").run()
    with pytest.raises(RunUnwritable, match=r"\.lock cannot be written: Not a directory"), locked(tmp_path / "file"):
        pass


def test_what_cannot_be_removed_is_reported(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    (folder.path / "run.json.sig").mkdir()
    with pytest.raises(RunUnwritable, match=r"run\.json\.sig cannot be removed: "):
        folder.go_on(folder.manifest())


def test_a_disk_that_is_full_when_the_findings_are_merged_costs_no_account(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    (folder.path / ".findings.parquet.tmp").mkdir()
    with pytest.raises((Unfinished, RunUnwritable), match=r"findings\.parquet cannot be written: "):
        folder.finish(folder.manifest())
    assert RunFolder(folder.path).checkpoint("000000000001")
