"""A run that was interrupted, in order or by a crash, is taken up again and ends as if nothing had happened."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest

from reporter.api import Verdict, failed, passed
from reporter.config.formats import FORMATS
from reporter.config.settings import AssumedRole, Settings
from reporter.engine.judge import rule
from reporter.model.errors import Unfinished, UserError
from reporter.model.verdicts import Severity
from reporter.rules.catalogue import load_catalogue
from reporter.rules.frameworks import Framework
from reporter.rules.job import Job
from reporter.rules.records import rule_of
from reporter.runs import RunBroken, RunFolder, State
from reporter.scan import Scan
from reporter.scan.resume import RunChanged, asked_by, job_to_resume, resumed_scan
from reporter.workflow.reporting import report_run
from tests.doors import Door, Lock, Town, door_is_locked, refused
from tests.street import IDS, STARTED, Street, Watcher, interrupted, job, scan, settings

SECRETIVE = {**Town().answers, "door:list/south": refused()}


def resume(folder: RunFolder, sessions: Any = None, *, retry: bool = False) -> RunFolder:
    opened: Any = sessions or Street()
    scanned = resumed_scan(folder, job(folder.path.parent), opened, Watcher())
    scanned.clock = lambda: STARTED
    return scanned.resume(folder, retry=retry).folder


def contents(folder: RunFolder) -> dict[str, bytes]:
    """All that a reader of the run gets to see: the findings and every report."""
    files = [folder.findings, *report_run(folder, FORMATS)]
    return {file.name: file.read_bytes() for file in files}


def rows(folder: RunFolder) -> list[tuple[str, ...]]:
    query = "SELECT account_id, status, reason_code FROM read_parquet($file)"
    return duckdb.connect().execute(query, {"file": str(folder.findings)}).fetchall()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents(scan(tmp_path_factory.mktemp("undisturbed")).run().folder)


def test_a_run_has_a_manifest_from_the_first_moment(tmp_path: Path) -> None:
    seen = []
    running = scan(tmp_path, watcher=Watcher(lambda _: seen.append(RunFolder(next(tmp_path.iterdir())).manifest())))
    running.run()
    manifest = seen[0]
    assert (manifest.state, manifest.started, manifest.finished) == (State.RUNNING, STARTED, None)
    assert {(account.id, account.state) for account in manifest.accounts} == {(id_, "not-scanned") for id_ in IDS}
    assert [each.check_id for each in manifest.rules] == [door_is_locked.id]


def test_a_stopped_scan_begins_no_account_any_more(tmp_path: Path) -> None:
    street = Street()
    folder = interrupted(tmp_path, 2, street)
    manifest = folder.manifest()
    assert street.entered == list(IDS[:2])
    assert manifest.state is State.PARTIAL
    assert [account.state for account in manifest.accounts] == ["scanned"] * 2 + ["not-scanned"] * 3
    assert manifest.accounts[-1].reason_code == "interrupted"


def test_accounts_that_were_not_reached_have_a_row_for_every_rule(tmp_path: Path) -> None:
    shown = Counter(rows(interrupted(tmp_path, 2)))
    assert {key[0] for key in shown} == set(IDS)
    assert all(shown[id_, "NOT_ASSESSED", "interrupted"] == 1 for id_ in IDS[2:])


@pytest.mark.parametrize("after", [0, 2])
def test_a_partial_run_says_so_in_every_report(after: int, tmp_path: Path) -> None:
    files = {file.suffix: file for file in report_run(interrupted(tmp_path, after), FORMATS)}
    headline = f"Partial: {after} of 5 accounts were scanned before the run was interrupted."
    document = json.loads(files[".json"].read_text())
    assert document["summary"]["headline"] == headline
    assert document["summary"]["accounts_not_scanned"] == 5 - after
    assert headline in files[".html"].read_text()
    assert files[".csv"].read_text().count("interrupted") >= 5 - after


@pytest.mark.parametrize("after", range(5))
def test_resuming_gives_what_an_undisturbed_scan_gives(
    after: int, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    folder, street = interrupted(tmp_path, after), Street()
    assert resume(folder, street) == folder
    assert street.entered == list(IDS[after:])
    assert folder.manifest().state is State.FINISHED
    assert contents(folder) == undisturbed


def test_a_killed_run_is_distinguished_from_a_finished_one_and_cannot_be_reported(tmp_path: Path) -> None:
    folder = killed(tmp_path)
    with pytest.raises(RunBroken, match=rf"is not finished.*reporter scan --resume {folder.path}"):
        report_run(folder, ["csv"])


def killed(runs: Path, after: int = 2) -> RunFolder:
    """As if the process had died when so many towns were done, in the middle of writing."""

    def die(_: object) -> None:
        done.append(1)
        if len(done) == after:
            raise KeyboardInterrupt

    done: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        scan(runs, watcher=Watcher(die)).run()
    folder = RunFolder(next(runs.iterdir()))
    (folder.path / "accounts" / f".{IDS[3]}.findings.jsonl.gz.tmp").write_bytes(b"half")
    return folder


def test_what_a_crash_left_half_written_is_taken_away(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    folder = killed(tmp_path)
    assert folder.manifest().state is State.RUNNING
    assert contents(resume(folder)) == undisturbed
    assert not list(folder.path.rglob("*.tmp"))


@pytest.mark.parametrize("name", ["inventory.json.gz", "account.json"])
def test_an_account_that_is_not_there_whole_is_scanned_again(
    name: str, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    folder, street = killed(tmp_path), Street()
    file = folder.path / "accounts" / f"{IDS[0]}.{name}"
    file.write_bytes(file.read_bytes()[:10])
    assert contents(resume(folder, street)) == undisturbed
    assert street.entered == [IDS[0], *IDS[2:]]


def test_an_account_of_which_only_the_findings_are_damaged_is_judged_again_and_not_read(
    undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    folder, street = killed(tmp_path), Street()
    file = folder.path / "accounts" / f"{IDS[0]}.findings.jsonl.gz"
    file.write_bytes(file.read_bytes()[:10])
    assert contents(resume(folder, street)) == undisturbed
    assert street.entered == list(IDS[2:])


def test_what_was_not_assessed_is_asked_again_if_that_is_wanted(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    folder = scan(tmp_path, Street({IDS[1]: SECRETIVE, IDS[3]: refused()})).run().folder
    assert {row[0] for row in rows(folder) if row[1] == "NOT_ASSESSED"} == {IDS[1], IDS[3]}
    street = Street()
    assert contents(resume(folder, street, retry=True)) == undisturbed
    assert street.entered == [IDS[1], IDS[3]]


def test_a_signature_does_not_outlive_what_it_signed(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    folder.write_signature(b"signed")
    assert resume(folder).signature() is None


def test_a_run_that_another_process_has_finished_meanwhile_is_not_opened_again(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 2)
    late = resumed_scan(folder, job(tmp_path), Street(), Watcher())  # type: ignore[arg-type]
    resume(folder)
    folder.write_signature(b"signed")
    before = folder.manifest_content()
    assert late.resume(folder).complete
    assert folder.signature() == b"signed"
    assert folder.manifest_content() == before


def test_the_tally_of_a_resumed_run_counts_the_accounts_of_before(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 3)
    resumed = resumed_scan(folder, job(tmp_path), Street(), Watcher())  # type: ignore[arg-type]
    outcome = resumed.resume(folder)
    assert outcome.complete
    assert outcome.tally.statuses == {"PASS": 5, "FAIL": 5}


def test_a_partial_outcome_is_incomplete(tmp_path: Path) -> None:
    stopped = scan(tmp_path)
    stopped.stop.set()
    outcome = stopped.run()
    assert outcome.interrupted
    assert not outcome.complete


def test_a_run_that_does_not_say_what_was_asked_cannot_be_resumed(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    (folder.path / "asked.json").write_text("{}")
    with pytest.raises(RunBroken, match="does not say in a way we can read what was asked"):
        asked_by(folder)
    (folder.path / "asked.json").unlink()
    with pytest.raises(RunBroken, match=r"asked\.json cannot be read"):
        asked_by(folder)


def changed(folder: RunFolder, **changes: Any) -> str:
    """Why a run cannot be resumed with another job."""
    with pytest.raises(RunChanged) as refusal:
        resumed_scan(folder, replace(job(folder.path.parent), **changes), Street(), Watcher())  # type: ignore[arg-type]
    return str(refusal.value)


def test_a_run_is_not_resumed_with_other_settings(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    shown = changed(folder, settings=replace(settings(tmp_path), role=AssumedRole(name="Other"), title="New"))
    why = "cannot go on with this configuration, for its findings would not agree with each other"
    assert shown.startswith(f"{folder.path} {why}:\n")
    assert shown.splitlines()[1:] == [
        "  the configuration has another 'role'",
        "  the configuration has another 'title'",
    ]


def test_what_only_says_how_to_work_may_change(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    other = replace(job(tmp_path), settings=Settings(title="Towns", runs=Path("elsewhere"), fail_on=Severity.LOW))
    assert isinstance(resumed_scan(folder, other, Street(), Watcher()), Scan)  # type: ignore[arg-type]


def test_a_run_is_not_resumed_with_other_rules(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    lowered = replace(rule(door_is_locked), severity=Severity.LOW)
    assert "  check house-door-locked has changed" in changed(folder, rules=(lowered,))
    assert "  check house-door-locked is not there any more" in changed(folder, rules=())
    asked_more = (rule(door_is_locked), replace(rule(door_is_locked), parameters='{"a":1}'))
    assert '  check house-door-locked with {"a":1} was not asked for' in changed(folder, rules=asked_more)
    framework = Framework(id="mine", title="Mine", version="1", requirements=())
    assert "  framework mine was not asked for" in changed(folder, frameworks=(framework,))


def door_stays_locked(door: Door, lock: Lock) -> Verdict:
    return failed("it is open") if not lock.closed else passed()


def test_a_run_is_not_resumed_with_other_code(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    other = replace(door_is_locked, function=door_stays_locked)
    assert "  check house-door-locked has changed" in changed(folder, rules=(rule(other),))


def test_a_run_that_did_not_keep_the_versions_of_its_checks_is_resumed_all_the_same(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    manifest = folder.manifest()
    folder.finish(replace(manifest, rules=tuple(replace(record, version="") for record in manifest.rules)))
    assert isinstance(resumed_scan(folder, job(tmp_path), Street(), Watcher()), Scan)  # type: ignore[arg-type]


def test_a_run_is_not_resumed_by_another_version(tmp_path: Path) -> None:
    folder = interrupted(tmp_path, 1)
    old = replace(folder.manifest(), tool_version="0.0.1", judged_from="ffff0000")
    folder.finish(old)
    shown = changed(folder)
    assert "  it was begun by version 0.0.1, and this is " in shown
    assert "  it was never scanned, but judged from run ffff0000" in shown


def test_a_finished_run_is_resumed_only_to_ask_again(tmp_path: Path) -> None:
    folder = scan(tmp_path).run().folder
    with pytest.raises(UserError, match="is finished; --retry-not-assessed asks again"):
        job_to_resume(folder, None)
    assert isinstance(job_to_resume(folder, None, retry=True), Job)


def test_without_a_configuration_a_run_is_resumed_with_its_own(tmp_path: Path) -> None:
    check = next(iter(load_catalogue().checks.values()))
    rules = (rule(check), rule(door_is_locked))
    stopped = scan(tmp_path, rules=rules)
    stopped.stop.set()
    resumed = job_to_resume(stopped.run().folder, None)
    assert resumed.settings.title == "Towns"
    assert [each.check for each in resumed.rules] == [check], "the other one is in no catalogue"


def test_with_a_configuration_a_run_is_resumed_with_that(tmp_path: Path) -> None:
    config = tmp_path / "reporter.yml"
    config.write_text("checks: {include: [s3-bucket-*]}\noutput: {title: Ours}")
    resumed = job_to_resume(interrupted(tmp_path / "runs", 1), config)
    assert resumed.settings.title == "Ours"


def test_a_check_that_does_not_take_its_old_settings_is_reported(tmp_path: Path) -> None:
    [record] = interrupted(tmp_path, 1).manifest().rules
    assert rule_of(record, door_is_locked) == rule(door_is_locked)
    with pytest.raises(UserError, match="house-door-locked does not take the settings any more"):
        rule_of(replace(record, settings='{"gone": 1}'), door_is_locked)


def test_a_disk_that_is_full_costs_nothing_that_was_written(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "20261121T070000Z-1234abcd"
    obstacle = path / "accounts" / f".{IDS[2]}.inventory.json.gz.tmp"  # a file of that name cannot be written any more
    stopped = scan(tmp_path, watcher=Watcher(lambda _: obstacle.mkdir(exist_ok=True)))
    with pytest.raises(Unfinished) as refusal:
        stopped.run()
    file = path / "accounts" / f"{IDS[2]}.inventory.json.gz"
    assert str(refusal.value) == (
        f"{file} cannot be written: Is a directory\n"
        f"nothing else is lost; once that is fixed: reporter scan --resume {path}"
    )
    assert not file.exists()
    obstacle.rmdir()
    assert contents(resume(RunFolder(path))) == undisturbed


def test_findings_of_all_accounts_are_there_once(tmp_path: Path) -> None:
    folder = resume(interrupted(tmp_path, 3))
    [(count, different)] = (
        duckdb.connect()
        .execute("SELECT count(*), count(DISTINCT id) FROM read_parquet($file)", {"file": str(folder.findings)})
        .fetchall()
    )
    assert count == different == 10
    assert sum(msgspec.json.decode(line)["status"] == "FAIL" for line in folder.findings_of(IDS[0]).splitlines()) == 1
