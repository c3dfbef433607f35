"""Which runs are the history of a run, and what is remembered of those that are not there any more."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reporter.model.errors import UserError
from reporter.model.verdicts import Status
from reporter.report.build.build import build_report
from reporter.runs import FINDINGS, MANIFEST, Manifest, RunBroken, RunFolder, State, digest, locked
from reporter.runs.history import Past, compared_with, earlier, memory_in, new_failures, plan_pruning, runs_in
from tests.report.runs import account
from tests.runs.history.weeks import A, B, bucket, week

FAIL, PASS = Status.FAIL, Status.PASS


def weeks(runs: Path, number: int) -> list[tuple[RunFolder, Manifest]]:
    """So many runs that found the same bucket open."""
    return [week(runs, each, [bucket("one", FAIL)]) for each in range(number)]


def ids(past: Past) -> list[str]:
    """Of the earlier runs, without the zeros."""
    return [run.manifest.run_id.lstrip("0") or "0" for run in past.before]


def test_the_earlier_runs_beside_it_are_its_history(tmp_path: Path) -> None:
    runs = weeks(tmp_path, 3)
    assert ids(earlier(runs[2][0])) == ["0", "1"]
    assert earlier(runs[0][0]).previous is None


def test_a_run_is_found_from_inside_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [_, (folder, _)] = weeks(tmp_path, 2)
    monkeypatch.chdir(folder.path)
    assert ids(earlier(RunFolder(Path()))) == ["0"]


def test_what_was_judged_again_or_is_not_closed_is_no_history(tmp_path: Path) -> None:
    week(tmp_path, 0, judged_from="ffff0000")
    week(tmp_path, 1, state=State.RUNNING)
    week(tmp_path, 2, state=State.PARTIAL)
    folder, _ = week(tmp_path, 3)
    assert ids(earlier(folder)) == ["2"]


def test_a_run_about_other_accounts_is_no_history(tmp_path: Path) -> None:
    week(tmp_path, 0, accounts=[account(B), account(A, state="left-out")])
    folder, _ = week(tmp_path, 1)
    assert ids(earlier(folder)) == []


def test_what_is_not_what_a_run_wrote_is_left_out_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    runs = weeks(tmp_path, 4)
    runs[0][0].findings.unlink()
    runs[1][0].findings.write_bytes(b"changed")
    (runs[2][0].path / MANIFEST).write_text("{}")
    with caplog.at_level(logging.WARNING):
        assert ids(earlier(runs[3][0])) == []
    assert caplog.text.count("left out of the history") == 3


def test_an_earlier_run_whose_rows_turn_out_unreadable_is_reported_by_its_folder(tmp_path: Path) -> None:
    [(first, manifest), (second, _)] = weeks(tmp_path, 2)
    content = bytearray(first.findings.read_bytes())
    content[4:100] = bytes(96)  # its rows; what it says of itself stands at the end
    first.findings.write_bytes(content)
    first.begin(replace(manifest, files={FINDINGS: digest(first.findings)}), b"{}")
    past = earlier(second)
    assert ids(past) == ["0"]
    with pytest.raises(RunBroken, match=f"the runs in {tmp_path} cannot be compared: "):
        _ = past.database


def test_a_run_can_be_compared_with_any_earlier_one(tmp_path: Path) -> None:
    runs = weeks(tmp_path, 4)
    assert ids(compared_with(runs[3][0], runs[1][0])) == ["0", "1"]


def test_a_run_is_not_compared_with_a_later_one(tmp_path: Path) -> None:
    [(first, _), (second, _)] = weeks(tmp_path, 2)
    with pytest.raises(UserError, match="name the later run first"):
        compared_with(first, second)


def test_a_run_that_is_not_whole_is_not_compared(tmp_path: Path) -> None:
    [(first, _), (second, _)] = weeks(tmp_path, 2)
    first.findings.unlink()
    with pytest.raises(RunBroken, match="nothing can be compared"):
        compared_with(second, first)
    going, _ = week(tmp_path, 2, state=State.RUNNING)
    with pytest.raises(RunBroken, match="is not finished"):
        compared_with(going, second)


def test_new_failures_are_counted_in_every_run_that_has_an_earlier_one(tmp_path: Path) -> None:
    week(tmp_path, 0, [bucket("one", FAIL), bucket("two", Status.WAIVED)])
    week(tmp_path, 1, [bucket("one", PASS), bucket("two", FAIL), bucket("three", FAIL)])
    week(tmp_path, 2, [bucket("one", FAIL), bucket("four", FAIL)])
    week(tmp_path, 3, accounts=[account(B)])
    runs, _ = runs_in(tmp_path)
    assert new_failures(runs) == {"00000001": 1, "00000002": 1}
    assert new_failures([]) == {}


@pytest.fixture
def pruned(tmp_path: Path) -> Path:
    """Five weeks, of which the last two are left."""
    week(tmp_path, 0, [bucket("old", FAIL), bucket("mended", FAIL), bucket("fine", PASS)])
    week(tmp_path, 1, [bucket("old", FAIL), bucket("mended", PASS), bucket("fine", PASS)])
    week(tmp_path, 2, [bucket("old", FAIL), bucket("mended", PASS), bucket("fine", PASS)])
    week(tmp_path, 3, [bucket("old", FAIL), bucket("mended", PASS), bucket("fine", PASS)])
    week(tmp_path, 4, [bucket("old", FAIL), bucket("mended", FAIL), bucket("fine", PASS)])
    assert list(_prune(tmp_path, 3))
    assert list(_prune(tmp_path, 2))
    return tmp_path


def _prune(runs: Path, keep: int) -> Iterator[str]:
    return plan_pruning(runs, keep).carry_out()


def test_the_newest_runs_stay(pruned: Path) -> None:
    runs, _ = runs_in(pruned)
    assert [run.manifest.run_id for run in runs] == ["00000003", "00000004"]
    assert plan_pruning(pruned, 2).removed == plan_pruning(pruned, 20).removed == ()


def test_nothing_grows_younger_when_old_runs_are_removed(pruned: Path) -> None:
    runs, _ = runs_in(pruned)
    report = build_report(runs[-1].folder, runs[-1].manifest)
    ages = {row.finding.resource_name: row.age_days for row in report.findings}
    assert ages == {"old": 28, "mended": 28, "fine": 28}
    assert [(row.change, row.because_of_rules) for row in report.changes] == [("reopened", False)]


def test_what_was_gone_when_old_runs_were_removed_is_reopened_when_it_is_back(tmp_path: Path) -> None:
    """One was seen to be gone by a run that is removed, two by one that stays, three was never gone."""
    names = ["one", "two", "three"]
    week(tmp_path, 0, [bucket(name, FAIL) for name in names])
    week(tmp_path, 1, [bucket(name, FAIL) for name in names[1:]])
    week(tmp_path, 2, [bucket("three", FAIL)])
    week(tmp_path, 3, [bucket("three", FAIL)])
    assert list(_prune(tmp_path, 2))
    assert list(_prune(tmp_path, 1))
    folder, manifest = week(tmp_path, 4, [bucket(name, FAIL) for name in names])
    report = build_report(folder, manifest)
    shown = [(row.row.finding.resource_name, row.change, row.before) for row in report.changes]
    assert shown == [("one", "reopened", ""), ("two", "reopened", "")]
    assert report.change_counts["still-open"] == 1  # type: ignore[index] # a Change is its text
    folder, manifest = week(tmp_path, 5, [bucket(name, FAIL) for name in names])
    assert list(build_report(folder, manifest).changes) == []


def test_what_only_pruned_runs_knew_is_compared_by_the_rules_of_now(tmp_path: Path) -> None:
    week(tmp_path, 0, [bucket("one", FAIL), bucket("two", FAIL)])
    week(tmp_path, 1, [bucket("one", Status.NOT_ASSESSED)])
    folder, manifest = week(tmp_path, 2, [bucket("one", PASS)])
    list(_prune(tmp_path, 2))
    [row] = build_report(folder, manifest).changes
    assert (row.change, row.because_of_rules) == ("fixed", False)


def test_the_first_run_that_is_left_remembers_too(tmp_path: Path) -> None:
    [_, (folder, manifest)] = weeks(tmp_path, 2)
    list(_prune(tmp_path, 1))
    [row] = build_report(folder, manifest).findings
    assert row.age_days == 7


def test_a_memory_that_cannot_be_read_is_said(pruned: Path) -> None:
    memory = memory_in(pruned)
    assert memory
    memory.write_bytes(b"damaged")
    runs, _ = runs_in(pruned)
    with pytest.raises(RunBroken, match=r"pruned\.parquet cannot be read: restore it"):
        build_report(runs[-1].folder, runs[-1].manifest)


def test_only_runs_that_are_not_in_use_are_removed(tmp_path: Path) -> None:
    runs = weeks(tmp_path, 4)
    (tmp_path / "notes").mkdir()
    (runs[0][0].path / MANIFEST).write_text("{}")
    elsewhere = runs[1][0].path.rename(tmp_path.parent / f"{tmp_path.name}-elsewhere")
    runs[1][0].path.symlink_to(elsewhere)
    pruning = plan_pruning(tmp_path, 1)
    assert [run.folder.path for run in pruning.removed] == [runs[2][0].path]
    assert [shown.partition(" ")[2][:16] for shown in pruning.left_alone] == ["cannot be read: ", "is a link: its r"]
    with locked(runs[2][0].path):
        [shown] = pruning.carry_out()
    assert shown.startswith(f"left alone: {runs[2][0].path} is being worked on")
    assert (tmp_path / "notes").is_dir()


def test_a_run_that_was_killed_long_ago_goes_with_its_time(tmp_path: Path) -> None:
    week(tmp_path, 0, state=State.RUNNING)
    week(tmp_path, 1)
    folder, manifest = week(tmp_path, 2)
    week(tmp_path, 3, state=State.RUNNING)
    judged = replace(manifest, run_id="ffffffff", judged_from=manifest.run_id, accounts=())
    RunFolder.create(tmp_path, manifest.started, "ffffffff").finish(judged)
    assert len(list(_prune(tmp_path, 1))) == 2
    assert {run.manifest.run_id for run in runs_in(tmp_path)[0]} == {"00000002", "00000003", "ffffffff"}
    assert folder.path.is_dir()


def test_of_what_no_report_could_be_made_nothing_is_remembered(tmp_path: Path) -> None:
    week(tmp_path, 0, state=State.RUNNING)
    week(tmp_path, 1)
    assert len(list(_prune(tmp_path, 1))) == 1
    assert memory_in(tmp_path) is None


def test_a_folder_that_cannot_be_emptied_says_so(tmp_path: Path) -> None:
    runs = weeks(tmp_path, 2)
    pruning = plan_pruning(tmp_path, 1)
    (runs[0][0].path / MANIFEST).unlink()
    with pytest.raises(UserError, match=r"run\.json cannot be removed: No such file"):
        list(pruning.carry_out())


def test_a_part_of_a_second_still_tells_runs_apart(tmp_path: Path) -> None:
    _, manifest = week(tmp_path, 0, [bucket("one", FAIL)])
    later = manifest.started + timedelta(microseconds=1)
    folder, now = week(tmp_path, 1, [bucket("one", FAIL)], started=later)
    [row] = build_report(folder, now).findings
    assert row.first_seen == manifest.started
