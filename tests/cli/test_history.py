"""Runs beside each other, from the command line."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reporter.cli import app
from reporter.model.verdicts import Status
from reporter.runs import MANIFEST, State, locked
from tests.cli.conftest import CommandLine
from tests.report.runs import account, rule
from tests.runs.history.test_old_runs import KEPT, next_week
from tests.runs.history.weeks import CHECK, A, B, bucket, week

FAIL, PASS = Status.FAIL, Status.PASS


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Three weeks."""
    folder = tmp_path / "runs"
    week(folder, 0, [bucket("one", FAIL), bucket("two", FAIL)], accounts=[account(A), account(B)])
    week(folder, 1, [bucket("one", FAIL), bucket("two", PASS)])
    week(folder, 2, [bucket("one", PASS), bucket("two", FAIL)], rules=[rule(CHECK, settings='{"x":1}')])
    return folder


def names(runs: Path) -> list[str]:
    """Of the run folders, the oldest first."""
    return sorted(path.name for path in runs.iterdir() if path.is_dir())


def test_a_run_is_compared_with_the_one_before(runs: Path, reporter: CommandLine) -> None:
    shown = reporter("compare", runs / names(runs)[2]).output
    assert "Run 00000002 (2026-11-30 06:00 UTC) compared with 00000001 (2026-11-23 06:00 UTC)" in shown
    assert "Reopened (rule changed)" in shown
    assert "Fixed (rule changed)" in shown
    assert "2 changes" in shown


def test_a_run_is_compared_with_a_named_one(runs: Path, reporter: CommandLine) -> None:
    by_place = reporter("compare", runs / names(runs)[1], runs / names(runs)[0]).output
    by_name = reporter("compare", runs / names(runs)[1], names(runs)[0]).output
    assert by_place == by_name
    assert "account 112345678902 (name-112345678902) left" in by_place


def test_many_changes_are_reported_in_part(tmp_path: Path, reporter: CommandLine) -> None:
    week(tmp_path, 0)
    week(tmp_path, 1, [bucket(f"bucket-{number}", FAIL) for number in range(201)])
    shown = reporter("compare", tmp_path / names(tmp_path)[1]).output
    assert "the first 200 are shown" in shown
    assert "201 changes" in shown


def test_two_runs_without_a_difference_say_so_with_figures_only(tmp_path: Path, reporter: CommandLine) -> None:
    for number in range(2):
        week(tmp_path, number, [bucket("one", FAIL)])
    shown = reporter("compare", tmp_path / names(tmp_path)[1]).output
    assert "Still open" in shown
    assert "resource" not in shown


def test_a_first_run_has_nothing_to_be_compared_with(runs: Path, reporter: CommandLine) -> None:
    result = reporter("compare", runs / names(runs)[0])
    assert (result.exit_code, "there is no earlier run beside it" in result.output) == (2, True)


def test_the_runs_of_a_folder_are_listed(runs: Path, reporter: CommandLine) -> None:
    week(runs, 3, [bucket("one", FAIL)], judged_from="00000002")
    folder, _ = week(runs, 4, state=State.RUNNING)
    folder.findings.unlink()
    broken, _ = week(runs, 5)
    (broken.path / MANIFEST).write_text("{}")
    lines = reporter("runs", "list", runs).output.splitlines()
    shown = {line.split()[0]: line.split()[4:] for line in lines if "UTC" in line}
    assert list(shown.values()) == [
        ["finished", "2", "of", "2", "0.0", "%", "50.0", "%", "2", "-"],
        ["finished", "1", "of", "1", "50.0", "%", "100.0", "%", "1", "0"],
        ["finished", "1", "of", "1", "50.0", "%", "100.0", "%", "1", "0"],
        ["judged", "from", "00000002", "1", "of", "1", "0.0", "%", "100.0", "%", "1", "-"],
        ["interrupted", "1", "of", "1", "written"],
    ]
    assert any("run.json cannot be read" in line for line in lines)


def test_a_run_whose_findings_are_not_what_it_wrote_is_listed_without_figures(
    runs: Path, reporter: CommandLine
) -> None:
    judged, _ = week(runs, 3, [bucket("one", FAIL)], judged_from="00000002")
    damaged = [judged.findings, runs / names(runs)[1] / "findings.parquet"]
    for file in damaged:
        file.write_bytes(b"changed")
    lines = reporter("runs", "list", runs).output.splitlines()
    assert [line.split()[4:] for line in lines if "UTC" in line] == [
        ["finished", "2", "of", "2", "0.0", "%", "50.0", "%", "2", "-"],
        ["finished", "1", "of", "1"],
        ["finished", "1", "of", "1", "50.0", "%", "100.0", "%", "1", "0"],
        ["judged", "from", "00000002", "1", "of", "1"],
    ]
    assert {line for line in lines if "not what the run wrote" in line} == {
        f"{file} is missing, or is not what the run wrote" for file in damaged
    }


def test_a_run_in_use_is_distinguished_from_one_that_was_killed(tmp_path: Path, reporter: CommandLine) -> None:
    folder, _ = week(tmp_path, 0, accounts=[account(A), account(B)], state=State.RUNNING)
    (folder.path / "accounts" / f"{B}.findings.jsonl.gz").unlink()
    assert "interrupted 1 of 2 written" in " ".join(reporter("runs", "list", tmp_path).output.split())
    with locked(folder.path):
        assert "running 1 of 2 written" in " ".join(reporter("runs", "list", tmp_path).output.split())


def test_what_is_left_of_runs_is_listed_and_removed(runs: Path, reporter: CommandLine) -> None:
    """Killed before they began, or while they were removed, by this version or an older one."""
    old = time.time() - 3600
    rests = (".20261101T060000Z-00000007.new", ".20261103T060000Z-00000009.removed", "20261102T060000Z-00000008")
    for name in (*rests, "20261104T060000Z-young", ".20261104T060000Z-young.new", "notes", ".hidden"):
        (runs / name / "accounts").mkdir(parents=True)
        if "young" not in name:
            os.utime(runs / name, (old, old))
    (runs / "20261105T060000Z-link").symlink_to("notes")
    (runs / "20261106T060000Z-file").touch()
    lines = reporter("runs", "list", runs).output.splitlines()
    shown = "is no run: it was killed before it began, or while it was removed; `reporter runs prune` takes it away"
    assert lines[-3:] == [f"{runs / name} {shown}" for name in rests]
    assert "3 runs" in "".join(lines)
    refused = CliRunner().invoke(app, ["runs", "prune", str(runs), "--keep", "3"], input="n\n")
    assert str(runs / rests[0]) in refused.output
    removed = reporter("runs", "prune", runs, "--keep", "3", "--yes").output.splitlines()
    assert removed == [f"removed what was left: {runs / name}" for name in rests]
    left = {path.name for path in runs.iterdir()}
    assert {".hidden", "notes", "20261104T060000Z-young", ".20261104T060000Z-young.new"} <= left
    assert reporter("runs", "prune", runs, "--keep", "3", "--yes").output == "there is nothing to remove\n"


def test_the_folder_of_a_configuration_is_meant_where_none_is_named(
    runs: Path, tmp_path: Path, reporter: CommandLine
) -> None:
    config = tmp_path / "reporter.yml"
    config.write_text("output: {runs: runs}\n")
    assert "3 runs" in reporter("runs", "list", "-c", config).output
    result = reporter("runs", "list", runs / "nowhere")
    assert (result.exit_code, "there is no folder" in result.output) == (2, True)


def test_old_runs_are_removed_after_a_yes(runs: Path) -> None:
    asked = ["runs", "prune", str(runs), "--keep", "2"]
    for answer in ("n\n", ""):
        refused = CliRunner().invoke(app, asked, input=answer)
        assert (refused.exit_code, len(names(runs))) == (2, 3)
        assert "nothing was removed" in refused.output
    first = names(runs)[0]
    agreed = CliRunner().invoke(app, asked, input="y\n")
    assert "Remove 1 run, with all evidence and reports in them?" in agreed.output
    assert f"removed: {runs / first}" in agreed.output
    assert len(names(runs)) == 2
    assert "there is nothing to remove" in CliRunner().invoke(app, asked).output


def test_a_schedule_removes_without_asking(runs: Path, reporter: CommandLine) -> None:
    (runs / names(runs)[0] / MANIFEST).write_text("{}")
    result = reporter("runs", "prune", runs, "--keep", 1, "--yes")
    assert "left alone: " in result.output
    assert len(names(runs)) == 2


def test_a_run_of_schema_1_is_listed_compared_reported_and_proven(tmp_path: Path, reporter: CommandLine) -> None:
    shutil.copytree(KEPT, tmp_path / "runs")
    old = tmp_path / "runs" / names(tmp_path / "runs")[0]
    new, _ = next_week(old)
    listed = reporter("runs", "list", tmp_path / "runs").output
    assert "20261116T060000Z-38975dc9" in listed
    assert "53.8 %" in listed
    assert "Still open" in reporter("compare", new.path, old).output
    for command in (("verify", old), ("report", old, "--format", "csv")):
        assert reporter(*command).exit_code == 0
