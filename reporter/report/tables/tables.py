"""The tables that have their own sheet, with their columns in order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reporter.model.verdicts import Status
from reporter.report.model import NOT_AUTOMATED, AccountRow, ControlRow, CoverageRow, Report, Seen
from reporter.report.tables.columns import SEPARATOR, Column, ColumnKind, Table
from reporter.report.tables.evidence_table import EVIDENCE
from reporter.report.tables.finding_columns import FINDINGS
from reporter.report.tables.follow_up_tables import CHANGES, REMEDIATION_TABLE, WAIVERS
from reporter.report.tables.merged_coverage import merged, merged_number
from reporter.report.tables.poam import POAM
from reporter.report.tables.shared_columns import (
    ACCOUNT_ID,
    ACCOUNT_NAME,
    COVERAGE_SHARE,
    OU,
    OWNER,
    SCORE,
    SEVERITY_COUNTS,
    STATUS_COUNTS,
)
from reporter.report.tables.workpaper import WORKPAPER, left_to_a_person
from reporter.report.words import RESULTS, settings_in_words

NOT_EVALUATED = (Seen.UNREACHABLE, Seen.NOT_SCANNED, Seen.NOT_ASSESSED, Seen.PARTLY)
RESULT_MEANING = (
    "The most severe status of its checks' findings, in the order Fail, Not assessed, Manual, Waived, Pass, "
    "Not applicable. Not automated where no check covers it. A check that was not run counts as not assessed, "
    "and what remains for a person as manual."
)


CHANGE_MEANING = (
    "How many more or fewer failures than in the previous run. What could not be re-checked, is out of scope or "
    "came with changed rules does not count; '-' where the account was not scanned in both runs."
)


def _answers(row: ControlRow) -> str:
    ids = dict.fromkeys(answer.check_id for answer in row.requirement.answers)
    return "; ".join(f"{id_} (not run)" if id_ in row.not_run else id_ for id_ in ids)


def _parameters(row: ControlRow) -> str:
    asked = [answer for answer in row.requirement.answers if answer.parameters]
    return "; ".join(f"{answer.check_id}: {settings_in_words(answer.parameters)}" for answer in asked)


def _refusals(report: Report) -> int:
    """The number of rows where something could not be evaluated, which are the first."""
    return merged_number(row for row in report.coverage if row.seen in NOT_EVALUATED)


def _failing_first(report: Report) -> list[ControlRow]:
    """The requirements by result, then in the order of the frameworks."""
    return sorted(report.controls, key=lambda row: list(RESULTS).index(row.result))


def _is_not_automated(row: ControlRow) -> bool:
    return row.result == NOT_AUTOMATED


def _open_controls(report: Report) -> int:
    """The number of requirements that fail, were not assessed or are manual, which are the first rows."""
    return sum(row.result in (Status.FAIL, Status.NOT_ASSESSED, Status.MANUAL) for row in report.controls)


COVERAGE: Table[CoverageRow] = Table(
    "coverage",
    "Coverage",
    "What could be evaluated of each service in each region of each account; refusals are first.",
    (
        ACCOUNT_ID,
        ACCOUNT_NAME,
        Column(
            "region",
            "Region",
            "The AWS Region; global for services without Regions.",
            16,
            ColumnKind.TEXT,
            lambda row: row.region,
        ),
        Column(
            "service",
            "Service",
            "The AWS service.",
            16,
            ColumnKind.TEXT,
            lambda row: row.service,
        ),
        Column("seen", "Seen", "How much of it could be evaluated.", 17, ColumnKind.SEEN, lambda row: row.seen),
        Column(
            "assessed",
            "Assessed",
            "Number of findings that could be evaluated.",
            11,
            ColumnKind.COUNT,
            lambda row: row.assessed,
        ),
        Column(
            "not_assessed",
            "Not assessed",
            "Number of findings that could not be evaluated.",
            13,
            ColumnKind.COUNT,
            lambda row: row.not_assessed,
        ),
        Column(
            "reasons",
            "Why not",
            "Why something was not assessed.",
            26,
            ColumnKind.REASON,
            lambda row: SEPARATOR.join(row.reason_codes),
        ),
        Column(
            "detail",
            "Detail",
            "The permission or operation that was refused, why the role could not be assumed, or which resources were "
            "deleted during the scan.",
            60,
            ColumnKind.LONG,
            lambda row: row.detail,
        ),
        Column(
            "error_codes",
            "Error code",
            "The error codes that AWS returned.",
            20,
            ColumnKind.TEXT,
            lambda row: row.error_codes,
        ),
        Column(
            "request_id",
            "Request ID",
            "One refused request, for AWS Support; each finding has its own.",
            40,
            ColumnKind.TEXT,
            lambda row: row.request_id,
        ),
    ),
    lambda report: report.coverage,
    "No account was in scope.",
    frozen=2,
)
ACCOUNTS: Table[AccountRow] = Table(
    "accounts",
    "Accounts",
    "Every account in scope or left out; unreachable ones first, then those with the most severe failures.",
    (
        ACCOUNT_ID,
        ACCOUNT_NAME,
        OU,
        OWNER,
        Column(
            "state", "State", "Whether the account was scanned.", 13, ColumnKind.STATE, lambda row: row.account.state
        ),
        SCORE,
        COVERAGE_SHARE,
        *SEVERITY_COUNTS,
        *STATUS_COUNTS,
        Column(
            "change",
            "Change",
            CHANGE_MEANING,
            10,
            ColumnKind.DIFFERENCE,
            lambda row: row.change,
        ),
        Column(
            "reason",
            "Reason",
            "Why it was included, left out or not reached.",
            70,
            ColumnKind.LONG,
            lambda row: row.account.reason,
        ),
    ),
    lambda report: report.accounts,
    "No account was found.",
    frozen=2,
)
CONTROLS: Table[ControlRow] = Table(
    "controls",
    "Controls",
    "The requirements of each framework and their results; failing first, not automated folded at the end.",
    (
        Column("framework", "Framework", "The framework's id.", 16, ColumnKind.TEXT, lambda row: row.framework.id),
        Column(
            "requirement",
            "Requirement",
            "The requirement's number.",
            20,
            ColumnKind.TEXT,
            lambda row: row.requirement.id,
        ),
        Column(
            "title",
            "Title",
            "What the requirement applies to, in our own words.",
            56,
            ColumnKind.LONG,
            lambda row: row.requirement.title,
        ),
        Column(
            "level",
            "Level",
            "The profile level, where the framework has levels.",
            8,
            ColumnKind.TEXT,
            lambda row: row.requirement.level,
        ),
        Column(
            "assessment",
            "Assessment",
            "Whether its publisher calls it automated, manual or partial.",
            12,
            ColumnKind.TEXT,
            lambda row: row.requirement.assessment,
        ),
        Column("result", "Result", RESULT_MEANING, 16, ColumnKind.STATUS, lambda row: row.result),
        *STATUS_COUNTS,
        Column(
            "checks",
            "Checks",
            "The checks that cover it; 'not run' where one was not selected.",
            40,
            ColumnKind.LONG,
            _answers,
        ),
        Column(
            "parameters",
            "Parameters",
            "Settings that the framework requires where they differ from the configuration.",
            30,
            ColumnKind.LONG,
            _parameters,
        ),
        Column("remaining", "For a person", "What the checks do not cover.", 30, ColumnKind.LONG, left_to_a_person),
    ),
    lambda report: report.controls,
    "No framework was selected.",
    frozen=2,
)
COVERAGE_SHEET = replace(
    COVERAGE,
    columns=tuple(
        replace(column, kind=ColumnKind.LONG) if column.name in ("region", "error_codes", "request_id") else column
        for column in COVERAGE.columns
    ),
    rows=merged,
    printed_rows=_refusals,
)
"""Regions that are alike are one row; the CSV and JSON files keep a row for each."""
CONTROLS_SHEET = replace(CONTROLS, rows=_failing_first, folded=_is_not_automated, printed_rows=_open_controls)
WORKPAPER_SHEET = replace(WORKPAPER, rows=_failing_first, folded=_is_not_automated, printed_rows=_open_controls)
"""The workbook shows what fails first; programs keep the order of the frameworks."""
SHEETS: tuple[Table[Any], ...] = (
    COVERAGE,
    ACCOUNTS,
    CONTROLS,
    FINDINGS,
    CHANGES,
    WAIVERS,
    REMEDIATION_TABLE,
    EVIDENCE,
    POAM,
    WORKPAPER,
)
"""In the order of the workbook."""
