"""Owners and waivers are kept in the run: resumed or judged again, it comes out to the byte as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reporter.config.formats import FORMATS
from reporter.config.settings import OwnerRule, Settings
from reporter.engine.judge import rule
from reporter.model.scope import Scope
from reporter.model.verdicts import Status
from reporter.rules.job import select_job
from reporter.rules.owners_and_waivers import OwnersAndWaivers
from reporter.rules.waivers.reading import WaiversBroken
from reporter.runs import RunFolder, WaiverRecord
from reporter.scan import Outcome
from reporter.scan.judge_again import Judgement
from reporter.scan.resume import RunChanged, job_of_run, job_to_resume, resumed_scan
from reporter.workflow.reporting import report_run
from tests.catalogues import catalogue_for
from tests.doors import door_is_locked
from tests.street import IDS, STARTED, Street, Watcher, job, scan

RULES = (rule(door_is_locked),)
SMITHS = OwnerRule(name="smiths", address="smiths@example.com", scope=Scope(resources=("back",), accounts=IDS[:2]))


def waiver(id_: str = "W-1", **scope: Any) -> WaiverRecord:
    return WaiverRecord(
        id=id_, scope=Scope(**scope), reason="old", owner="li", approver="anna", expires=date(2026, 12, 31)
    )


AGREED = OwnersAndWaivers((SMITHS,), (waiver(resources=("back",), accounts=(IDS[0], IDS[3])), waiver("W-2")))


def agreed_run(runs: Path, stop_after: int = len(IDS), owners_and_waivers: OwnersAndWaivers = AGREED) -> Outcome:
    done: list[object] = []

    def stop(record: object) -> None:
        done.append(record)
        if len(done) == stop_after:
            asked.stop.set()

    asked = scan(runs, watcher=Watcher(stop), owners_and_waivers=owners_and_waivers)
    return asked.run()


def contents(folder: RunFolder) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder.findings, *report_run(folder, FORMATS))}


def rows(folder: RunFolder) -> set[tuple[str, ...]]:
    query = "SELECT account_id, status, owner, waiver FROM read_parquet($file) WHERE resource_name = 'back'"
    return set(duckdb.connect().execute(query, {"file": str(folder.findings)}).fetchall())


def test_a_scan_tells_the_owner_and_the_waiver_of_every_finding(tmp_path: Path) -> None:
    outcome = agreed_run(tmp_path)
    assert rows(outcome.folder) == {
        (IDS[0], "WAIVED", "smiths", "W-1"),
        (IDS[1], "WAIVED", "smiths", "W-2"),
        (IDS[2], "WAIVED", "", "W-2"),
        (IDS[3], "WAIVED", "", "W-1"),
        (IDS[4], "WAIVED", "", "W-2"),
    }
    assert (outcome.tally.statuses[Status.WAIVED], outcome.tally.statuses[Status.FAIL]) == (5, 0)
    manifest = outcome.folder.manifest()
    assert (manifest.owners, manifest.waivers) == (AGREED.owners, AGREED.waivers)


@pytest.mark.parametrize("after", [1, 3])
def test_a_resumed_run_is_to_the_byte_what_an_undisturbed_one_is(tmp_path: Path, after: int) -> None:
    whole = agreed_run(tmp_path / "whole").folder
    folder = agreed_run(tmp_path / "stopped", after).folder
    manifest = folder.manifest()
    settings = job(folder.path.parent).settings
    agreed = replace(
        job(folder.path.parent),
        owners_and_waivers=job_of_run(manifest, settings, catalogue_for(settings)).owners_and_waivers,
    )
    resumed = resumed_scan(folder, agreed, Street(), Watcher())  # type: ignore[arg-type]
    resumed.clock = lambda: STARTED
    resumed.resume(folder)
    assert contents(folder) == contents(whole)


def test_a_run_is_not_resumed_with_other_waivers(tmp_path: Path) -> None:
    folder = agreed_run(tmp_path, 1).folder
    first, second = AGREED.waivers

    def shown(*waivers: WaiverRecord) -> list[str]:
        other = replace(job(tmp_path), owners_and_waivers=OwnersAndWaivers((SMITHS,), waivers))
        with pytest.raises(RunChanged) as refusal:
            resumed_scan(folder, other, Street(), Watcher())  # type: ignore[arg-type]
        return str(refusal.value).splitlines()[1:]

    assert shown(first) == ["  waiver W-2 is not there any more"]
    assert shown(first, second, waiver("W-3")) == ["  waiver W-3 was not asked for"]
    assert shown(first, replace(second, expires=date(2027, 1, 1))) == ["  waiver W-2 has changed"]
    assert shown(second, first) == ["  the waivers stand in another order, so that others may come first"]


def test_a_run_is_not_resumed_with_other_owners(tmp_path: Path) -> None:
    folder = agreed_run(tmp_path, 1).folder
    other = replace(
        job(tmp_path), settings=replace(job(tmp_path).settings, owners=(SMITHS,)), owners_and_waivers=AGREED
    )
    with pytest.raises(RunChanged, match="the configuration has another 'owners'"):
        resumed_scan(folder, other, Street(), Watcher())  # type: ignore[arg-type]


def test_a_changed_file_of_waivers_is_reported_when_a_run_is_resumed_with_its_configuration(tmp_path: Path) -> None:
    config = tmp_path / "reporter.yml"
    config.write_text("waivers: [waivers.yml]\n")
    (tmp_path / "waivers.yml").write_text(
        "waivers: [{id: N, check: s3-*, reason: r, owner: o, approver: a, expires: 2026-12-31}]\n"
    )
    folder = agreed_run(tmp_path / "runs", 1, OwnersAndWaivers()).folder
    with pytest.raises(RunChanged, match="waiver N was not asked for"):
        resumed_scan(folder, job_to_resume(folder, config), Street(), Watcher())  # type: ignore[arg-type]


def test_the_same_agreements_judge_the_same_again(tmp_path: Path) -> None:
    folder = agreed_run(tmp_path / "runs", 3).folder
    judgement = Judgement(folder, RULES, (), AGREED)
    assert judgement.compare().changes == []
    target = RunFolder.create(tmp_path / "again", STARTED, "feed0001")
    judgement.write(target, "feed0001")
    assert target.findings.read_bytes() == folder.findings.read_bytes()
    assert (target.manifest().owners, target.manifest().waivers) == (AGREED.owners, AGREED.waivers)


def test_other_agreements_change_who_acts_and_what_fails(tmp_path: Path) -> None:
    folder = agreed_run(tmp_path).folder
    changes = Judgement(folder, RULES, (), OwnersAndWaivers()).compare().changes
    assert {(change.old.status, change.new.status) for change in changes if change.old and change.new} == {
        ("WAIVED", "FAIL")
    }
    assert len(changes) == 5


def test_a_run_keeps_its_agreements_when_its_configuration_is_gone(tmp_path: Path) -> None:
    folder = agreed_run(tmp_path, 1).folder
    assert job_to_resume(folder, None).owners_and_waivers == AGREED


def test_a_job_has_the_owners_and_waivers_of_its_configuration(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yml"
    file.write_text("waivers: [{id: N, check: s3-*, reason: r, owner: o, approver: a, expires: 2026-12-31}]\n")
    settings = Settings(owners=(SMITHS,), waivers=(file,))
    catalogue = catalogue_for(settings)
    owners_and_waivers = select_job(settings, catalogue).owners_and_waivers
    assert (owners_and_waivers.owners, [each.id for each in owners_and_waivers.waivers]) == ((SMITHS,), ["N"])
    file.write_text("waivers: 5")
    with pytest.raises(WaiversBroken):
        select_job(settings, catalogue)
