"""A workbook while it is made: what openpyxl builds, and the rows that are streamed in when it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reporter.report.model import Report

ROWS = 1_000_000
"""How many rows a sheet gets before the next one goes on; Excel holds 48,576 more, for those who add some."""


@dataclass(frozen=True, slots=True)
class Book:
    """The report and the workbook that is made of it."""

    report: Report
    workbook: Workbook
    rows_per_sheet: int = ROWS
    rows: dict[str, Iterator[str]] = field(default_factory=dict)
    """By title of a sheet, the XML of the rows below its header."""

    def add_sheet(self, title: str) -> Worksheet:
        """A new sheet after the others."""
        sheet: Worksheet = self.workbook.create_sheet(title)
        return sheet

    def titles(self, title: str, rows: int) -> list[str]:
        """The sheets that so many rows need: `Findings`, `Findings 2`, ..."""
        sheets = max(1, -(-rows // self.rows_per_sheet))
        return [title, *(f"{title} {number}" for number in range(2, sheets + 1))]
