"""A workbook in progress: the openpyxl workbook, and the rows that are streamed when it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reporter.report.model import Report

ROWS = 1_000_000
"""Rows in a sheet before the next sheet continues; Excel allows 48,576 more, for rows that people add."""


@dataclass(frozen=True, slots=True)
class Book:
    """A report and the workbook made from it."""

    report: Report
    workbook: Workbook
    rows_per_sheet: int = ROWS
    rows: dict[str, Iterator[str]] = field(default_factory=dict)
    """By title of a sheet, the XML of the rows below its header."""

    def add_sheet(self, title: str) -> Worksheet:
        """A new sheet at the end."""
        sheet: Worksheet = self.workbook.create_sheet(title)
        return sheet

    def titles(self, title: str, rows: int) -> list[str]:
        """The titles of the sheets for this many rows: `Findings`, `Findings 2`, ..."""
        sheets = max(1, -(-rows // self.rows_per_sheet))
        return [title, *(f"{title} {number}" for number in range(2, sheets + 1))]
