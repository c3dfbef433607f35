"""A block of the Summary sheet: a table whose columns span one or more columns of the sheet's grid."""

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

LEFT_WIDTHS = (11.0, 38.0, 30.0, 22.0, 10.0, 11.0, 11.0)
RIGHT_WIDTHS = (26.0, *[9.5] * 5, 11.0, 11.0)
WIDTHS = (2.0, *LEFT_WIDTHS, 2.0, *RIGHT_WIDTHS)
"""The column widths of the sheet: a margin, the left half, a gap, the right half."""
FIRST, LAST = 2, len(WIDTHS)
RIGHT = FIRST + len(LEFT_WIDTHS) + 1
"""The first column of the right half."""
SHOWN = 10
"""The number of rows shown; a note then names the sheet with all rows."""
SECTION_HEIGHT = 24.0


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Some columns of a table, each with its number of grid columns."""

    table: Table[Any]
    spans: Mapping[str, int]
    rest: str = ""
    """The sheet that has all rows of the table."""
    first: int = FIRST
    """The first grid column of the block."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Headings that replace those of the table, by column name."""
    lines: int = 1
    """Minimum number of text lines in a row."""
    shown: int = SHOWN
    """Maximum number of rows."""
    tinted: bool = True
    """Whether cells have the colours of their values."""

    @property
    def places(self) -> list[tuple[Column[Any], int, int]]:
        """Each column with its first and last grid column."""
        columns = {column.name: column for column in self.table.columns}
        placed, position = [], self.first
        for name, span in self.spans.items():
            placed.append((columns[name], position, position + span - 1))
            position += span
        return placed

    def rows(self, report: Report, row: int) -> range:
        """The sheet rows of the block's body, if the block starts at `row`."""
        return range(row + 2, row + 2 + min(len(self.table.rows(report)), self.shown))

    def write(self, sheet: Worksheet, report: Report, row: int) -> int:
        """Write title, header and rows, and return the first free row."""
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
            if tone and (self.tinted or column.graded):
                tint(cell, tone)
            lines = max(lines, lines_of(column.shown(one), sum(WIDTHS[first - 1 : last])))
        at_least(sheet, row, height_of(lines))


def at_least(sheet: Worksheet, row: int, height: float) -> None:
    """Set the minimum height of a row, whose left and right halves may need different heights."""
    sheet.row_dimensions[row].height = max(height, sheet.row_dimensions[row].height or 0)


def merged(sheet: Worksheet, row: int, first: int, last: int, style: str) -> None:
    """Merge cells of a row; each gets the style, for its fill and border."""
    for position in range(first, last + 1):
        sheet.cell(row, position).style = style
    if last > first:
        # `merge_cells` would set borders that the cells have already; that took a third of the time for the workbook.
        sheet.merged_cells.add(CellRange(min_row=row, max_row=row, min_col=first, max_col=last))
