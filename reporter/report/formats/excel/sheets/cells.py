"""Writes values to cells so that text is never a formula and ids keep their zeros."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import cast

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from reporter.model.text import excel_safe, starts_formula, visible
from reporter.report.formats.excel.sheets.styles import FONT, TONES, solid, style_of
from reporter.report.tables.columns import ColumnKind, Value, plain, show

LINE = 13.0
"""The height of a line, in points."""
MOST_LINES = 8
CHARACTERS = 1.2
"""Characters of text that fit in the width of one digit of the default font."""


def put(sheet: Worksheet, row: int, column: int, value: Value, kind: ColumnKind) -> Cell:
    """Write a value of a table in the style of its kind."""
    cell = _cell(sheet, row, column)
    cell.style = style_of(kind)
    if isinstance(value, datetime):
        cell.value = value.astimezone(UTC).replace(tzinfo=None)  # Excel has no time zones; the format says UTC
    elif isinstance(value, str | date) or value is None:
        _put_text(cell, show(kind, plain(value)))
    else:
        cell.value = value / 100 if kind is ColumnKind.PERCENT else value
    return cell


def write(sheet: Worksheet, row: int, column: int, text: str, style: str) -> Cell:
    """Write a text in a named style."""
    cell = _cell(sheet, row, column)
    cell.style = style
    _put_text(cell, visible(text))
    return cell


def lines_of(text: str, width: float) -> int:
    """The approximate number of lines that a text needs in a column, whose width is in characters."""
    fitting = int(width * CHARACTERS)
    if len(text) <= fitting:
        return 1
    lines, used = 1, 0
    for word in map(len, text.split()):
        if used and used + word > fitting:
            lines, used = lines + 1, 0
        lines += (word - 1) // fitting
        used += word % fitting + 1
    return lines


def height_of(lines: int) -> float:
    """The height of a row with this many lines, in points; longer texts are cut off."""
    return min(lines, MOST_LINES) * LINE + 3


def tint(cell: Cell, tone: str) -> None:
    """Give a cell the colours of a tone; its text has the same meaning."""
    cell.fill = solid(TONES[tone].ground)
    cell.font = Font(FONT, cell.font.size, bold=True, color=TONES[tone].text)


def centre(cell: Cell) -> None:
    """Centre the text of a cell vertically."""
    now = cell.alignment
    cell.alignment = Alignment(now.horizontal, "center", wrap_text=now.wrap_text, indent=now.indent)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    return cast("Cell", sheet.cell(row, column))  # never the covered part of a merged range


def _put_text(cell: Cell, text: str) -> None:
    if text:
        cell.value = excel_safe(text)
        cell.data_type = "s"  # openpyxl takes "=1+1" for a formula and "#N/A" for an error
        if starts_formula(text):
            cell.quotePrefix = True  # keeps it text when the cell is edited
