"""The tables that have their own sheet, with their columns in order."""

from __future__ import annotations

from typing import Any

from reporter.report.model import AccountRow, ControlRow, CoverageRow
from reporter.report.tables.columns import SEPARATOR, Column, ColumnKind, Table
from reporter.report.tables.evidence_table import EVIDENCE
from reporter.report.tables.finding_columns import FINDINGS
from reporter.report.tables.follow_up_tables import CHANGES, REMEDIATION_TABLE, WAIVERS
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
from reporter.report.tables.workpaper import WORKPAPER
from reporter.report.words import settings_in_words

RESULT_MEANING = (
    "The gravest of its checks' findings, in the order Fail, Not assessed, Manual, Waived, Pass, Not applicable. "
    "Not automated where no check answers it. A check that was not run counts as not assessed, "
    "and what remains for a person as manual."
)


CHANGE_MEANING = (
    "How many failures came or went since the run before. What could not be looked at or was not asked again does not "
    "count, nor what came with changed rules; '-' where the account was not scanned in both runs."
)


def _answers(row: ControlRow) -> str:
    ids = dict.fromkeys(answer.check_id for answer in row.requirement.answers)
    return "; ".join(f"{id_} (not run)" if id_ in row.not_run else id_ for id_ in ids)


def _parameters(row: ControlRow) -> str:
    asked = [answer for answer in row.requirement.answers if answer.parameters]
    return "; ".join(f"{answer.check_id}: {settings_in_words(answer.parameters)}" for answer in asked)


def _remaining(row: ControlRow) -> str:
    return row.requirement.remaining


COVERAGE: Table[CoverageRow] = Table(
    "coverage",
    "Coverage",
    "What was seen of each service in each region of each account; what was not seen stands first.",
    (
        ACCOUNT_ID,
        ACCOUNT_NAME,
        Column(
            "region",
            "Region",
            "The region; global for what AWS keeps once per account.",
            16,
            ColumnKind.TEXT,
            lambda row: row.region,
        ),
        Column(
            "service",
            "Service",
            "The first word of the ids of its checks.",
            16,
            ColumnKind.TEXT,
            lambda row: row.service,
        ),
        Column("seen", "Seen", "How much of it was assessed.", 17, ColumnKind.SEEN, lambda row: row.seen),
        Column(
            "assessed", "Assessed", "Number of findings with an answer.", 11, ColumnKind.COUNT, lambda row: row.assessed
        ),
        Column(
            "not_assessed",
            "Not assessed",
            "Number of findings without one.",
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
            "The permission or operation that was refused, why an account was not read, or what was deleted meanwhile.",
            60,
            ColumnKind.LONG,
            lambda row: row.detail,
        ),
        Column(
            "error_codes",
            "Error code",
            "What AWS called the refusals.",
            20,
            ColumnKind.TEXT,
            lambda row: row.error_codes,
        ),
        Column(
            "request_id",
            "Request ID",
            "Names one refused request to AWS Support; each finding has its own.",
            24,
            ColumnKind.TEXT,
            lambda row: row.request_id,
        ),
    ),
    lambda report: report.coverage,
    "No account was to be scanned, so there is nothing to cover.",
    frozen=2,
)
ACCOUNTS: Table[AccountRow] = Table(
    "accounts",
    "Accounts",
    "Every account that was asked for or left out; unreachable ones first, then those with the gravest failures.",
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
    "The requirements of each framework, and what the checks say of them.",
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
            "What it asks for, in our own words.",
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
            "The checks that answer it; 'not run' where one was not selected.",
            40,
            ColumnKind.LONG,
            _answers,
        ),
        Column(
            "parameters",
            "Parameters",
            "Settings that the framework asks for where they are not ours.",
            30,
            ColumnKind.LONG,
            _parameters,
        ),
        Column("remaining", "For a person", "What the checks leave open.", 30, ColumnKind.LONG, _remaining),
    ),
    lambda report: report.controls,
    "No framework was selected.",
    frozen=2,
)
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
