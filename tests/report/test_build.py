from __future__ import annotations

from pathlib import Path

import pytest

from reporter.model.verdicts import Severity, Status
from reporter.report.model import NO_RESULT
from reporter.runs import RunBroken
from tests.report.runs import account, finding, report_of, rule, sample

A, B, C = "012345678901", "112345678902", "212345678903"
CHECK = "s3-bucket-closed"


def test_findings_stand_in_the_order_a_reader_wants_them(tmp_path: Path) -> None:
    rows = list(sample(tmp_path).findings)
    ranks = [(list(Status).index(row.finding.status), row.finding.severity.rank) for row in rows]
    assert ranks == sorted(ranks)
    assert rows[0].finding.severity is Severity.CRITICAL


def test_the_findings_can_be_walked_through_again_and_again(tmp_path: Path) -> None:
    findings = sample(tmp_path).findings
    assert list(findings) == list(findings)
    assert next(iter(findings)) in findings


def test_what_only_a_framework_asked_for_is_in_neither_findings_nor_totals(tmp_path: Path) -> None:
    report = sample(tmp_path)
    assert not [row for row in report.findings if row.finding.parameters]
    assert sum(report.summary.tally.by_status.values()) == len(report.findings)


def test_a_finding_of_a_check_that_the_run_did_not_ask_is_not_reported(tmp_path: Path) -> None:
    odd = finding("s3-bucket-odd", A, Status.PASS)
    with pytest.raises(RunBroken, match=r"findings\.parquet names 's3-bucket-odd', a check that the run did not ask"):
        report_of(tmp_path, accounts=[account(A)], rules=[rule(CHECK)], findings=[odd])


def test_every_account_has_a_row_unreachable_first_left_out_last(tmp_path: Path) -> None:
    states = [row.account.state for row in sample(tmp_path).accounts]
    assert states == ["unreachable", "scanned", "scanned", "left-out"]


def test_accounts_with_more_severe_failures_stand_before_others(tmp_path: Path) -> None:
    rows = sample(tmp_path).accounts
    assert [row.account.id for row in rows if row.account.state == "scanned"] == [A, B]


def test_an_account_left_out_has_neither_score_nor_coverage(tmp_path: Path) -> None:
    row = sample(tmp_path).accounts[-1]
    assert (row.score, row.coverage) == (None, None)


def test_an_unreachable_account_has_no_score_and_no_coverage_at_all(tmp_path: Path) -> None:
    row = sample(tmp_path).accounts[0]
    assert (row.score, row.coverage) == (None, 0.0)


def test_a_check_that_left_no_finding_was_not_assessed(tmp_path: Path) -> None:
    report = report_of(tmp_path, accounts=[account(A)], rules=[rule(CHECK)])
    assert report.summary.coverage == 0.0
    assert [(gap.reason_code, gap.checks) for gap in report.summary.gaps] == [(NO_RESULT, 1)]


def test_an_unreachable_account_without_findings_is_as_unseen_as_one_with(tmp_path: Path) -> None:
    accounts = [account(A, state="unreachable", reason="no role", reason_code="role-not-assumable")]
    report = report_of(tmp_path, accounts=accounts, rules=[rule(CHECK)])
    assert report.summary.coverage == 0.0
    assert [(gap.reason_code, gap.detail) for gap in report.summary.gaps] == [("role-not-assumable", "no role")]


def test_a_finding_names_the_requirements_it_answers(tmp_path: Path) -> None:
    rows = {row.finding.check_id: row.requirements for row in sample(tmp_path).findings}
    assert rows == {CHECK: "cis-6.0 2.11", "iam-key-rotated-often": ""}


def test_the_worst_checks_are_ordered_most_severe_first(tmp_path: Path) -> None:
    [worst] = sample(tmp_path).summary.worst
    assert (worst.severity, worst.failing, worst.accounts) == (Severity.CRITICAL, 17, 2)


def test_only_the_ten_worst_checks_are_named(tmp_path: Path) -> None:
    rules = [rule(f"s3-bucket-rule{number:02}") for number in range(12)]
    findings = [finding(one.check_id, A, Status.FAIL) for one in rules]
    report = report_of(tmp_path, accounts=[account(A)], rules=rules, findings=findings)
    assert len(report.summary.worst) == 10


def test_owners_come_by_what_they_have_to_do(tmp_path: Path) -> None:
    owners = sample(tmp_path).summary.owners
    assert [(row.owner, row.accounts, row.unreachable) for row in owners] == [("anna", 1, 0), ("li", 1, 0), ("", 1, 1)]


@pytest.mark.parametrize(
    ("states", "statuses", "headline"),
    [
        ([], [], "Nothing was assessed: no account was in scope."),
        (["scanned"], [Status.FAIL], "Complete: every check was assessed in the one account."),
        (["scanned"] * 2, [Status.PASS] * 2, "Complete: every check was assessed in all 2 accounts."),
        (["unreachable", "scanned"], [None, Status.PASS], "Incomplete: 1 of 2 accounts could not be reached."),
        (["scanned"], [Status.NOT_ASSESSED], "Incomplete: in 1 account nothing could be assessed."),
        (
            ["unreachable", "scanned"],
            [None, Status.NOT_ASSESSED],
            "Incomplete: 1 of 2 accounts could not be reached, and in 1 account nothing could be assessed.",
        ),
    ],
)
def test_the_headline_says_whether_everything_was_seen(
    tmp_path: Path, states: list[str], statuses: list[Status | None], headline: str
) -> None:
    accounts = [account(id_, state=state) for id_, state in zip([A, B], states, strict=False)]
    findings = [finding(CHECK, id_, status) for id_, status in zip([A, B], statuses, strict=False) if status]
    # An account left out is not missing.
    report = report_of(
        tmp_path, accounts=[*accounts, account(C, state="left-out")], rules=[rule(CHECK)], findings=findings
    )
    assert report.summary.headline == headline
    assert report.summary.complete == headline.startswith("Complete")


def test_the_headline_tells_blind_accounts_from_those_seen_in_part(tmp_path: Path) -> None:
    findings = [
        finding(CHECK, A, Status.NOT_ASSESSED),
        finding(CHECK, B, Status.NOT_ASSESSED),
        finding(CHECK, B, Status.PASS, "other"),
        finding(CHECK, C, Status.PASS),
    ]
    report = report_of(tmp_path, accounts=[account(A), account(B), account(C)], rules=[rule(CHECK)], findings=findings)
    assert report.summary.headline == (
        "Incomplete: in 1 account nothing could be assessed, and in 1 account some checks could not be assessed."
    )


def test_a_run_without_checks_says_so_and_has_no_score(tmp_path: Path) -> None:
    summary = report_of(tmp_path, accounts=[account(A)]).summary
    assert summary.headline == "Nothing was assessed: no check was selected."
    assert (summary.score, summary.coverage, summary.complete) == (None, None, False)
