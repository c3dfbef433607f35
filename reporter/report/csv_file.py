"""The findings as CSV, for spreadsheets and for jobs; docs/csv.md is the contract."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from reporter.report.columns import Value
from reporter.report.finding_columns import FINDINGS
from reporter.report.model import Report
from reporter.report.text import csv_safe


def write(report: Report, target: Path, *, bom: bool = False) -> None:
    """One row a finding; the byte order mark makes Excel on Windows read the file as UTF-8."""
    with target.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(column.name for column in FINDINGS.columns)
        for row in FINDINGS.rows(report):
            writer.writerow(cell(column.read(row)) for column in FINDINGS.columns)


def write_with_bom(report: Report, target: Path) -> None:
    """The same with a byte order mark."""
    write(report, target, bom=True)


def cell(value: Value) -> str:
    """A value as the contract has it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return csv_safe(str(value))
