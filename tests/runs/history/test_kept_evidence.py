"""A run that an earlier version wrote of the whole embedded organisation is still judged, verified and reported."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reporter.engine.loader import load_checks
from reporter.model.verdicts import Status
from reporter.report.build.build import build_report
from reporter.report.formats.render import render
from reporter.runs.history import Run, runs_in
from reporter.runs.verify import verify_run
from reporter.scan.judge_again import Judgement
from reporter.scan.resume import rules_of_run

KEPT = Path(__file__).parent / "schema-2"
CORRECTED = {
    # The report says when a key was last changed; when it was made was not asked.
    ("iam-user-access-key-rotated", Status.PASS, Status.NOT_ASSESSED),
    # An analyzer of the organisation covers its members.
    ("accessanalyzer-external-analyzer-enabled", Status.FAIL, Status.PASS),
    # Console users beside federation: a person must say whether they stand for people.
    ("iam-identity-federation-configured", Status.PASS, Status.MANUAL),
    # A role that everyone may assume is for iam-role-trust-no-wildcard-principal.
    ("iam-role-cross-account-trust-known", Status.FAIL, Status.NOT_APPLICABLE),
    # The bucket that nothing is known of may be in the account that was not reached.
    ("s3-bucket-replication-destination-trusted", Status.MANUAL, Status.NOT_ASSESSED),
}
"""Check, status then, status now: where the check was wrong when the run was written."""


@pytest.fixture
def kept(tmp_path: Path) -> Run:
    """The kept run, in a folder of runs of this test."""
    shutil.copytree(KEPT, tmp_path / "runs")
    [run], [] = runs_in(tmp_path / "runs")
    return run


def test_it_is_whole(kept: Run) -> None:
    assert verify_run(kept.folder).whole


def test_its_evidence_is_judged_as_it_was_but_for_what_was_wrong(kept: Run) -> None:
    rules = rules_of_run(kept.manifest, {check.id: check for check in load_checks()})
    assert len(rules) == len(kept.manifest.rules)
    comparison = Judgement(kept.folder, rules).compare()
    assert comparison.findings > 1000
    differing = {
        (change.finding.check_id, change.old.status if change.old else "", change.new.status if change.new else "")
        for change in comparison.changes
    }
    assert {each for each in differing if each[1] != each[2]} == CORRECTED


def test_it_is_reported_as_it_was(kept: Run, tmp_path: Path) -> None:
    report = build_report(kept.folder, kept.manifest)
    assert report.summary.tally.by_status[Status.FAIL] == 455
    assert len(render(report, ["xlsx", "csv", "html", "json"], tmp_path / "reports")) == 4
