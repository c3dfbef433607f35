"""Writes the findings as JSON Lines; docs/findings.schema.json is the contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reporter.model.verdicts import Severity, Status
from reporter.report.formats.streams import write_lines
from reporter.report.model import FindingRow, Report
from reporter.report.tables.columns import Column, ColumnKind
from reporter.report.tables.finding_columns import CSV_SCHEMA, FINDINGS

TYPES: dict[ColumnKind, dict[str, Any]] = {
    ColumnKind.STATUS: {"enum": [status.value for status in Status]},
    ColumnKind.SEVERITY: {"enum": [severity.value for severity in Severity]},
    ColumnKind.COUNT: {"type": "integer", "minimum": 0},
    ColumnKind.TIME: {"type": ["string", "null"], "format": "date-time"},
    ColumnKind.DATE: {"type": ["string", "null"]},
}
"""The JSON type by kind of column; all others are text."""


def write(report: Report, target: Path) -> None:
    """Write an object for each finding, with the column names of the CSV; codes stay codes, unknown values are null."""
    write_lines(target, map(record, FINDINGS.rows(report)))


def record(row: FindingRow) -> dict[str, Any]:
    """A finding as the members of a line."""
    return {column.name: column.read(row) for column in FINDINGS.columns}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a line; members are only added."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"A finding, schema {CSV_SCHEMA}",
        "description": "One line of report.jsonl. Later versions may add members, and never take one away.",
        "type": "object",
        "required": [column.name for column in FINDINGS.columns],
        "properties": {column.name: _property(column) for column in FINDINGS.columns},
    }


def _property(column: Column[FindingRow]) -> dict[str, Any]:
    identity = {"pattern": "^[0-9a-f]{32}$"} if column.kind is ColumnKind.ID else {}
    return {"description": column.meaning, **TYPES.get(column.kind, {"type": "string"}), **identity}
