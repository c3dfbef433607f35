"""Why checks could not be assessed: one line for each cause."""

from __future__ import annotations

from reporter.report.model import GapRow
from reporter.report.tables.causes import causes_of
from tests.report.runs import account

DENIED = "denied-by-iam"


def gap(number: int, code: str, detail: str, state: str = "scanned") -> GapRow:
    return GapRow(
        account=account(f"{number:012}", name=f"a{number}", state=state), reason_code=code, checks=1, detail=detail
    )


def test_accounts_with_the_same_cause_share_a_line() -> None:
    [cause] = causes_of([gap(1, DENIED, "s3:GetBucketAcl, s3:GetBucketPolicy"), gap(2, DENIED, "s3:GetBucketAcl")])
    assert (cause.title, cause.accounts) == ("Denied by IAM", "2 accounts: a1, a2")
    assert cause.detail == "s3:GetBucketAcl, s3:GetBucketPolicy"


def test_accounts_that_could_not_be_read_are_first_then_the_most_frequent_cause() -> None:
    found = causes_of(
        [
            gap(1, "throttled", ""),
            gap(2, DENIED, "s3:GetBucketAcl"),
            gap(3, DENIED, "s3:GetBucketAcl"),
            gap(4, "role-not-assumable", "no role", state="unreachable"),
            gap(5, "role-not-assumable", "sts:AssumeRole"),
        ]
    )
    assert [(cause.title, cause.detail) for cause in found] == [
        ("Role not assumable", "no role"),
        ("Denied by IAM", "s3:GetBucketAcl"),
        ("Role not assumable", "sts:AssumeRole"),
        ("Throttled", ""),
    ]


def test_many_accounts_are_counted_and_their_own_reasons_left_to_the_table() -> None:
    [cause] = causes_of([gap(number, "odd", f"reason {number}", state="unreachable") for number in range(7)])
    assert (cause.title, cause.detail) == ("odd", "")
    assert cause.accounts == "7 accounts: a0, a1, a2, a3, a4 and 2 more"


def test_a_reason_without_a_code_still_has_a_name() -> None:
    [cause] = causes_of([gap(1, "", "no role", state="not-scanned")])
    assert cause.title == "Not assessed"
