import errno
from datetime import timedelta
from pathlib import Path

import pytest

from reporter.doctor import DiagnosisState
from reporter.doctor.machine import MEGABYTE, examine_clock, examine_folder, examine_versions, free_space


@pytest.mark.parametrize(
    ("megabytes", "state"),
    [
        (1000, DiagnosisState.OK),
        (999, DiagnosisState.WARNING),
        (100, DiagnosisState.WARNING),
        (99, DiagnosisState.BROKEN),
        (0, DiagnosisState.BROKEN),
    ],
)
def test_room_for_runs_is_measured(megabytes: int, state: DiagnosisState) -> None:
    found = examine_folder(Path("/runs"), lambda _: megabytes * MEGABYTE)
    assert (found.state, found.answer) == (state, f"{megabytes} MB are free in /runs")
    assert bool(found.remedy) == (state is not DiagnosisState.OK)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_takes_nothing_is_reported_in_its_own_words(code: int) -> None:
    def refuse(folder: Path) -> int:
        raise OSError(code, {errno.ENOSPC: "No space left on device"}.get(code, "Read-only file system"))

    found = examine_folder(Path("/runs"), refuse)
    assert found.state is DiagnosisState.BROKEN
    assert found.answer in ("/runs: No space left on device", "/runs: Read-only file system")
    assert "output.runs" in found.remedy


def test_an_error_without_words_is_reported_too() -> None:
    def refuse(folder: Path) -> int:
        raise OSError("broken")

    assert examine_folder(Path("/runs"), refuse).answer == "/runs: broken"


def test_a_folder_that_is_not_there_yet_is_measured_where_it_will_be(tmp_path: Path) -> None:
    assert free_space(tmp_path / "runs" / "weekly") > 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = examine_folder(tmp_path / "file" / "runs")
    assert (found.state, found.answer) == (DiagnosisState.BROKEN, f"{tmp_path / 'file' / 'runs'}: Not a directory")


@pytest.mark.parametrize(
    ("seconds", "state", "shown"),
    [
        (0, DiagnosisState.OK, "0 s behind"),
        (59, DiagnosisState.OK, "59 s ahead of"),
        (-59, DiagnosisState.OK, "59 s behind"),
        (60, DiagnosisState.WARNING, "60 s ahead of"),
        (-299, DiagnosisState.WARNING, "299 s behind"),
        (300, DiagnosisState.BROKEN, "300 s ahead of"),
        (-9000, DiagnosisState.BROKEN, "9000 s behind"),
    ],
)
def test_the_clock_is_compared_with_that_of_aws(seconds: int, state: DiagnosisState, shown: str) -> None:
    found = examine_clock(timedelta(seconds=seconds))
    assert (found.state, found.answer) == (state, f"{shown} the clock of AWS")


def test_a_clock_that_could_not_be_compared_is_not_called_right() -> None:
    assert examine_clock(None).state is DiagnosisState.UNKNOWN


def test_versions_are_reported() -> None:
    assert all(name in examine_versions().answer for name in ("reporter 0", "Python 3", "botocore 1"))
