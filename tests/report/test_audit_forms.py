from __future__ import annotations

from pathlib import Path

import pytest

from reporter.model.verdicts import Severity, Status
from reporter.report.model import Report
from reporter.report.tables.columns import Column, Row, Table
from reporter.report.tables.poam import POAM
from reporter.report.tables.workpaper import WORKPAPER
from reporter.runs import AnswerRecord, RequirementRecord
from tests.report.runs import account, finding, framework, report_of, rule

A = "012345678901"
CHECK, OTHER = "s3-bucket-closed", "iam-key-rotated"
FEDRAMP = (
    "POAM ID | Controls | Weakness Name | Weakness Description | Weakness Detector Source | Weakness Source "
    "Identifier | Asset Identifier | Point of Contact | Resources Required | Overall Remediation Plan | Original "
    "Detection Date | Scheduled Completion Date | Planned Milestones | Milestone Changes | Status Date | Vendor "
    "Dependency | Last Vendor Check-in Date | Vendor Dependent Product Name | Original Risk Rating | Adjusted "
    "Risk Rating | Risk Adjustment | False Positive | Operational Requirement | Deviation Rationale | Supporting "
    "Documents | Comments | Auto-Approve | Binding Operational Directive 22-01 tracking | Binding Operational "
    "Directive 22-01 Due Date | CVE | Service Name"
)
MATRIX = (
    "Control Name | Control ID | Assessment Procedure | Assessment Objective | Test Method | Observations/Test Results "
    "| Evidence | Assessment Result | Identified Risk | Likelihood | Impact | Risk Exposure Level | "
    "Recommendation for Mitigation"
)


@pytest.mark.parametrize(("table", "titles"), [(POAM, FEDRAMP), (WORKPAPER, MATRIX)])
def test_the_columns_are_those_of_the_form_to_the_letter(table: Table[Row], titles: str) -> None:
    assert " | ".join(column.title for column in table.columns) == titles


def shown(table: Table[Row], report: Report, name: str) -> list[str]:
    [column] = [column for column in table.columns if column.name == name]
    return [Column.in_words(column, column.read(row)) for row in table.rows(report)]


def run(tmp_path: Path, *requirements: RequirementRecord, statuses: tuple[Status, ...] = (Status.FAIL,)) -> Report:
    findings = [
        finding(CHECK, A, status, f"bucket-{number}", severity=Severity.CRITICAL)
        for number, status in enumerate(statuses)
    ]
    accounts = [account(A, owner="anna", name="shop")]
    rules = [rule(CHECK)]
    return report_of(
        tmp_path, accounts=accounts, rules=rules, findings=findings, frameworks=(framework(*requirements),)
    )


def requirement(*checks: str, remaining: str = "") -> RequirementRecord:
    answers = tuple(AnswerRecord(check_id=check) for check in checks)
    return RequirementRecord(id="2.11", title="Buckets are closed", answers=answers, remaining=remaining)


def test_a_weakness_names_its_assets_its_owner_and_its_rating(tmp_path: Path) -> None:
    report = run(tmp_path, requirement(CHECK), statuses=(Status.FAIL,) * 22)
    assert shown(POAM, report, "poam_id") == [f"{CHECK}/{A}"]
    assert shown(POAM, report, "controls") == ["cis-6.0 2.11"]
    assert shown(POAM, report, "point_of_contact") == ["anna"]
    assert shown(POAM, report, "original_risk_rating") == ["High"]
    assert shown(POAM, report, "asset_identifier")[0].endswith("and 2 more: see Findings")
    assert shown(POAM, report, "scheduled_completion_date") == [""]


def test_a_requirement_that_fails_says_what_was_done_found_and_is_to_be_done(tmp_path: Path) -> None:
    report = run(tmp_path, requirement(CHECK), statuses=(Status.FAIL, Status.PASS, Status.PASS))
    assert shown(WORKPAPER, report, "assessment_procedure") == [
        f"Evaluate every resource in every account with: {CHECK}."
    ]
    assert shown(WORKPAPER, report, "test_method") == ["Test"]
    assert shown(WORKPAPER, report, "observations") == ["3 findings: 1 fail, 2 pass."]
    assert shown(WORKPAPER, report, "assessment_result") == ["Fail"]
    assert shown(WORKPAPER, report, "identified_risk") == [f"Why {CHECK} matters."]
    assert shown(WORKPAPER, report, "impact") == ["High"]
    assert shown(WORKPAPER, report, "recommendation") == [f"How to fix {CHECK}."]


def test_a_requirement_that_passes_has_no_risk_to_rate(tmp_path: Path) -> None:
    report = run(tmp_path, requirement(CHECK), statuses=(Status.PASS,))
    assert [shown(WORKPAPER, report, name) for name in ("identified_risk", "impact", "likelihood")] == [[""]] * 3


def test_what_is_left_to_a_person_is_reported(tmp_path: Path) -> None:
    report = run(tmp_path, requirement(CHECK, OTHER, remaining="Ask the owner."))
    [procedure] = shown(WORKPAPER, report, "assessment_procedure")
    assert procedure.endswith(f"Not run: {OTHER}. To be assessed by a person: Ask the owner.")
    assert shown(WORKPAPER, report, "test_method") == ["Test, examine"]


def test_a_requirement_without_checks_is_for_a_person(tmp_path: Path) -> None:
    report = run(tmp_path, requirement())
    assert shown(WORKPAPER, report, "test_method") == ["Examine, interview"]
    assert shown(WORKPAPER, report, "observations") == ["Not tested by this run."]
    assert shown(WORKPAPER, report, "evidence") == [""]


def test_a_silent_check_could_not_be_assessed(tmp_path: Path) -> None:
    report = run(tmp_path, requirement(CHECK), statuses=())
    assert shown(WORKPAPER, report, "observations") == ["Nothing could be evaluated."]
