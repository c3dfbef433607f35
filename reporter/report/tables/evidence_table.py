"""The table of the API calls behind a run."""

from __future__ import annotations

from reporter.report.build.audit import EvidenceRow
from reporter.report.tables.columns import Column, ColumnKind, Table
from reporter.report.tables.shared_columns import ACCOUNT_ID, ACCOUNT_NAME

EVIDENCE: Table[EvidenceRow] = Table(
    "evidence",
    "Evidence",
    "By which calls each account was read, and the file in the run folder that holds every answer.",
    (
        ACCOUNT_ID,
        ACCOUNT_NAME,
        Column(
            "operation",
            "Operation",
            "The API operation; empty where nothing was called.",
            40,
            ColumnKind.TEXT,
            lambda row: row.operation,
        ),
        Column("calls", "Calls", "How often it was called.", 9, ColumnKind.COUNT, lambda row: row.calls),
        Column(
            "refused",
            "Refused",
            "How many of these calls AWS answered with an error.",
            9,
            ColumnKind.COUNT,
            lambda row: row.refused,
        ),
        Column("first", "First call", "When it was first called, UTC.", 20, ColumnKind.TIME, lambda row: row.first),
        Column("last", "Last call", "When it was last called, UTC.", 20, ColumnKind.TIME, lambda row: row.last),
        Column(
            "caller_arn",
            "Caller",
            "As whom AWS knew us in the account.",
            84,
            ColumnKind.TEXT,
            lambda row: row.account.caller_arn,
        ),
        Column(
            "file",
            "Inventory file",
            "The file in the run folder that holds the answers.",
            40,
            ColumnKind.TEXT,
            lambda row: row.file,
        ),
        Column(
            "sha256", "SHA-256", "Of the file, from the manifest of the run.", 72, ColumnKind.ID, lambda row: row.sha256
        ),
    ),
    lambda report: report.evidence,
    "The run keeps no inventory: no account was entered.",
    frozen=2,
)
