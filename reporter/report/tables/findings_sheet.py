"""The columns of the findings in the order of the workbook, with those that only people need."""

from __future__ import annotations

from dataclasses import replace

from reporter.model.commands import fitted
from reporter.model.verdicts import Status
from reporter.report.model import FindingRow, Report
from reporter.report.tables.columns import Column, ColumnKind
from reporter.report.tables.finding_columns import FINDINGS
from reporter.report.words import titled

_FIRST_SCREEN = {
    "status": 9,
    "severity": 10,
    "title": 52,
    "account_name": 20,
    "resource": 24,
    "reason": 40,
    "owner": 15,
    "due_date": 12,
    "working_status": 12,
    "comment": 16,
}
"""What people need of a finding, with the width of each column: a screen shows them all, and only these are printed."""
_IN_THE_WORKBOOK = (
    *_FIRST_SCREEN,
    *("region", "check_id", "ou", "arn", "account_id", "resource_type", "part", "group", "conflicts"),
    *("first_seen", "last_seen", "age_days", "waiver", "remediation", "command", "frameworks"),
    *("reason_code", "operation", "missing_action", "error_code", "request_id", "assessed_at", "id"),
)
GROUP: Column[FindingRow] = Column(
    "group",
    "Group",
    "What the failure belongs to, where summaries show such failures together: an unused default VPC.",
    20,
    ColumnKind.TEXT,
    lambda row: titled(row.finding.fold),
)
COMMAND: Column[FindingRow] = Column(
    "command",
    "Command",
    "AWS CLI commands that fix this failure, or show where to start. Replace the words in capitals.",
    60,
    ColumnKind.ID,
    lambda row: fitted(row.rule.cli, row.finding) if row.finding.status is Status.FAIL else "",
    lines=True,
)
_OF_THE_WORKBOOK = {**{column.name: column for column in FINDINGS.columns}, GROUP.name: GROUP, COMMAND.name: COMMAND}


def _of_the_sheet(name: str) -> Column[FindingRow]:
    column = _OF_THE_WORKBOOK[name]
    return replace(column, width=_FIRST_SCREEN.get(name, column.width))


def _failing(report: Report) -> int:
    """The number of failures, which are the first rows."""
    return report.summary.tally.by_status[Status.FAIL]


FINDINGS_SHEET = replace(
    FINDINGS,
    columns=tuple(map(_of_the_sheet, _IN_THE_WORKBOOK)),
    printed_columns=len(_FIRST_SCREEN),
    printed_rows=_failing,
)
"""Columns that people fill in are next to those they read; programs keep the order of the contract."""
