"""The summary groups what could not be evaluated by cause, and counts resources beside failures."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reporter.model.verdicts import Severity, Status
from reporter.report.formats.render import render
from reporter.report.model import Report
from reporter.report.tables.causes import CAUSES, causes
from reporter.report.tables.columns import Table
from reporter.report.tables.shared_columns import SCORE
from reporter.report.tables.summary_tables import WORST
from reporter.report.tables.tables import ACCOUNTS
from reporter.report.tables.tiles import tiles
from tests.report.runs import account, finding, report_of, rule

IDS = tuple(f"{number:012}" for number in range(1, 9))
OPEN, PLAIN = "s3-bucket-closed", "s3-bucket-encrypted"


def shown(table: Table[Any], report: Report) -> list[dict[str, str]]:
    return [{column.name: column.shown(row) for column in table.columns} for row in table.rows(report)]


def denied(account_id: str, action: str) -> Any:
    return finding(
        OPEN, account_id, Status.NOT_ASSESSED, action, reason_code="denied-by-iam", operation=action, action=action
    )


def test_a_cause_is_one_line_however_many_accounts_it_concerns(tmp_path: Path) -> None:
    accounts = [account(IDS[0], state="unreachable", reason="no role", reason_code="role-not-assumable")]
    accounts += [account(id_) for id_ in IDS[1:]]
    findings = [denied(id_, action) for id_ in IDS[1:] for action in ("s3:GetBucketAcl", "s3:GetBucketPolicy")]
    report = report_of(tmp_path, accounts=accounts, rules=[rule(OPEN)], findings=findings)
    first, second = shown(CAUSES, report)
    assert (first["reason_code"], first["accounts"], first["detail"]) == ("Role not assumable", "1", "no role")
    assert (second["accounts"], second["checks"]) == ("7", "1")
    assert second["detail"] == "s3:GetBucketAcl, s3:GetBucketPolicy"
    assert second["account_names"].endswith(f"name-{IDS[5]} and 2 more")


def test_a_bucket_that_fails_two_checks_is_one_resource(tmp_path: Path) -> None:
    findings = [
        finding(OPEN, IDS[0], Status.FAIL, "apples", severity=Severity.CRITICAL),
        finding(PLAIN, IDS[0], Status.FAIL, "apples", severity=Severity.HIGH),
        finding(PLAIN, IDS[0], Status.FAIL, "pears", severity=Severity.LOW),
        finding(PLAIN, IDS[0], Status.PASS, "plums"),
    ]
    report = report_of(tmp_path, accounts=[account(IDS[0])], rules=[rule(OPEN), rule(PLAIN)], findings=findings)
    urgent = tiles(report.summary)[2]
    assert (urgent.value, urgent.note) == ("2", "on 1 resource; 3 failures in all, on 2 resources")
    assert {row["check_id"]: row["resources"] for row in shown(WORST, report)} == {OPEN: "1", PLAIN: "2"}


def few_answers(runs: Path) -> Report:
    """One check passes and two could not be assessed: 33 % coverage."""
    rules = [rule(OPEN), rule(PLAIN), rule("s3-bucket-logged")]
    return report_of(runs, accounts=[account(IDS[0])], rules=rules, findings=[finding(OPEN, IDS[0], Status.PASS)])


def test_an_account_of_which_little_was_seen_has_no_score(tmp_path: Path) -> None:
    report = few_answers(tmp_path)
    [row] = shown(ACCOUNTS, report)
    assert (row["score"], row["coverage"]) == ("-", "33.3 %")
    score = tiles(report.summary)[0]
    assert (score.value, score.note, score.tone) == ("-", "too few checks could be evaluated for a score", "")
    assert SCORE.tone_of(report.accounts[0]) == ""


@pytest.mark.parametrize(("passing", "tone"), [(9, "pass"), (7, "medium"), (3, "fail")])
def test_the_colour_of_a_score_follows_it(tmp_path: Path, passing: int, tone: str) -> None:
    statuses = [Status.PASS] * passing + [Status.FAIL] * (10 - passing)
    findings = [finding(OPEN, IDS[0], status, f"b{number}") for number, status in enumerate(statuses)]
    report = report_of(tmp_path, accounts=[account(IDS[0])], rules=[rule(OPEN)], findings=findings)
    assert tiles(report.summary)[0].tone == SCORE.tone_of(report.accounts[0]) == tone


def test_scores_in_the_workbook_are_coloured_between_two_shares(tmp_path: Path) -> None:
    [file] = render(few_answers(tmp_path), ["xlsx"], tmp_path)
    sheet = load_workbook(file)["Accounts"]
    rules = [one for area in sheet.conditional_formatting for one in area.rules if one.operator == "between"]
    assert [one.formula for one in rules] == [["0", "0.6999"], ["0.7", "0.8999"], ["0.9", "1"]]


def test_a_check_counts_once_however_many_accounts_it_concerns(tmp_path: Path) -> None:
    report = report_of(tmp_path, accounts=[account("112345678901"), account("112345678902")], rules=[rule("s3-one")])
    [cause] = causes(report)
    assert (cause.checks, len(cause.accounts)) == (1, 2)
