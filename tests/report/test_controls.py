from __future__ import annotations

from pathlib import Path

import pytest

from reporter.model.verdicts import Status
from reporter.report.model import NOT_AUTOMATED, ControlRow
from reporter.report.tables.tables import CONTROLS
from reporter.runs import AnswerRecord, RequirementRecord
from tests.report.runs import account, finding, framework, report_of, rule, sample

A = "012345678901"
CHECK, OTHER = "s3-bucket-closed", "s3-bucket-logged"


def control(runs: Path, statuses: list[Status], *answers: AnswerRecord, remaining: str = "") -> ControlRow:
    findings = [finding(CHECK, A, status, f"bucket-{number}") for number, status in enumerate(statuses)]
    requirement = RequirementRecord(id="2.10", title="Closed", answers=answers, remaining=remaining)
    run = {"accounts": [account(A)], "rules": [rule(CHECK)], "findings": findings}
    [row] = report_of(runs, **run, frameworks=(framework(requirement),)).controls
    return row


@pytest.mark.parametrize("worst", list(Status))
def test_the_most_severe_status_is_the_result(tmp_path: Path, worst: Status) -> None:
    statuses = list(Status)[list(Status).index(worst) :]
    assert control(tmp_path, statuses, AnswerRecord(check_id=CHECK)).result == worst


def test_a_requirement_without_a_check_is_not_automated(tmp_path: Path) -> None:
    assert control(tmp_path, [Status.PASS]).result == NOT_AUTOMATED


def test_a_check_that_was_not_run_is_never_a_pass(tmp_path: Path) -> None:
    row = control(tmp_path, [Status.PASS], AnswerRecord(check_id=CHECK), AnswerRecord(check_id=OTHER))
    assert row.result == Status.NOT_ASSESSED
    shown = {column.name: column.shown(row) for column in CONTROLS.columns}
    assert shown["checks"] == f"{CHECK}; {OTHER} (not run)"


def test_a_failure_is_reported_even_if_another_check_was_not_run(tmp_path: Path) -> None:
    row = control(tmp_path, [Status.FAIL], AnswerRecord(check_id=CHECK), AnswerRecord(check_id=OTHER))
    assert row.result == Status.FAIL


def test_what_the_checks_leave_open_is_for_a_person(tmp_path: Path) -> None:
    row = control(tmp_path, [Status.PASS], AnswerRecord(check_id=CHECK), remaining="Ask the owner.")
    assert row.result == Status.MANUAL
    assert {column.name: column.shown(row) for column in CONTROLS.columns}["remaining"] == "Ask the owner."


def test_a_framework_is_answered_with_the_settings_it_asks_for(tmp_path: Path) -> None:
    row = sample(tmp_path).controls[0]
    assert (row.result, row.tally.by_status[Status.FAIL], row.tally.by_status[Status.MANUAL]) == (Status.FAIL, 1, 0)
    shown = {column.name: column.shown(row) for column in CONTROLS.columns}
    assert shown["parameters"] == "iam-key-rotated-often: max_age_days = 45"


def test_the_summary_counts_the_results_of_each_framework(tmp_path: Path) -> None:
    [row] = sample(tmp_path).summary.frameworks
    assert {result: count for result, count in row.results.items() if count} == {Status.FAIL: 2, NOT_AUTOMATED: 1}
