from __future__ import annotations

from pathlib import Path

from reporter.model.verdicts import Status
from reporter.report.model import CoverageRow, Seen
from reporter.report.tables import merged_coverage
from reporter.report.tables.tables import COVERAGE, COVERAGE_SHEET
from tests.report.runs import account, finding, report_of, rule, sample

A = "012345678901"
S3, EC2 = "s3-bucket-closed", "ec2-port-closed"


def shown(row: CoverageRow) -> tuple[str, str, str, Seen]:
    return row.account.name, row.region, row.service, row.seen


def test_every_account_has_a_row_and_what_was_not_seen_stands_first(tmp_path: Path) -> None:
    rows = sample(tmp_path).coverage
    assert {row.account.state for row in rows} == {"unreachable", "scanned", "left-out"}
    assert rows[0].seen is Seen.UNREACHABLE
    assert (rows[0].region, rows[0].service, rows[0].detail) == ("all", "all", "no role")
    assert rows[-1].seen is Seen.LEFT_OUT


def test_a_service_seen_in_part_says_how_much_and_why_not_more(tmp_path: Path) -> None:
    [row] = [row for row in sample(tmp_path).coverage if row.seen is Seen.PARTLY]
    assert (row.assessed, row.not_assessed, row.reason_codes, row.detail) == (
        16, 1, ("denied-by-iam",), "s3:GetBucketAcl",
    )  # fmt: skip


def test_a_refusal_is_reported_with_its_error_codes_and_the_number_of_a_request(tmp_path: Path) -> None:
    refused = [
        finding(S3, A, Status.NOT_ASSESSED, name, reason_code="throttled", error_code=code, request_id=request_id)
        for name, code, request_id in (("one", "SlowDown", ""), ("two", "SlowDown", "ID-2"), ("three", "503", "ID-3"))
    ]
    report = report_of(tmp_path, accounts=[account(A)], rules=[rule(S3)], findings=refused)
    [row] = report.coverage
    assert (row.error_codes, row.request_id) == ("503, SlowDown", "ID-3")


def test_an_account_that_was_not_entered_tells_the_refusal_too(tmp_path: Path) -> None:
    lost = account(A, state="unreachable", reason="no role", reason_code="role-not-assumable")
    shown = finding(S3, A, Status.NOT_ASSESSED, error_code="AccessDenied", request_id="ID-1")
    report = report_of(tmp_path, accounts=[lost], rules=[rule(S3)], findings=[shown])
    [row] = report.coverage
    assert (row.detail, row.error_codes, row.request_id) == ("no role", "AccessDenied", "ID-1")


def test_a_service_not_seen_at_all_is_not_assessed(tmp_path: Path) -> None:
    denied = finding(S3, A, Status.NOT_ASSESSED, reason_code="timeout", operation="s3:ListBuckets")
    [row] = report_of(tmp_path, accounts=[account(A)], rules=[rule(S3)], findings=[denied]).coverage
    assert (row.seen, row.detail) == (Seen.NOT_ASSESSED, "s3:ListBuckets")


def test_a_region_that_was_read_without_finding_anything_has_a_row(tmp_path: Path) -> None:
    accounts = [account(A, regions=("eu-west-1", "us-east-1"))]
    findings = [finding(EC2, A, Status.PASS)]
    rows = report_of(tmp_path, accounts=accounts, rules=[rule(EC2)], findings=findings).coverage
    assert [(row.region, row.seen) for row in rows] == [("eu-west-1", Seen.ASSESSED), ("us-east-1", Seen.NOTHING_THERE)]


def test_a_service_that_only_exists_once_per_account_is_not_missed_in_the_regions(tmp_path: Path) -> None:
    findings = [finding("iam-user-safe", A, Status.PASS, region="global")]
    rows = report_of(tmp_path, accounts=[account(A)], rules=[rule("iam-user-safe")], findings=findings).coverage
    assert [shown(row) for row in rows] == [(f"name-{A}", "global", "iam", Seen.ASSESSED)]


def test_regions_that_are_alike_are_one_row(tmp_path: Path) -> None:
    regions = tuple(f"eu-west-{number}" for number in range(1, 18))
    refused = {"reason_code": "aws-error", "error_code": "Broken"}
    findings = [
        finding(EC2, A, Status.NOT_ASSESSED, region=region, request_id="R2" if region == "eu-west-2" else "", **refused)
        for region in regions[:12]
    ]
    findings += [finding(EC2, A, Status.PASS, region=region) for region in regions[12:15]]
    findings += [finding(S3, A, Status.PASS, region=region) for region in regions]
    accounts = [account(A, regions=regions)]
    report = report_of(tmp_path, accounts=accounts, rules=[rule(S3), rule(EC2)], findings=findings)
    rows = merged_coverage.merged(report)
    assert [(row.service, row.region, row.assessed, row.not_assessed, row.request_id) for row in rows] == [
        ("ec2", "12 of 17 regions", 0, 12, "R2"),
        ("s3", "17 regions", 17, 0, ""),
        ("ec2", "eu-west-13, eu-west-14, eu-west-15", 3, 0, ""),
        ("ec2", "eu-west-16, eu-west-17", 0, 0, ""),
    ]
    assert len(report.coverage) == 34
    [(words, own)] = merged_coverage.by_account(report)
    assert words == f"name-{A} ({A}): 20 of 32 evaluated"
    assert tuple(own) == rows
    assert COVERAGE_SHEET.printed_rows
    assert COVERAGE_SHEET.printed_rows(report) == 1
    assert tuple(COVERAGE.rows(report)) == report.coverage


def test_what_was_deleted_during_the_scan_has_a_row_with_its_names(tmp_path: Path) -> None:
    names = tuple(f"arn:aws:s3:::acme-{number}" for number in range(25))
    accounts = [account(A, gone=25, gone_names=names)]
    report = report_of(tmp_path, accounts=accounts, rules=[rule(S3)], findings=[finding(S3, A, Status.PASS)])
    [row] = [row for row in report.coverage if row.seen is Seen.DELETED]
    assert (row.region, row.service, row.assessed, row.not_assessed) == ("all", "all", 0, 0)
    assert row.detail.startswith("25 resources deleted during the scan: arn:aws:s3:::acme-0, arn:aws:s3:::acme-1,")
    assert row.detail.endswith("acme-19 and 5 more")


def test_of_an_older_run_only_the_number_of_deleted_resources_is_known(tmp_path: Path) -> None:
    report = report_of(tmp_path, accounts=[account(A, gone=1)], rules=[rule(S3)], findings=[])
    assert [row.detail for row in report.coverage if row.seen is Seen.DELETED] == ["1 resource deleted during the scan"]
