from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reporter.model.scope import Scope
from reporter.model.verdicts import Severity, Status
from reporter.report.build.audit import ASSETS, UNREADABLE
from reporter.report.build.build import build_report
from reporter.report.formats.render import render
from reporter.report.model import Report
from reporter.report.tables.follow_up_tables import remedies
from reporter.report.tables.poam import POAM
from reporter.runs import AnswerRecord, Deviation, FrameworkRecord, RequirementRecord, WaiverRecord
from tests.report.runs import account, finding, finished_run, framework, report_of, rule

A, B = "012345678901", "112345678902"
CHECK = "s3-bucket-closed"
CALLS = [
    {
        "operation": operation,
        "region": "eu-west-1",
        "parameters": "{}",
        "at": f"2026-11-16T06:0{minute}:00+00:00",
        "request_id": "r",
        "outcome": outcome,
    }
    for operation, minute, outcome in [
        ("s3:ListBuckets", 1, "ok"),
        ("s3:GetBucketAcl", 3, "AccessDenied"),
        ("s3:GetBucketAcl", 2, "ok"),
    ]
]


def test_every_operation_of_an_account_is_reported_with_its_calls_and_the_file_that_holds_them(tmp_path: Path) -> None:
    folder, manifest = finished_run(tmp_path, accounts=[account(A)], evidence=json.dumps({"calls": CALLS}).encode())
    rows = list(build_report(folder, manifest).evidence)
    assert [(row.operation, row.calls, row.refused) for row in rows] == [
        ("s3:GetBucketAcl", 2, 1),
        ("s3:ListBuckets", 1, 0),
    ]
    assert (rows[0].first, rows[0].last) == tuple(datetime(2026, 11, 16, 6, minute, tzinfo=UTC) for minute in (2, 3))
    assert manifest.files[rows[0].file] == rows[0].sha256
    assert rows[0] in build_report(folder, manifest).evidence


def test_an_account_without_a_call_still_has_its_file(tmp_path: Path) -> None:
    [row] = report_of(tmp_path, accounts=[account(A)]).evidence
    assert (row.operation, row.calls, row.first) == ("", 0, None)
    assert row.file


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-11-16T06:01:00"])
def test_a_call_without_a_moment_is_counted_and_dates_nothing(moment: str, tmp_path: Path) -> None:
    calls = [{**CALLS[0], "at": moment}, CALLS[0]]
    [row] = report_of(tmp_path, accounts=[account(A)], evidence=json.dumps({"calls": calls}).encode()).evidence
    assert (row.calls, row.first, row.last) == (2, row.first, datetime(2026, 11, 16, 6, 1, tzinfo=UTC))
    assert row.first == row.last


def test_what_is_denied_is_counted_apart_from_what_is_not_configured(tmp_path: Path) -> None:
    outcomes = ("ok", "AccessDenied", "NoSuchCORSConfiguration", "ReplicationConfigurationNotFoundError", "Throttling")
    calls = [{**CALLS[0], "outcome": outcome} for outcome in outcomes]
    [row] = report_of(tmp_path, accounts=[account(A)], evidence=json.dumps({"calls": calls}).encode()).evidence
    assert (row.calls, row.denied, row.absent, row.refused) == (5, 1, 2, 4)


def test_a_file_that_is_gone_or_damaged_is_reported(tmp_path: Path) -> None:
    folder, manifest = finished_run(tmp_path, accounts=[account(A), account(B)])
    (folder.path / f"accounts/{A}.inventory.json.gz").unlink()
    (folder.path / f"accounts/{B}.inventory.json.gz").write_bytes(b"no gzip")
    rows = build_report(folder, manifest).evidence
    assert [row.operation for row in rows] == [UNREADABLE] * 2


def test_an_account_that_left_no_file_has_no_evidence(tmp_path: Path) -> None:
    folder, manifest = finished_run(tmp_path, accounts=[account(A)])
    assert len(build_report(folder, replace(manifest, files={})).evidence) == 0


def test_a_weakness_is_a_check_that_fails_in_an_account(tmp_path: Path) -> None:
    findings = [
        finding(CHECK, A, Status.FAIL, "one", severity=Severity.LOW),
        finding(CHECK, A, Status.FAIL, "two", severity=Severity.CRITICAL),
        finding(CHECK, A, Status.PASS, "three"),
        finding(CHECK, B, Status.FAIL, "four"),
    ]
    report = report_of(tmp_path, accounts=[account(A), account(B)], rules=[rule(CHECK)], findings=findings)
    shown = [(row.account.id, row.severity, row.failing, row.assets) for row in report.weaknesses]
    assert shown == [
        (A, Severity.CRITICAL, 2, ("arn:aws:s3:::one", "arn:aws:s3:::two")),
        (B, Severity.HIGH, 1, ("arn:aws:s3:::four",)),
    ]


def test_of_many_assets_only_the_first_are_named(tmp_path: Path) -> None:
    findings = [finding(CHECK, A, Status.FAIL, f"bucket-{number:02}") for number in range(ASSETS + 5)]
    report = report_of(tmp_path, accounts=[account(A)], rules=[rule(CHECK)], findings=findings)
    [row] = report.weaknesses
    assert (len(row.assets), row.more_assets) == (ASSETS, 5)


def test_a_remedy_says_where_its_check_fails_most(tmp_path: Path) -> None:
    findings = [finding(CHECK, B, Status.FAIL, name) for name in ("one", "two")]
    findings.append(finding(CHECK, A, Status.FAIL, "three", severity=Severity.CRITICAL))
    report = report_of(tmp_path, accounts=[account(A), account(B)], rules=[rule(CHECK)], findings=findings)
    [row] = remedies(report)
    assert (row.severity, row.failing, [one.account.id for one in row.weaknesses]) == (Severity.CRITICAL, 3, [B, A])


def waived(kind: Deviation, ticket: str = "") -> WaiverRecord:
    return WaiverRecord(
        id="W-1",
        scope=Scope(checks=(CHECK,)),
        reason="it has to be",
        owner="anna",
        approver="ciso",
        ticket=ticket,
        expires=date(2027, 6, 30),
        kind=kind,
    )


def poam(report: Report) -> list[dict[str, object]]:
    return [{column.title: column.read(row) for column in POAM.columns} for row in POAM.rows(report)]


DEVIATIONS = {
    Deviation.OPERATIONAL_REQUIREMENT: "Operational Requirement",
    Deviation.FALSE_POSITIVE: "False Positive",
    Deviation.RISK_ADJUSTMENT: "Risk Adjustment",
}


@pytest.mark.parametrize("kind", Deviation)
def test_what_is_waived_stays_in_the_poam_as_the_deviation_that_the_waiver_says(
    kind: Deviation, tmp_path: Path
) -> None:
    findings = [
        finding(CHECK, A, Status.FAIL, "one"),
        finding(CHECK, A, Status.WAIVED, "two", waiver="W-1"),
        finding(CHECK, A, Status.WAIVED, "three", waiver="W-1", severity=Severity.CRITICAL),
    ]
    waivers = (waived(kind, ticket="SEC-1"),)
    report = report_of(tmp_path, accounts=[account(A)], rules=[rule(CHECK)], findings=findings, waivers=waivers)
    fails, accepted = poam(report)
    assert {fails[title] for title in DEVIATIONS.values()} == {None}
    assert (fails["POAM ID"], fails["Deviation Rationale"], fails["Comments"]) == (f"{CHECK}/{A}", None, None)
    assert {title: accepted[title] for title in DEVIATIONS.values()} == {
        title: "Yes" if one is kind else "No" for one, title in DEVIATIONS.items()
    }
    assert accepted["POAM ID"] == f"{CHECK}/{A}/W-1"
    assert accepted["Asset Identifier"] == "arn:aws:s3:::three, arn:aws:s3:::two"
    assert accepted["Original Risk Rating"] == "High"
    assert accepted["Scheduled Completion Date"] == date(2027, 6, 30)
    assert accepted["Deviation Rationale"] == "it has to be"
    assert accepted["Supporting Documents"] == "Sheets Findings, Evidence and Waivers: waiver W-1, ticket SEC-1"
    assert accepted["Comments"] == "Waived until 2027-06-30 by W-1: requested by anna, approved by ciso"
    assert [row.failing for row in remedies(report)] == [1], "what is waived needs no fix"


@pytest.mark.parametrize("status", [Status.FAIL, Status.PASS])
def test_the_poam_has_the_header_block_of_the_template_and_then_the_table(tmp_path: Path, status: Status) -> None:
    findings = [finding(CHECK, A, status)]
    report = report_of(tmp_path, accounts=[account(A)], rules=[rule(CHECK)], findings=findings)
    [file] = render(report, ["xlsx"], tmp_path)
    sheet = load_workbook(file)["POA&M"]
    names, values = ([cell.value for cell in sheet[row][:4]] for row in (2, 3))
    assert sheet["A1"].value == "FedRAMP plan of action and milestones"
    assert names == ["CSP", "System Name", "Impact Level", "POA&M Date"]
    assert values == [None, None, None, datetime(2026, 11, 16)]  # noqa: DTZ001 - Excel has no zones
    assert (sheet["A3"].style, sheet["A5"].value) == ("Input text", "POAM ID")
    if status is Status.FAIL:
        assert sheet.tables["POAM"].ref == "A5:AE6"
        assert (sheet["A6"].value, sheet["P6"].value) == (f"{CHECK}/{A}", "No")
        assert sheet.print_title_rows == "$5:$5"
    else:
        assert sheet["A6"].value == "Nothing that was assessed fails, and nothing is waived."


def test_the_controls_of_nist_are_named_alone_where_they_are_mapped(tmp_path: Path) -> None:
    answers = (AnswerRecord(check_id=CHECK),)
    nist = FrameworkRecord(
        id="nist-800-53-r5",
        title="NIST SP 800-53",
        version="5",
        requirements=tuple(RequirementRecord(id=one, title=one, answers=answers) for one in ("AC-3", "SC-7(3)")),
    )
    cis = framework(RequirementRecord(id="2.1", title="Shut", answers=answers))
    run = {"accounts": [account(A)], "rules": [rule(CHECK)], "findings": [finding(CHECK, A, Status.FAIL)]}
    [mapped] = poam(report_of(tmp_path / "both", **run, frameworks=(cis, nist)))
    [other] = poam(report_of(tmp_path / "one", **run, frameworks=(cis,)))
    assert (mapped["Controls"], other["Controls"]) == ("AC-3, SC-7(3)", "cis-6.0 2.1")


def test_each_waiver_has_a_row_of_its_own_and_one_that_is_not_known_any_more_too(tmp_path: Path) -> None:
    findings = [
        finding(CHECK, A, Status.WAIVED, "one", waiver="W-1"),
        finding(CHECK, A, Status.WAIVED, "two", waiver="W-2"),
        finding(CHECK, B, Status.WAIVED, "three", waiver="W-1"),
    ]
    waivers = (waived(Deviation.FALSE_POSITIVE),)
    both = [account(A), account(B)]
    rows = poam(report_of(tmp_path, accounts=both, rules=[rule(CHECK)], findings=findings, waivers=waivers))
    assert [row["POAM ID"] for row in rows] == [f"{CHECK}/{A}/W-1", f"{CHECK}/{A}/W-2", f"{CHECK}/{B}/W-1"]
    assert [row["False Positive"] for row in rows] == ["Yes", None, "Yes"]
    assert rows[0]["Supporting Documents"] == "Sheets Findings, Evidence and Waivers: waiver W-1"


def test_the_point_of_contact_is_who_has_to_fix_it(tmp_path: Path) -> None:
    findings = [finding(CHECK, A, Status.FAIL, name, owner=owner) for name, owner in (("one", "dba"), ("two", ""))]
    [row] = poam(report_of(tmp_path, accounts=[account(A, owner="anna")], rules=[rule(CHECK)], findings=findings))
    assert row["Point of Contact"] == "anna, dba"
