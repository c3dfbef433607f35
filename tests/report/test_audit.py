from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from reporter.model import Severity, Status
from reporter.report.audit import ASSETS, UNREADABLE
from reporter.report.build import build_report
from reporter.report.follow_up_tables import remedies
from tests.report.runs import account, finding, finished_run, report_of, rule

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


def test_every_operation_of_an_account_is_told_with_its_calls_and_the_file_that_holds_them(tmp_path: Path) -> None:
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


def test_a_file_that_is_gone_or_damaged_is_told(tmp_path: Path) -> None:
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
    told = [(row.account.id, row.severity, row.failing, row.assets) for row in report.weaknesses]
    assert told == [
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
