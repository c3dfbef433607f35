"""The run folder is written whole, never halfway, and read back as it was written."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from msgspec import structs

from reporter.engine.judge import judge, rule
from reporter.model.finding import Finding
from reporter.model.verdicts import Severity
from reporter.runs import AccountRecord, Manifest, RunBroken, RunFolder, RunUnwritable, digest
from tests.doors import Lock, Town, door_is_locked
from tests.report.runs import rule as rule_record

STARTED = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


def manifest() -> Manifest:
    account = AccountRecord(id="000000000001", name="home", state="scanned", regions=("north",), calls=3)
    return Manifest(
        run_id="1234abcd",
        title="Report",
        classification="Internal",
        tool_version="0.1.0",
        started=STARTED,
        finished=STARTED,
        caller_arn="arn:aws:sts::1:user/me",
        accounts=(account,),
    )


def findings() -> list[Finding]:
    return judge(Town().read(Lock), [rule(door_is_locked)])


def finished_run(runs: Path) -> RunFolder:
    folder = RunFolder.create(runs, STARTED, "1234abcd")
    [record] = manifest().accounts
    folder.write_account(record, findings(), b'{"evidence": true}')
    folder.finish(manifest())
    return folder


def test_a_run_is_a_folder_named_by_its_start_and_its_id(tmp_path: Path) -> None:
    assert finished_run(tmp_path).path == tmp_path / "20261121T070000Z-1234abcd"


def test_every_finding_is_kept_by_account_and_merged(tmp_path: Path) -> None:
    folder = finished_run(tmp_path)
    lines = gzip.decompress((folder.path / "accounts" / "000000000001.findings.jsonl.gz").read_bytes()).splitlines()
    expected = [each.id for each in findings()]
    assert [json.loads(line)["id"] for line in lines] == expected
    query = "SELECT id, account_id FROM read_parquet($file)"
    rows = duckdb.connect().execute(query, {"file": str(folder.findings)}).fetchall()
    assert rows == [(id_, "000000000001") for id_ in expected]


def test_the_findings_of_an_account_that_is_not_scanned_are_not_merged(tmp_path: Path) -> None:
    folder = finished_run(tmp_path)
    [account] = manifest().accounts
    folder.finish(replace(manifest(), accounts=(replace(account, state="not-scanned"),)))
    query = "SELECT id FROM read_parquet($file)"
    assert duckdb.connect().execute(query, {"file": str(folder.findings)}).fetchall() == []


def test_earlier_findings_do_not_outlive_their_inventory(tmp_path: Path) -> None:
    """As if the process had died between the inventory and the findings of an account that is read again."""
    folder = finished_run(tmp_path)
    [account] = manifest().accounts

    def killed(_: object) -> Finding:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.write_account(account, map(killed, findings()), b'{"evidence": "new"}')
    assert folder.written([account.id]) == []
    assert folder.kept(account.id) is None


def test_evidence_is_kept_as_it_was_given(tmp_path: Path) -> None:
    file = finished_run(tmp_path).path / "accounts" / "000000000001.inventory.json.gz"
    assert gzip.decompress(file.read_bytes()) == b'{"evidence": true}'


def test_the_manifest_holds_the_digest_of_every_file_but_the_reports(tmp_path: Path) -> None:
    folder = finished_run(tmp_path)
    folder.reports.mkdir()
    (folder.reports / "report.csv").write_text("later")
    files = folder.manifest().files
    assert sorted(files) == [
        "accounts/000000000001.account.json",
        "accounts/000000000001.findings.jsonl.gz",
        "accounts/000000000001.inventory.json.gz",
        "findings.parquet",
    ]
    assert all(digest(folder.path / name) == value for name, value in files.items())


def test_the_manifest_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    read = finished_run(tmp_path).manifest()
    assert read.accounts == manifest().accounts
    assert (read.run_id, read.started) == ("1234abcd", STARTED)


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = finished_run(tmp_path / "a"), finished_run(tmp_path / "b")
    assert first.manifest().files == second.manifest().files


def test_no_temporary_file_is_left(tmp_path: Path) -> None:
    assert not [file for file in finished_run(tmp_path).path.rglob("*") if "tmp" in file.name]


def test_a_folder_without_manifest_is_not_a_run(tmp_path: Path) -> None:
    with pytest.raises(RunBroken, match=r"is not a run: it has no run\.json"):
        RunFolder(tmp_path).manifest()


def test_a_manifest_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(RunBroken, match=r"run\.json cannot be read"):
        RunFolder(tmp_path).manifest()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"run_id": "../x"}, "'../x' is no id of a run"),
        ({"due_days": {Severity.HIGH: 0}}, "0 days are no time"),
        ({"due_days": {Severity.HIGH: 100_000}}, "100000 days are no time"),
        ({"rules": (rule_record("c", severity="fatal"),)}, "'fatal' is no severity"),
        ({"rules": (rule_record("c", settings="{"),)}, "the settings of c are not JSON"),
        ({"rules": (rule_record("c", parameters="[1]"),)}, "the settings of c are not JSON"),
        ({"files": {"../x": "0" * 64}}, "'../x' is no file of a run"),
        ({"started": STARTED.replace(tzinfo=None)}, "2026-11-21 07:00:00 is no moment of a scan"),
        ({"accounts": (AccountRecord(id="../x", name="x", state="scanned"),)}, "'../x' is no account id"),
    ],
)
def test_a_manifest_that_no_run_wrote_is_refused(changes: dict[str, Any], problem: str, tmp_path: Path) -> None:
    folder = finished_run(tmp_path)
    folder.begin(replace(manifest(), **changes), b"{}")
    with pytest.raises(RunBroken, match=rf"run\.json is not what a run wrote: {problem}"):
        folder.manifest()


def test_files_that_are_reached_over_a_link_are_not_read(tmp_path: Path) -> None:
    folder = finished_run(tmp_path / "runs")
    accounts = (folder.path / "accounts").rename(tmp_path / "elsewhere")
    (folder.path / "accounts").symlink_to(accounts)
    with pytest.raises(RunBroken, match="accounts is a link, and links in a run are not followed"):
        folder.inventory_of("000000000001")
    assert folder.checkpoint("000000000001") is None


def test_findings_in_another_account_are_not_taken_for_those_of_the_account(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, STARTED, "1234abcd")
    folder.write_account(AccountRecord(id="000000000002", name="other", state="scanned"), findings(), b"{}")
    with pytest.raises(RunBroken, match="has findings in 000000000001 among those in 000000000002"):
        list(folder.decoded_findings("000000000002"))


def test_findings_that_are_none_cannot_be_merged(tmp_path: Path) -> None:
    folder = finished_run(tmp_path)
    (folder.path / "accounts" / "000000000001.findings.jsonl.gz").write_bytes(gzip.compress(b"no JSON"))
    with pytest.raises(RunUnwritable, match=r"findings\.parquet cannot be written: "):
        folder.finish(manifest())


def test_a_run_without_any_account_can_be_finished(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, STARTED, "1234abcd")
    folder.finish(replace(manifest(), accounts=()))
    columns = "SELECT count(*), count(id), count(parameters) FROM read_parquet($file)"
    assert duckdb.connect().execute(columns, {"file": str(folder.findings)}).fetchall() == [(0, 0, 0)]


def test_half_a_character_in_a_text_stops_no_run(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, STARTED, "1234abcd")
    [record] = manifest().accounts
    odd = [structs.replace(finding, reason="half \ud800 a character") for finding in findings()]
    record = folder.write_account(replace(record, name="\udfff"), odd, b"{}")
    finished = folder.finish(replace(manifest(), accounts=(record,), title="\ud800"))
    assert folder.manifest().accounts[0].name == folder.manifest().title == "?"
    assert finished.accounts[0].findings == {"FAIL": 1, "PASS": 1}
    assert b'"half ? a character"' in folder.findings_of(record.id)


def test_a_record_holds_what_an_auditor_asks_of_an_account(tmp_path: Path) -> None:
    record = finished_run(tmp_path).checkpoint("000000000001")
    assert record
    assert record.findings == {"FAIL": 1, "PASS": 1}
    assert sorted(record.files) == [
        "accounts/000000000001.findings.jsonl.gz",
        "accounts/000000000001.inventory.json.gz",
    ]
