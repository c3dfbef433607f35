"""The columns of the findings, in the order of the CSV contract and in the order of the workbook."""

from __future__ import annotations

from collections.abc import Iterable

from reporter.report.model import FindingRow
from reporter.report.tables.columns import Column, ColumnKind, Table
from reporter.report.tables.shared_columns import ACCOUNT_ID, ACCOUNT_NAME, CHECK_ID, CHECK_TITLE, OU, REMEDIATION
from reporter.runs import Conflict

CSV_SCHEMA = 1
"""The version of the columns of FINDINGS; columns are only added at the end."""
WORKING_STATUSES = ("Open", "In progress", "Fixed", "Risk accepted", "False positive")
_RENAMED = {"Mended": "Fixed", "False alarm": "False positive"}
"""Working statuses of earlier workbooks, and what they are called now."""


def current_working_status(text: str) -> str:
    """A working status as it is called now."""
    return _RENAMED.get(text, text)


FINDINGS: Table[FindingRow] = Table(
    "findings",
    "Findings",
    "Every result of every check; failures are first.",
    (
        Column(
            "id",
            "ID",
            "Names the finding in every run and every format.",
            12,
            ColumnKind.ID,
            lambda row: row.finding.id,
        ),
        Column(
            "status",
            "Status",
            "The result of the check; see Status.",
            14,
            ColumnKind.STATUS,
            lambda row: row.finding.status,
        ),
        Column(
            "severity",
            "Severity",
            "How severe a failure is, or would be.",
            11,
            ColumnKind.SEVERITY,
            lambda row: row.finding.severity,
        ),
        CHECK_ID,
        CHECK_TITLE,
        ACCOUNT_ID,
        ACCOUNT_NAME,
        OU,
        Column(
            "region",
            "Region",
            "The AWS Region; global for services without Regions.",
            14,
            ColumnKind.TEXT,
            lambda row: row.finding.region,
        ),
        Column(
            "resource_type",
            "Resource type",
            "The CloudFormation resource type.",
            20,
            ColumnKind.TEXT,
            lambda row: row.finding.resource_type,
        ),
        Column(
            "resource",
            "Resource",
            "The resource's name or id.",
            26,
            ColumnKind.LONG,
            lambda row: row.finding.resource_name,
        ),
        Column("arn", "ARN", "The resource's ARN.", 52, ColumnKind.TEXT, lambda row: row.finding.arn),
        Column(
            "part",
            "Part",
            "Distinguishes resources that share an ARN, for example two access keys.",
            12,
            ColumnKind.LONG,
            lambda row: row.finding.part,
        ),
        Column(
            "reason",
            "Reason",
            "What the check found, or why it could not be evaluated.",
            50,
            ColumnKind.LONG,
            lambda row: row.finding.reason,
        ),
        Column(
            "reason_code",
            "Reason code",
            "Why it was not assessed, as a code; see Reason code.",
            16,
            ColumnKind.REASON,
            lambda row: row.finding.reason_code,
        ),
        Column(
            "operation",
            "Operation",
            "The API operation that was refused.",
            22,
            ColumnKind.LONG,
            lambda row: row.finding.operation,
        ),
        Column(
            "missing_action",
            "Missing action",
            "The IAM actions that the audit role may lack.",
            22,
            ColumnKind.LONG,
            lambda row: row.finding.action,
        ),
        REMEDIATION,
        Column(
            "frameworks",
            "Frameworks",
            "The framework requirements that the finding applies to.",
            40,
            ColumnKind.LONG,
            lambda row: row.requirements,
        ),
        Column(
            "owner",
            "Owner",
            "Who is responsible for the fix: the name entered here, else by owner rule, else the account owner.",
            22,
            ColumnKind.TEXT,
            lambda row: row.finding.owner,
            fill=True,
        ),
        Column(
            "assessed_at",
            "Assessed at",
            "When the scan of the account finished, UTC.",
            21,
            ColumnKind.TIME,
            lambda row: row.account.finished,
        ),
        Column(
            "first_seen",
            "First seen",
            "Start of the first run that found it; for a failure, the first that found it open.",
            12,
            ColumnKind.DATE,
            lambda row: row.first_seen,
        ),
        Column(
            "last_seen",
            "Last seen",
            "Start of the last run that found it.",
            12,
            ColumnKind.DATE,
            lambda row: row.last_seen,
        ),
        Column(
            "age_days",
            "Age (days)",
            "Whole days from first to last seen.",
            9,
            ColumnKind.COUNT,
            lambda row: row.age_days,
        ),
        Column(
            "due_date",
            "Due date",
            "When it should be fixed: the date entered here, else first seen plus the days for its severity.",
            12,
            ColumnKind.DATE,
            lambda row: row.due,
            fill=True,
        ),
        Column(
            "working_status",
            "Working status",
            "Progress of the fix; choose from the list.",
            15,
            ColumnKind.TEXT,
            lambda row: current_working_status(row.care.working_status),
            choices=WORKING_STATUSES,
            fill=True,
        ),
        Column(
            "comment",
            "Comment",
            "Notes of the owner.",
            32,
            ColumnKind.LONG,
            lambda row: row.care.comment,
            fill=True,
        ),
        Column(
            "waiver",
            "Waiver",
            "The waiver that covers it; for a failure, the waiver that covered it until it expired.",
            14,
            ColumnKind.TEXT,
            lambda row: row.finding.waiver,
        ),
        Column(
            "error_code",
            "Error code",
            "The error code that AWS returned.",
            20,
            ColumnKind.TEXT,
            lambda row: row.finding.error_code,
        ),
        Column(
            "request_id",
            "Request ID",
            "The refused request, for AWS Support.",
            24,
            ColumnKind.TEXT,
            lambda row: row.finding.request_id,
        ),
        Column(
            "conflicts",
            "Conflicts",
            "Conflicting or invalid entries; enter the correct value in this workbook.",
            32,
            ColumnKind.LONG,
            lambda row: conflicts_in_words(row.conflicts),
        ),
    ),
    lambda report: report.findings,
    "There are no findings: no account was in scope, or no check was selected.",
    frozen=3,
)
_TITLES = {column.name: column.title for column in FINDINGS.columns}


def conflicts_in_words(conflicts: Iterable[Conflict]) -> str:
    """The conflicts of a finding as text, with the place of each value."""
    return "; ".join(map(_in_words, conflicts))


def _in_words(conflict: Conflict) -> str:
    said = " or ".join(f"'{one.value}' ({one.source})" for one in conflict.said)
    problem = "conflicting entries" if len(conflict.said) > 1 else "not understood"
    title = _TITLES.get(conflict.field, conflict.field)
    return f"{title}: {problem}: {said}; until then: {conflict.kept or 'nothing'}"
