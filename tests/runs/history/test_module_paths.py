"""Runs whose evidence names kinds by their modules are verified, judged, reported, compared and resumed.

`demo` holds five accounts of the embedded organisation, asked by every check; `two-accounts` those of that module.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reporter import __version__
from reporter.demo.emulator import Emulator, emulated_aws
from reporter.engine.collector import kind_named, name_of
from reporter.engine.inventory_file import load_inventory, save_inventory
from reporter.engine.kind_names import former_names
from reporter.engine.loader import load_checks
from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from reporter.report.build.build import build_report
from reporter.report.formats.render import render
from reporter.rules.job import Job
from reporter.rules.records import rule_record
from reporter.runs import RunFolder, State
from reporter.runs.history import Change, Run, runs_in
from reporter.runs.verify import verify_run
from reporter.scan import Scan
from reporter.scan.judge_again import ChangedFinding, Judgement
from reporter.scan.resume import resumed_scan, rules_of_run
from tests.runs.history.two_accounts import IDS, THEN, scan_of_all, seed
from tests.street import Watcher

KEPT = Path(__file__).parent / "module-paths"
SHADOW = "s3-bucket-shadow-resource-owned"
CORRECTED = {
    "demo": {(SHADOW, "", Status.NOT_ASSESSED), (SHADOW, Status.NOT_APPLICABLE, Status.NOT_ASSESSED)},
    "two-accounts": {(SHADOW, Status.NOT_APPLICABLE, Status.NOT_ASSESSED)},
}
"""By run: check, status then, status now. The runs looked for four names of buckets, and today's rule has seven."""
REWORDED = {"iam-group-has-members", "s3-bucket-event-notifications-enabled", "s3-bucket-object-acl-public-sample"}
"""Checks whose reasons have plainer words since."""


def kept(which: str, tmp_path: Path) -> Run:
    """A kept run, in a folder of runs of this test."""
    shutil.copytree(KEPT / which, tmp_path / "runs")
    [run], [] = runs_in(tmp_path / "runs")
    return run


@pytest.fixture(params=["demo", "two-accounts"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    return kept(request.param, tmp_path)


def evidence_of(run: Run) -> dict[str, bytes]:
    entered = [account.id for account in run.manifest.accounts if account.state in ("scanned", "unreachable")]
    return {id_: run.folder.inventory_of(id_) for id_ in entered}


def not_reworded(changes: Iterable[ChangedFinding]) -> list[ChangedFinding]:
    """The changes of more than words."""
    return [
        one
        for one in changes
        if one.finding.check_id not in REWORDED or not (one.old and one.new and one.old.status is one.new.status)
    ]


def test_it_is_whole(run: Run) -> None:
    assert verify_run(run.folder).whole


def test_its_evidence_names_modules_that_all_have_a_name_now(run: Run) -> None:
    load_checks()
    for evidence in evidence_of(run).values():
        again = save_inventory(load_inventory(evidence))
        assert b'"reporter.' not in again
        assert load_inventory(again) == load_inventory(evidence)


@pytest.mark.parametrize("which", CORRECTED)
def test_its_evidence_is_judged_as_it_was(which: str, tmp_path: Path) -> None:
    run = kept(which, tmp_path)
    rules = rules_of_run(run.manifest, {check.id: check for check in load_checks()})
    assert len(rules) == len(run.manifest.rules)
    comparison = Judgement(run.folder, rules).compare()
    assert comparison.accounts >= len(IDS)
    assert {
        (change.finding.check_id, change.old.status if change.old else "", change.new.status if change.new else "")
        for change in not_reworded(comparison.changes)
    } == CORRECTED[which]


def test_it_is_reported(run: Run, tmp_path: Path) -> None:
    report = build_report(run.folder, run.manifest)
    assert report.summary.tally.by_status[Status.FAIL] > 100
    assert len(render(report, ["xlsx", "csv", "html", "json"], tmp_path / "reports")) == 4


def test_every_former_name_leads_to_the_kind_that_bears_the_name_now() -> None:
    load_checks()
    assert len(former_names()) == 98
    assert {former: name_of(kind_named(former)) for former in former_names()} == former_names()


@pytest.fixture(scope="module")
def aws() -> Iterator[Emulator]:
    with emulated_aws() as emulator:
        seed(emulator)
        yield emulator


def statuses(folder: RunFolder) -> dict[tuple[str, str, str, str], str]:
    found: list[Finding] = [finding for id_ in IDS for finding in folder.decoded_findings(id_)]
    return {(one.account_id, one.check_id, one.arn, one.part): one.status for one in found}


def test_a_scan_by_the_code_of_today_finds_nothing_new_and_nothing_changed(aws: Emulator, tmp_path: Path) -> None:
    old = kept("two-accounts", tmp_path)
    scan = scan_of_all(aws, tmp_path / "runs")
    scan.clock = lambda: THEN.replace(hour=THEN.hour + 1)
    new = scan.run()
    assert b'"reporter.' in old.folder.inventory_of(IDS[0])
    assert b'"reporter.' not in new.folder.inventory_of(IDS[0])
    report = build_report(new.folder, new.manifest)
    assert report.compared_with is not None
    assert report.compared_with.run_id == old.manifest.run_id
    assert {change: count for change, count in report.change_counts.items() if count} == {
        Change.STILL_OPEN: list(statuses(old.folder).values()).count(Status.FAIL)
    }
    assert statuses(new.folder) == statuses(old.folder)


def interrupted(run: Run, scan: Scan) -> RunFolder:
    """The run as if it had been killed before its last account, by the code of today but for its evidence."""
    for file in (run.folder.path / "accounts").glob(f"{IDS[1]}.*"):
        file.unlink()
    rules = tuple(map(rule_record, scan.rules))
    run.folder.go_on(replace(run.manifest, state=State.RUNNING, rules=rules, tool_version=__version__))
    return run.folder


def test_it_is_resumed(aws: Emulator, tmp_path: Path) -> None:
    old = kept("two-accounts", tmp_path)
    before, evidence = statuses(old.folder), old.folder.inventory_of(IDS[0])
    scan = scan_of_all(aws, tmp_path / "runs")
    folder = interrupted(old, scan)
    job = Job(scan.settings, scan.rules, scan.frameworks)
    outcome = resumed_scan(folder, job, scan.sessions, Watcher()).resume(folder)
    assert outcome.manifest.state is State.FINISHED
    assert folder.inventory_of(IDS[0]) == evidence, "what was read is not read again"
    assert statuses(folder) == before
    assert verify_run(folder).whole
    changes = not_reworded(Judgement(folder, scan.rules).compare().changes)
    assert {(change.finding.check_id, change.finding.account_id) for change in changes} == {(SHADOW, IDS[0])}
