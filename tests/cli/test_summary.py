"""One screen tells what was found, and no figure stands where nothing was seen."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reporter.cli.summary import ACCOUNTS, incompleteness, print_summary
from reporter.model.scope import Scope
from reporter.model.verdicts import Severity, Status
from reporter.runs import AccountRecord, Manifest, RunFolder, WaiverRecord
from reporter.scan import Outcome, ScanTally
from tests.report.runs import account as record
from tests.report.runs import finding, finished_run, rule


def account(id_: str, state: str = "scanned") -> AccountRecord:
    return AccountRecord(id=id_, name=f"name-{id_}", state=state, reason_code="why" if state == "unreachable" else "")


def outcome(*accounts: AccountRecord, unseen: dict[str, int]) -> Outcome:
    manifest = Manifest(
        run_id="1",
        title="t",
        classification="c",
        tool_version="1",
        started=datetime(2026, 11, 21, tzinfo=UTC),
        caller_arn="me",
        accounts=accounts,
    )
    tallies = {
        id_: ScanTally(
            Counter({Status.NOT_ASSESSED: count, Status.PASS: 4, Status.FAIL: 2}), Counter({Severity.HIGH: 2})
        )
        for id_, count in unseen.items()
    }
    return Outcome(RunFolder(Path()), manifest, tallies)


@pytest.mark.parametrize(
    ("unseen", "shown"),
    [
        ({"1": 0}, "everything was assessed"),
        ({"1": 1}, "1 finding could not be assessed"),
        ({"1": 2}, "2 findings could not be assessed"),
        ({"1": 0, "2": 9}, "account 2 (name-2) was not reached: why"),
        (
            {"1": 3, "2": 9},
            "account 2 (name-2) was not reached: why; 3 findings in other accounts could not be assessed",
        ),
    ],
)
def test_what_was_not_seen_is_reported_in_words(unseen: dict[str, int], shown: str) -> None:
    accounts = [account(id_, "unreachable" if id_ == "2" else "scanned") for id_ in unseen]
    assert incompleteness(outcome(*accounts, unseen=unseen)) == shown


def test_an_account_without_a_name_is_named_once(capsys: pytest.CaptureFixture[str]) -> None:
    lost = replace(account("2", "unreachable"), name="2")
    assert incompleteness(outcome(lost, unseen={"2": 9})) == "account 2 was not reached: why"
    print_summary(outcome(record("1", name="1", gone=1), unseen={"1": 0}), [])
    assert "Account 1: 1 resource deleted" in capsys.readouterr().out


def test_what_was_deleted_during_the_scan_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    lost = record("1", gone=2, gone_names=("arn:aws:s3:::acme-one", "arn:aws:s3:::acme-two"))
    print_summary(outcome(lost, record("2"), unseen={"1": 0, "2": 0}), [])
    shown = " ".join(capsys.readouterr().out.split())
    names = "arn:aws:s3:::acme-one, arn:aws:s3:::acme-two"
    assert f"Account 1 (name-1): 2 resources deleted during the scan: {names}." in shown
    assert "Account 2" not in shown


def test_the_summary_has_a_row_for_every_account(capsys: pytest.CaptureFixture[str]) -> None:
    accounts = (account("1"), account("2", "unreachable"), account("3", "left-out"))
    print_summary(outcome(*accounts, unseen={"1": 0, "2": 9}), [Path("reports/report.csv")])
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert [line for line in lines if line.startswith(("1", "2", "3"))] == [
        "1 name-1 scanned 0 2 0 0 0 0 0 4 0",
        "2 name-2 unreachable 9 0",
        "3 name-3 left-out 0",
    ]


def many(count: int, *others: AccountRecord) -> Outcome:
    """Scanned accounts, each with as many high failures as its number, and others."""
    accounts = [account(f"{number:012}") for number in range(1, count + 1)]
    tallies = {
        one.id: ScanTally(Counter({Status.FAIL: int(one.id)}), Counter({Severity.HIGH: int(one.id)}))
        for one in accounts
    }
    manifest = outcome(*accounts, *others, unseen={}).manifest
    return Outcome(RunFolder(Path()), manifest, tallies)


def test_of_many_accounts_the_worst_have_a_row_and_the_rest_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(many(100, account("2", "unreachable"), account("3", "left-out")), [])
    shown = capsys.readouterr().out
    rows = [line.split()[0] for line in shown.splitlines() if "name-" in line and "scanned" in line]
    assert rows == [f"{number:012}" for number in range(100, 100 - ACCOUNTS, -1)]
    assert "and 90 more accounts: 3,916 high failing, 1 unreachable, 1 left-out; -v shows all\n" in shown


def test_all_accounts_are_shown_if_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(many(100), [], verbose=True)
    shown = capsys.readouterr().out
    assert shown.count("name-") == 100
    assert "more account" not in shown


def test_the_rest_may_have_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(many(ACCOUNTS, account("2", "unreachable"), account("3", "unreachable")), [])
    shown = capsys.readouterr().out
    assert "and 2 more accounts: nothing failing, 2 unreachable; -v shows all\n" in shown
    assert "Incomplete: 2 accounts were not reached: why: 2 (name-2), 3 (name-3).\n" in shown


def test_failures_of_unused_default_vpcs_are_counted_apart(capsys: pytest.CaptureFixture[str]) -> None:
    given = {"fold": "unused default VPC"}
    findings = [finding("vpc-a", "1", Status.FAIL, name, region=name, **given) for name in ("north", "south")]
    tally = ScanTally.of([*findings, finding("vpc-b", "1", Status.FAIL, region="north", **given)])
    print_summary(replace(outcome(account("1"), unseen={}), by_account={"1": tally}), [])
    assert (
        "3 failing, 0 passing, 0 not assessed\nThese include 3 failures in 2 unused default VPCs.\n"
        in capsys.readouterr().out
    )


def test_the_summary_says_what_is_missing_and_where_the_reports_lie(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(outcome(account("1"), unseen={"1": 1}), [Path("reports/report.csv")])
    assert capsys.readouterr().out.endswith(
        "2 failing, 4 passing, 1 not assessed\nIncomplete: 1 finding could not be assessed.\nReports:\n"
        "  reports/report.csv\n"
    )


def test_the_summary_of_a_complete_scan_speaks_of_nothing_missing(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(outcome(account("1"), unseen={"1": 0}), [])
    assert "Incomplete" not in capsys.readouterr().out


def test_waivers_that_need_action_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def waiver(id_: str, expires: date, *checks: str) -> WaiverRecord:
        scope = Scope(checks=checks)
        return WaiverRecord(id=id_, scope=scope, reason="r", owner="o", approver="a", expires=expires)

    folder, manifest = finished_run(
        tmp_path,
        accounts=[record("1")],
        rules=[rule("s3-a"), rule("s3-b")],
        findings=[
            finding("s3-a", "1", Status.FAIL, "web", waiver="old"),
            finding("s3-a", "1", Status.WAIVED, "cdn", waiver="soon"),
            finding("s3-b", "1", Status.PASS),
        ],
        waivers=[
            waiver("old", date(2026, 11, 15), "s3-a"),
            waiver("soon", date(2026, 11, 17), "s3-a"),
            waiver("idle", date(2027, 11, 17), "s3-b"),
            waiver("unseen", date(2027, 11, 17), "iam-*"),
        ],
    )
    tally = ScanTally(Counter({Status.FAIL: 1, Status.WAIVED: 1, Status.PASS: 1}), Counter({Severity.HIGH: 1}))
    print_summary(Outcome(folder, manifest, {"1": tally}), [])
    assert capsys.readouterr().out.endswith(
        "1 failing, 1 waived, 1 passing, 0 not assessed\n"
        "Waiver old expired on 2026-11-15 and no longer covers 1 failure.\n"
        "Waiver soon expires on 2026-11-17, in 1 day: it covers 1 failure.\n"
        "Waiver idle covers nothing: correct or remove it.\n"
        "Reports:\n"
    )
