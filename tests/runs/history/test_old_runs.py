"""Runs that earlier versions wrote are history too: schema-1 holds one of the last version before history was kept."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from msgspec import structs

from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from reporter.report.build.build import build_report
from reporter.report.formats.render import render
from reporter.runs import SCHEMA, Manifest, RunBroken, RunFolder
from reporter.runs.history import Change, Run, earlier, runs_in
from reporter.runs.verify import verify_run
from reporter.scan.asked import Asked
from tests.report.runs import finished_run

KEPT = Path(__file__).parent / "schema-1"


@pytest.fixture
def old(tmp_path: Path) -> Run:
    """The kept run, in a folder of runs of this test."""
    shutil.copytree(KEPT, tmp_path / "runs")
    [run], [] = runs_in(tmp_path / "runs")
    return run


def next_week(old: Path, *changed: tuple[str, Status]) -> tuple[RunFolder, Manifest]:
    """What this version would write a week after a run, with other statuses by check."""
    folder = RunFolder(old)
    manifest = folder.manifest()
    stored = duckdb.read_parquet(str(folder.findings))
    rows = [dict(zip(stored.columns, row, strict=True)) for row in stored.fetchall()]
    findings = [Finding(**row) for row in rows]
    statuses = dict(changed)
    week = timedelta(weeks=1)
    return finished_run(
        old.parent,
        accounts=manifest.accounts,
        rules=[replace(rule, version="1") for rule in manifest.rules],
        findings=[structs.replace(one, status=statuses.get(one.check_id, one.status)) for one in findings],
        started=manifest.started + week,
        finished=manifest.started + week,
    )


def test_it_is_whole_and_knows_what_it_was_asked(old: Run) -> None:
    assert old.manifest.schema == 1 < SCHEMA
    assert verify_run(old.folder).whole
    assert Asked.load(old.folder.asked()).settings.due_days
    assert old.folder.follow_up().is_empty


def test_it_is_reported_as_ever(old: Run, tmp_path: Path) -> None:
    report = build_report(old.folder, old.manifest)
    assert report.summary.tally.by_status[Status.FAIL] == 6
    assert {row.due for row in report.findings} == {None}
    assert len(render(report, ["xlsx", "csv", "html", "json"], tmp_path / "reports")) == 4


def test_a_run_of_this_version_is_compared_with_it(old: Run) -> None:
    folder, manifest = next_week(
        old.folder.path,
        ("iam-password-policy-minimum-length", Status.PASS),
        ("iam-root-access-key-absent", Status.FAIL),
    )
    report = build_report(folder, manifest)
    shown = {row.row.finding.check_id: (row.change, row.because_of_rules) for row in report.changes}
    assert shown == {
        "iam-password-policy-minimum-length": (Change.FIXED, False),
        "iam-root-access-key-absent": (Change.NEW, False),
    }
    assert report.change_counts[Change.STILL_OPEN] == 5
    seen = {row.first_seen for row in report.findings if row.finding.status is Status.FAIL}
    assert seen == {old.manifest.started, manifest.started}
    assert [point.score for point in report.trend] == [53.8, 53.8]


def test_a_run_of_a_newer_version_is_refused_in_a_sentence(old: Run) -> None:
    newer = replace(old.manifest, schema=SCHEMA + 1, tool_version="9.9")
    old.folder.finish(newer)
    with pytest.raises(RunBroken, match=r"was written by version 9\.9, which is newer than this one: update"):
        earlier(old.folder)
