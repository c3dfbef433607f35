"""A block of the Summary sheet: a table on the page's grid, whose wide columns span several of the grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from reporter.report.columns import Column, Table
from reporter.report.model import Report
from reporter.report.sheets.cells import height_of, lines_of, put, tint, write
from reporter.report.sheets.styles import header_style_of
from reporter.report.words import counted

WIDTHS = (2.0, 46.0, *[12.5] * 9)
"""Of the columns of the sheet; the first is the margin."""
FIRST, LAST = 2, len(WIDTHS)
SHOWN = 10
"""How many rows the summary shows before it points to where the rest is."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some columns of a table, each over so many columns of the grid."""

    table: Table[Any]
    spans: Mapping[str, int]
    rest: str = ""
    """The sheet that has the rows which the summary leaves out."""

    @property
    def places(self) -> list[tuple[Column[Any], int, int]]:
        """Each column with its first and last position."""
        columns = {column.name: column for column in self.table.columns}
        placed, position = [], FIRST
        for name, span in self.spans.items():
            placed.append((columns[name], position, position + span - 1))
            position += span
        return placed

    def write(self, sheet: Worksheet, report: Report, row: int) -> int:
        """Title, header and rows; gives the row after it."""
        write(sheet, row, FIRST, self.table.title, "Report section")
        sheet.row_dimensions[row].height = 26
        rows = self.table.rows(report)
        if not rows:
            write(sheet, row + 1, FIRST, self.table.if_empty, "Report subtitle")
            return row + 3
        self._header(sheet, row + 1)
        for number, one in enumerate(islice(rows, SHOWN), start=row + 2):
            self._row(sheet, number, one)
        after = row + 2 + min(len(rows), SHOWN)
        if len(rows) > SHOWN:
            more = counted(len(rows) - SHOWN, "more row")
            write(sheet, after, FIRST, f"... and {more}: see the sheet {self.rest}.", "Report subtitle")
        return after + 2

    def _header(self, sheet: Worksheet, row: int) -> None:
        for column, first, last in self.places:
            merged(sheet, row, first, last, header_style_of(column.kind))
            write(sheet, row, first, column.title, header_style_of(column.kind))
        sheet.row_dimensions[row].height = height_of(2)

    def _row(self, sheet: Worksheet, row: int, one: Any) -> None:
        lines = 1
        for column, first, last in self.places:
            cell = put(sheet, row, first, column.read(one), column.kind)
            merged(sheet, row, first, last, cell.style)
            tone = column.tone_of(one)
            if tone:
                tint(cell, tone)
            lines = max(lines, lines_of(column.shown(one), sum(WIDTHS[first - 1 : last])))
        sheet.row_dimensions[row].height = height_of(lines)


def merged(sheet: Worksheet, row: int, first: int, last: int, style: str) -> None:
    """Join cells of one row; all of them get the style, for their ground and lines."""
    for position in range(first, last + 1):
        sheet.cell(row, position).style = style
    if last > first:
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
