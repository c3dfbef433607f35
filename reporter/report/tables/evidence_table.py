"""The table of the API calls behind a run."""

from __future__ import annotations

from dataclasses import replace

from reporter.report.build.audit import EvidenceRow
from reporter.report.model import Report
from reporter.report.tables.columns import Column, ColumnKind, Table
from reporter.report.tables.shared_columns import ACCOUNT_ID, ACCOUNT_NAME

EVIDENCE: Table[EvidenceRow] = Table(
    "evidence",
    "Evidence",
    "The API calls made in each account, and the file in the run folder with every answer.",
    (
        ACCOUNT_ID,
        ACCOUNT_NAME,
        Column(
            "operation",
            "Operation",
            "The API operation; empty where no call was made.",
            36,
            ColumnKind.TEXT,
            lambda row: row.operation,
        ),
        Column("calls", "Calls", "Number of calls.", 9, ColumnKind.COUNT, lambda row: row.calls),
        Column(
            "denied",
            "Denied",
            "Number of calls for which a permission was missing.",
            9,
            ColumnKind.COUNT,
            lambda row: row.denied,
            "fail",
        ),
        Column(
            "not_configured",
            "Not configured",
            "Number of calls about a configuration that does not exist, which is an answer.",
            12,
            ColumnKind.COUNT,
            lambda row: row.absent,
        ),
        Column(
            "refused",
            "All errors",
            "Number of calls that AWS answered with any error, including the two before.",
            9,
            ColumnKind.COUNT,
            lambda row: row.refused,
        ),
        Column("first", "First call", "When it was first called, UTC.", 20, ColumnKind.TIME, lambda row: row.first),
        Column("last", "Last call", "When it was last called, UTC.", 20, ColumnKind.TIME, lambda row: row.last),
        Column(
            "caller_arn",
            "Caller",
            "The ARN that made the calls.",
            52,
            ColumnKind.TEXT,
            lambda row: row.account.caller_arn,
        ),
        Column(
            "file",
            "Inventory file",
            "The file in the run folder with the answers.",
            40,
            ColumnKind.TEXT,
            lambda row: row.file,
        ),
        Column(
            "sha256", "SHA-256", "Of the file, from the manifest of the run.", 72, ColumnKind.ID, lambda row: row.sha256
        ),
    ),
    lambda report: report.evidence,
    "The run has no inventory: no account was scanned.",
    frozen=2,
)


def _failed_in_part(row: EvidenceRow) -> bool:
    """Whether AWS answered some calls with an error that is no answer."""
    return row.refused > row.absent


def _errors_first(report: Report) -> list[EvidenceRow]:
    return sorted(report.evidence, key=lambda row: not _failed_in_part(row))


def _errors(report: Report) -> int:
    """The number of rows with errors, which are the first."""
    return sum(map(_failed_in_part, report.evidence))


EVIDENCE_SHEET = replace(EVIDENCE, rows=_errors_first, printed_rows=_errors)
"""The workbook shows what AWS did not answer first; programs keep the order of accounts and operations."""
