"""A run that is killed before it begins leaves nothing that could be taken for a run."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from reporter.runs import RunFolder, RunInUse, RunUnwritable, State, begun, locked, rests_in
from reporter.runs.history import plan_pruning, runs_in
from tests.report.runs import STARTED, finished_run
from tests.street import scan


def planned(runs: Path, run_id: str = "0a1b2c3d") -> RunFolder:
    return RunFolder.planned(runs, STARTED, run_id)


def names_in(runs: Path) -> list[str]:
    return sorted(path.name for path in runs.iterdir())


@pytest.fixture
def asked(tmp_path: Path) -> RunFolder:
    """Any run, for what it says."""
    return finished_run(tmp_path / "other", state=State.RUNNING)[0]


def test_a_run_takes_its_name_when_all_is_there_and_is_held_from_then_on(asked: RunFolder, tmp_path: Path) -> None:
    folder = planned(tmp_path / "runs")
    with begun(folder, asked.manifest(), b"{}"):
        assert names_in(tmp_path / "runs") == [folder.path.name]
        assert (folder.manifest().state, folder.asked()) == (State.RUNNING, b"{}")
        assert (folder.path / "accounts").is_dir()
        with pytest.raises(RunInUse), locked(folder.path):
            pass
    with locked(folder.path):
        pass


def test_what_cannot_begin_leaves_nothing(asked: RunFolder, tmp_path: Path) -> None:
    folder = planned(tmp_path / "runs")
    finished_run(tmp_path / "runs")
    with (
        pytest.raises(
            RunUnwritable, match=r"\.new cannot be renamed to 20261116T060000Z-0a1b2c3d: Directory not empty"
        ),
        begun(folder, asked.manifest(), b"{}"),
    ):
        pass
    assert names_in(tmp_path / "runs") == [folder.path.name]
    assert folder.manifest().state is State.FINISHED


@pytest.mark.parametrize("inside", ["", "reports", "accounts/deeper"])
def test_no_run_begins_inside_another(inside: str, tmp_path: Path) -> None:
    folder = scan(tmp_path).run().folder
    before = folder.contents()
    within = planned(folder.path / inside)
    with (
        pytest.raises(RunUnwritable, match=f"belongs to the run {folder.path}: name a folder of runs"),
        begun(within, folder.manifest(), folder.asked()),
    ):
        pass
    assert folder.contents() == before


class Killed(BaseException):
    """What a power cut looks like from inside."""


def test_what_was_killed_before_it_began_is_no_run_and_goes_with_the_next_one(asked: RunFolder, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    for name, age in (("old", 3600), ("young", 0)):
        rest = runs / f".20261116T060000Z-{name}.new"
        (rest / "accounts").mkdir(parents=True)
        (rest / "run.json").write_bytes(asked.manifest_content())
        os.utime(rest, (time.time() - age, time.time() - age))
    assert runs_in(runs) == ([], [])
    assert [rest.name for rest in rests_in(runs)] == [".20261116T060000Z-old.new"]
    finished = scan(runs).run().folder
    assert names_in(runs) == [".20261116T060000Z-young.new", finished.path.name]


def test_what_is_left_of_a_removal_is_not_cleared_away_by_a_scan_but_by_pruning(tmp_path: Path) -> None:
    rest = tmp_path / ".20261116T060000Z-old.removed"
    rest.mkdir()
    scan(tmp_path).run()
    assert rests_in(tmp_path) == [rest]
    assert list(plan_pruning(tmp_path, 1).carry_out()) == [f"removed what was left: {rest}"]


def test_a_folder_that_is_ready_is_begun_where_it_is(asked: RunFolder, tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "runs", STARTED, "0a1b2c3d")
    with begun(folder, asked.manifest(), b"{}"):
        assert folder.manifest().run_id == "0a1b2c3d"
    assert rests_in(tmp_path / "nowhere") == []
