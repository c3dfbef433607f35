from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from reporter.model.verdicts import Status
from reporter.report.formats.render import render
from reporter.report.model import NOT_AUTOMATED, ControlRow, Report
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


def ordered(runs: Path) -> Report:
    """Requirements with the results Not automated, Pass and Fail, in this order."""
    requirements = (
        RequirementRecord(id="1", title="People are trained", remaining="no check yet for people-trained"),
        RequirementRecord(id="2", title="Logged", answers=(AnswerRecord(check_id=OTHER),)),
        RequirementRecord(id="3", title="Closed", answers=(AnswerRecord(check_id=CHECK),)),
    )
    findings = [finding(CHECK, A, Status.FAIL), finding(OTHER, A, Status.PASS)]
    run = {"accounts": [account(A)], "rules": [rule(CHECK), rule(OTHER)], "findings": findings}
    return report_of(runs, **run, frameworks=(framework(*requirements),))


@pytest.mark.parametrize(("title", "named"), [("Controls", "Requirement"), ("Workpaper", "Control Name")])
def test_what_fails_is_first_and_what_is_not_automated_is_folded_at_the_end(
    tmp_path: Path, title: str, named: str
) -> None:
    [file] = render(ordered(tmp_path), ["xlsx"], tmp_path)
    sheet = load_workbook(file)[title]
    position = [cell.value for cell in sheet[1]].index(named)
    expected = ["3", "2", "1"] if title == "Controls" else ["Closed", "Logged", "People are trained"]
    assert [row[position].value for row in sheet.iter_rows(min_row=2)] == expected
    assert [sheet.row_dimensions[row].hidden for row in (2, 3, 4)] == [False, False, True]
    assert sheet.row_dimensions[4].outlineLevel == 1
    assert sheet.print_area.endswith("$2")


def test_programs_get_the_requirements_in_the_order_of_the_framework(tmp_path: Path) -> None:
    assert [row.requirement.id for row in CONTROLS.rows(ordered(tmp_path))] == ["1", "2", "3"]


def test_a_check_that_is_still_to_be_written_is_not_named(tmp_path: Path) -> None:
    left = [column for column in CONTROLS.columns if column.name == "remaining"]
    assert [column.read(row) for column in left for row in CONTROLS.rows(ordered(tmp_path / "none"))] == ["", "", ""]
    part = control(tmp_path, [Status.PASS], AnswerRecord(check_id=CHECK), remaining="no check yet for s3-more")
    assert [column.read(part) for column in left] == ["What the checks do not cover."]


def test_the_summary_counts_the_results_of_each_framework(tmp_path: Path) -> None:
    [row] = sample(tmp_path).summary.frameworks
    assert {result: count for result, count in row.results.items() if count} == {Status.FAIL: 2, NOT_AUTOMATED: 1}
