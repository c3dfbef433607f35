"""The tables of the summary, with their columns in order."""

from __future__ import annotations

from typing import Any

from reporter.model.verdicts import Status
from reporter.report.model import FoldRow, FrameworkRow, GapRow, OwnerRow, TrendPoint, WorstRow
from reporter.report.tables.causes import CAUSES
from reporter.report.tables.columns import Column, ColumnKind, Table
from reporter.report.tables.shared_columns import (
    ACCOUNT_ID,
    ACCOUNT_NAME,
    CHECK_FINDING,
    CHECK_ID,
    CHECK_TITLE,
    COVERAGE_SHARE,
    REMEDIATION,
    SCORE,
    SEVERITY_COUNTS,
    STATUS_COUNTS,
)
from reporter.report.words import RESULTS, titled

LAST_RUNS = 12
"""The number of runs in the trend."""


def _result_count(result: str) -> Column[FrameworkRow]:
    title = RESULTS[result].title
    meaning = f"Number of requirements with the result {title}."
    return Column(result.lower(), title, meaning, 12, ColumnKind.COUNT, lambda row: row.results[result])


GAPS: Table[GapRow] = Table(
    "gaps",
    "Not evaluated",
    "Why some checks could not be evaluated, by account; unreachable accounts first.",
    (
        ACCOUNT_NAME,
        ACCOUNT_ID,
        Column(
            "reason_code", "Why not", "Why they were not assessed.", 22, ColumnKind.REASON, lambda row: row.reason_code
        ),
        Column(
            "checks",
            "Checks",
            "Number of checks that were not assessed, or not everywhere.",
            10,
            ColumnKind.COUNT,
            lambda row: row.checks,
        ),
        Column(
            "detail",
            "Detail",
            "The permission or operation that was refused, or why the role could not be assumed.",
            50,
            ColumnKind.LONG,
            lambda row: row.detail,
        ),
    ),
    lambda report: report.summary.gaps,
    "Nothing: every check could be evaluated in every account.",
)
WORST: Table[WorstRow] = Table(
    "worst",
    "Worst failing checks",
    "The checks that fail, most severe first.",
    (
        Column(
            "severity",
            "Severity",
            "The highest severity among its failures.",
            11,
            ColumnKind.SEVERITY,
            lambda row: row.severity,
        ),
        CHECK_FINDING,
        CHECK_ID,
        Column("failing", "Failing", "Number of failures.", 10, ColumnKind.COUNT, lambda row: row.failing),
        Column(
            "resources",
            "Resources",
            "Number of resources that fail it.",
            10,
            ColumnKind.COUNT,
            lambda row: row.resources,
        ),
        Column(
            "accounts", "Accounts", "Number of accounts where it fails.", 10, ColumnKind.COUNT, lambda row: row.accounts
        ),
        Column(
            "rationale",
            "Why it matters",
            "What can happen where it fails.",
            50,
            ColumnKind.LONG,
            lambda row: row.rule.rationale,
        ),
        REMEDIATION,
        CHECK_TITLE,
    ),
    lambda report: report.summary.worst,
    "No check fails anywhere.",
)
FOLDED: Table[FoldRow] = Table(
    "folded",
    "Shown together",
    "Failures of what AWS created and nothing uses, such as default VPCs: a row for each account and check. All totals "
    "include them.",
    (
        Column(
            "severity", "Severity", "The highest severity of the failures.", 11, ColumnKind.SEVERITY,
            lambda row: row.severity,
        ),
        CHECK_FINDING,
        Column(
            "group", "Of what", "What they belong to.", 22, ColumnKind.TEXT,
            lambda row: titled(row.fold.group),
        ),
        ACCOUNT_NAME,
        Column("failing", "Failing", "Number of failures.", 10, ColumnKind.COUNT, lambda row: row.fold.failing),
        Column("places", "How many", "Number of them there.", 10, ColumnKind.COUNT, lambda row: row.fold.places),
        ACCOUNT_ID,
        CHECK_ID,
    ),
    lambda report: report.summary.folded,
    "None: no failure is of something that AWS created and nothing uses.",
)  # fmt: skip
OWNERS: Table[OwnerRow] = Table(
    "owners",
    "By owner",
    "The failures of each owner, most severe first.",
    (
        Column(
            "owner",
            "Owner",
            "Who is responsible: the name entered in a workbook, else by owner rule, else the account owner.",
            26,
            ColumnKind.TEXT,
            lambda row: row.owner or "(no owner named)",
        ),
        Column(
            "accounts",
            "Accounts",
            "Number of their accounts in scope.",
            10,
            ColumnKind.COUNT,
            lambda row: row.accounts,
        ),
        Column(
            "unreachable",
            "Unreachable",
            "Number of them that could not be reached.",
            12,
            ColumnKind.COUNT,
            lambda row: row.unreachable,
        ),
        *SEVERITY_COUNTS,
        *STATUS_COUNTS,
    ),
    lambda report: report.summary.owners,
    "No account was in scope.",
)
FRAMEWORKS: Table[FrameworkRow] = Table(
    "frameworks",
    "Frameworks",
    "Number of requirements of each framework by result.",
    (
        Column(
            "framework",
            "Framework",
            "The framework's title and version.",
            40,
            ColumnKind.LONG,
            lambda row: f"{row.framework.title} {row.framework.version}",
        ),
        *(_result_count(result) for result in RESULTS),
    ),
    lambda report: report.summary.frameworks,
    "No framework was selected.",
)
STATUS_TOTALS: Table[tuple[Status, int]] = Table(
    "by_status",
    "Findings by status",
    "Number of findings by status.",
    (
        Column("status", "Status", "The result of the check.", 20, ColumnKind.STATUS, lambda row: row[0]),
        Column("count", "Number", "Number of findings with this status.", 10, ColumnKind.COUNT, lambda row: row[1]),
        Column("meaning", "Meaning", "What it means.", 60, ColumnKind.LONG, lambda row: RESULTS[row[0]].meaning),
    ),
    lambda report: tuple(report.summary.tally.by_status.items()),
    "",
)
TREND: Table[TrendPoint] = Table(
    "trend",
    "The last runs",
    "Score and coverage of the last twelve runs, the latest at the end.",
    (
        Column("run_id", "Run", "The run's id.", 12, ColumnKind.TEXT, lambda row: row.run_id),
        Column("started", "Started", "When the run began, UTC.", 20, ColumnKind.TIME, lambda row: row.started),
        SCORE,
        COVERAGE_SHARE,
        Column(
            "failing", "Failing", "Number of failures.", 10, ColumnKind.COUNT, lambda row: sum(row.failing.values())
        ),
    ),
    lambda report: report.trend[-LAST_RUNS:],
    "",
)
SUMMARY_TABLES: tuple[Table[Any], ...] = (CAUSES, GAPS, WORST, FOLDED, OWNERS, FRAMEWORKS, TREND)
"""The tables that programs get too, and that the Dictionary explains."""
