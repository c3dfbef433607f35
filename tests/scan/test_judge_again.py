"""A run is judged again, offline: the same rules give the same findings, other rules a list of changes."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.engine.judge import Rule, rule
from reporter.runs import RunBroken, RunFolder, State
from reporter.runs.verify import verify_run
from reporter.scan.judge_again import Comparison, Judgement
from reporter.workflow.reporting import report_run
from tests.doors import Alarm, Door, Lock, door_is_locked, refused
from tests.street import IDS, STARTED, Street, interrupted, scan

RULES = (rule(door_is_locked),)


@check("house-door-shut", title="Doors are shut", severity=Severity.LOW, remediation="Push.")
def door_is_shut(door: Door, lock: Lock) -> Verdict:
    return passed() if lock.closed else failed("ajar")


@check("house-alarm-on", title="The alarm is on", severity=Severity.LOW, remediation="Press the button.")
def alarm_is_on(door: Door, alarm: Alarm) -> Verdict:
    return passed() if alarm.on else failed("off")


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return scan(tmp_path / "runs", Street({IDS[1]: refused()})).run().folder


def stricter(door: Door, lock: Lock) -> Verdict:
    """What a newer version may say of the same facts."""
    return failed("a lock is not enough")


NEWER: tuple[Rule, ...] = (Rule(replace(door_is_locked, function=stricter), Severity.HIGH),)


def shown(comparison: Comparison) -> set[tuple[Any, ...]]:
    return {
        (change.finding.account_id, change.finding.resource_name, status(change.old), status(change.new))
        for change in comparison.changes
    }


def status(finding: Any) -> str:
    return f"{finding.status} {finding.reason}" if finding else ""


def test_the_same_rules_find_the_same(run: RunFolder) -> None:
    owners = {f"{number:012}": "mayor" for number in range(1, 6)}
    assert Judgement(run, RULES).compare() == Comparison(accounts=5, findings=9, changes=[], owners=owners)


def test_other_rules_change_what_they_see_differently(run: RunFolder) -> None:
    comparison = Judgement(run, NEWER).compare()
    assert (comparison.accounts, comparison.findings, len(comparison.changes)) == (5, 9, 8)
    assert (IDS[0], "front", "PASS ", "FAIL a lock is not enough") in shown(comparison)
    assert (IDS[0], "back", "FAIL it is open", "FAIL a lock is not enough") in shown(comparison)
    assert not {row for row in shown(comparison) if row[0] == IDS[1]}, "what could not be read is as unknown as before"


def test_a_rule_that_was_not_asked_gives_new_rows_and_hides_no_old_ones(run: RunFolder) -> None:
    comparison = Judgement(run, (rule(door_is_shut),)).compare()
    assert (IDS[0], "back", "", "FAIL ajar") in shown(comparison)
    assert all(one.old is None for one in comparison.changes)


def test_what_was_never_asked_of_aws_stays_unknown(run: RunFolder) -> None:
    [change, *_] = Judgement(run, (rule(alarm_is_on),)).compare().changes
    assert change.new
    assert change.new.status == "NOT_ASSESSED"


def write(run: RunFolder, runs: Path, rules: tuple[Rule, ...] = RULES) -> RunFolder:
    target = RunFolder.create(runs, STARTED, "feed0001")
    Judgement(run, rules).write(target, "feed0001")
    return target


def test_a_judgement_can_be_written_as_a_run_of_its_own(run: RunFolder, tmp_path: Path) -> None:
    target = write(run, tmp_path / "again")
    manifest = target.manifest()
    assert (manifest.run_id, manifest.judged_from, manifest.started) == ("feed0001", "1234abcd", STARTED)
    assert target.findings.read_bytes() == run.findings.read_bytes()
    assert verify_run(target).whole
    assert report_run(target, ["csv"])[0].read_bytes() == report_run(run, ["csv"])[0].read_bytes()
    assert Judgement(target, RULES).compare().changes == []


def test_a_judgement_by_other_rules_tells_its_own_rules(run: RunFolder, tmp_path: Path) -> None:
    manifest = write(run, tmp_path / "again", NEWER).manifest()
    assert manifest.accounts[0].findings == {"FAIL": 2}
    assert [each.severity for each in manifest.rules] == ["high"]


def test_accounts_that_were_not_scanned_stay_in_the_judgement(tmp_path: Path) -> None:
    target = write(interrupted(tmp_path / "runs", 2), tmp_path / "again")
    assert target.manifest().state is State.PARTIAL
    assert report_run(target, ["csv"])[0].read_text().count("interrupted") >= 3


@pytest.mark.parametrize("name", ["inventory.json.gz", "findings.jsonl.gz"])
def test_nothing_is_judged_by_evidence_that_is_not_whole(name: str, run: RunFolder) -> None:
    file = run.path / "accounts" / f"{IDS[0]}.{name}"
    file.write_bytes(gzip.compress(b"{}"))
    with pytest.raises(RunBroken, match=f"{name} is missing, or is not what the run wrote"):
        Judgement(run, RULES).compare()
    file.unlink()
    with pytest.raises(RunBroken, match="is missing"):
        Judgement(run, RULES).compare()


def test_an_inventory_of_unknown_kinds_is_reported(tmp_path: Path) -> None:
    folder = scan(tmp_path).run().folder
    manifest = folder.manifest()
    evidence = folder.inventory_of(IDS[0]).replace(b'"doors:Door"', b'"gone:Door"')
    folder.write_account(manifest.accounts[0], [], evidence)
    folder.finish(manifest)
    with pytest.raises(RunBroken, match=f"the inventory of {IDS[0]} cannot be read with these checks"):
        Judgement(folder, RULES).compare()


def test_the_inventory_of_another_account_is_no_evidence(run: RunFolder) -> None:
    manifest, record = run.manifest(), run.checkpoint(IDS[0])
    assert record
    swapped = run.write_account(record, [*run.decoded_findings(IDS[0])], run.inventory_of(IDS[1]))
    run.finish(replace(manifest, accounts=(swapped, *manifest.accounts[1:])))
    with pytest.raises(RunBroken, match=f"the inventory of {IDS[0]} is that of {IDS[1]}"):
        Judgement(run, RULES).compare()


def test_files_that_are_no_gzip_are_damaged(run: RunFolder) -> None:
    (run.path / "accounts" / f"{IDS[0]}.findings.jsonl.gz").write_bytes(b"nonsense")
    with pytest.raises(RunBroken, match="is damaged"):
        run.findings_of(IDS[0])


def test_findings_that_are_none_are_reported(tmp_path: Path) -> None:
    folder = scan(tmp_path).run().folder
    manifest = folder.manifest()
    file = folder.path / "accounts" / f"{IDS[0]}.findings.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"id": 1}'))
    folder.finish(manifest)
    with pytest.raises(RunBroken, match=f"{IDS[0]}.findings.jsonl.gz holds what is no finding: "):
        Judgement(folder, RULES).compare()
