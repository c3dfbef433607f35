"""A block of the Summary sheet: a table on the page's grid, whose wide columns span several of the grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from reporter.report.formats.excel.sheets.cells import centre, height_of, lines_of, put, tint, write
from reporter.report.formats.excel.sheets.styles import header_style_of, style_of
from reporter.report.model import Report
from reporter.report.tables.columns import Column, Table
from reporter.report.words import counted

LEFT_WIDTHS = (11.0, 38.0, 30.0, 32.0, 9.0, 10.0)
RIGHT_WIDTHS = (26.0, *[9.5] * 5, 11.0, 11.0)
WIDTHS = (2.0, *LEFT_WIDTHS, 2.0, *RIGHT_WIDTHS)
"""Of the columns of the sheet: a margin, the left half, a gap, the right half."""
FIRST, LAST = 2, len(WIDTHS)
RIGHT = FIRST + len(LEFT_WIDTHS) + 1
"""The first column of the right half."""
SHOWN = 10
"""How many rows the summary shows before it points to where the rest is."""
SECTION_HEIGHT = 24.0


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Some columns of a table, each over so many columns of the grid."""

    table: Table[Any]
    spans: Mapping[str, int]
    rest: str = ""
    """The sheet that has the rows which the summary leaves out."""
    first: int = FIRST
    """The column of the grid where it begins."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Other headings than the table's own, by column."""
    lines: int = 1
    """How many lines a row has at least."""
    shown: int = SHOWN
    """How many rows it has at most."""
    tinted: bool = True
    """Whether its cells have the colours of what they say."""

    @property
    def places(self) -> list[tuple[Column[Any], int, int]]:
        """Each column with its first and last position."""
        columns = {column.name: column for column in self.table.columns}
        placed, position = [], self.first
        for name, span in self.spans.items():
            placed.append((columns[name], position, position + span - 1))
            position += span
        return placed

    def rows(self, report: Report, row: int) -> range:
        """The rows of the sheet that hold its rows, if it is written at a row."""
        return range(row + 2, row + 2 + min(len(self.table.rows(report)), self.shown))

    def write(self, sheet: Worksheet, report: Report, row: int) -> int:
        """Title, header and rows; gives the row after it."""
        write(sheet, row, self.first, self.table.title, "Report section")
        at_least(sheet, row, SECTION_HEIGHT)
        rows = self.table.rows(report)
        if not rows:
            write(sheet, row + 1, self.first, self.table.if_empty, "Report subtitle")
            return row + 3
        self._header(sheet, row + 1)
        places = self.rows(report, row)
        for number, one in zip(places, rows, strict=False):
            self._row(sheet, number, one)
        after = places.stop
        if len(rows) > self.shown:
            more = counted(len(rows) - self.shown, "more row")
            where = f": see the sheet {self.rest}" if self.rest else ""
            write(sheet, after, self.first, f"... and {more}{where}.", "Report subtitle")
        return after + 2

    def _header(self, sheet: Worksheet, row: int) -> None:
        for column, first, last in self.places:
            merged(sheet, row, first, last, header_style_of(column.kind))
            title = self.titles.get(column.name, column.title)
            write(sheet, row, first, title, header_style_of(column.kind))
        at_least(sheet, row, height_of(2))

    def _row(self, sheet: Worksheet, row: int, one: Any) -> None:
        lines = self.lines
        for column, first, last in self.places:
            merged(sheet, row, first, last, style_of(column.kind))
            cell = put(sheet, row, first, column.read(one), column.kind)
            centre(cell)
            tone = column.tone_of(one)
            if tone and self.tinted:
                tint(cell, tone)
            lines = max(lines, lines_of(column.shown(one), sum(WIDTHS[first - 1 : last])))
        at_least(sheet, row, height_of(lines))


def at_least(sheet: Worksheet, row: int, height: float) -> None:
    """Make a row as high as it has to be for what stands in its left and in its right half."""
    sheet.row_dimensions[row].height = max(height, sheet.row_dimensions[row].height or 0)


def merged(sheet: Worksheet, row: int, first: int, last: int, style: str) -> None:
    """Join cells of one row; all of them get the style, for their ground and lines."""
    for position in range(first, last + 1):
        sheet.cell(row, position).style = style
    if last > first:
        # `merge_cells` would derive borders that every cell has already, in a third of the workbook's time.
        sheet.merged_cells.add(CellRange(min_row=row, max_row=row, min_col=first, max_col=last))
