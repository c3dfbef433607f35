"""Writes the findings as CSV; docs/csv.md is the contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from reporter.model.text import csv_safe
from reporter.report.model import Report
from reporter.report.tables.columns import Forms, Value, plain
from reporter.report.tables.finding_columns import FINDINGS

SEPARATOR, QUOTE = ",", '"'


def write(report: Report, target: Path, *, bom: bool = False) -> None:
    """Write a row for each finding; with a byte order mark, Excel on Windows reads the file as UTF-8."""
    cells = [(column.value, Forms(field)) for column in FINDINGS.columns]
    with target.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        file.write(line(column.name for column in FINDINGS.columns))
        file.writelines(line([forms[value_of(row)] for value_of, forms in cells]) for row in FINDINGS.rows(report))


def write_with_bom(report: Report, target: Path) -> None:
    """Write the CSV with a byte order mark."""
    write(report, target, bom=True)


def cell(value: Value) -> str:
    """The text of a value by the contract."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return csv_safe(str(plain(value)))


def field(value: Value) -> str:
    """The field of a value, quoted only where RFC 4180 requires it; no cell has a line break."""
    text = cell(value)
    return f'"{text.replace(QUOTE, QUOTE * 2)}"' if SEPARATOR in text or QUOTE in text else text


def line(fields: Iterable[str]) -> str:
    """A line of the file; faster than csv.writer, which looks at every character."""
    return f"{SEPARATOR.join(fields)}\r\n"
