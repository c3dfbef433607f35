"""Streams the rows of a table into the workbook's package: openpyxl would keep every cell in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet.worksheet import Worksheet

from reporter.model.text import excel_safe, starts_formula, visible, visible_lines
from reporter.report.formats.excel.sheets.cells import height_of, lines_of
from reporter.report.formats.excel.sheets.styles import body_style_of
from reporter.report.tables.columns import Column, ColumnKind, Forms, Row, Table, Value

AT_ONCE = 500
"""The number of rows written at a time."""
DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
Formulas: TypeAlias = Mapping[str, Callable[[Any], str]]
"""By column: a function from a row to its formula, which is empty for a plain value."""
Made: TypeAlias = tuple[str, int]
"""The XML of a cell, and its number of lines.

The cell has no reference: that is optional, and would double time and size.
"""
_DIMENSION = re.compile(rb"<dimension [^>]*>")
"""The optional dimension element, which is wrong once rows are streamed into the sheet."""


class WorkbookFile(ZipFile):
    """The ZIP package of a workbook; all members have one date, so that the same content gives the same bytes."""

    def __init__(self, target: Path, moment: datetime, streams: Mapping[str, Iterator[str]]) -> None:
        """`streams`: by the path of a sheet in the package, the rows that follow those it has."""
        super().__init__(target, "w", ZIP_DEFLATED)
        self.moment = moment
        self.streams = streams

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Write a member from memory."""
        super().writestr(self._member(zinfo_or_arcname), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Write a sheet from a file, and stream its rows into it."""
        head, end, tail = Path(filename).read_bytes().partition(b"</sheetData>")
        rows = self.streams[arcname]
        with self.open(self._member(arcname), "w") as member:
            member.write(_DIMENSION.sub(b"", head))
            while some := list(islice(rows, AT_ONCE)):
                member.write("".join(some).encode())
            member.write(end + tail)

    def _member(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self.moment.timetuple()[:6])
        info.compress_type, info.create_system = ZIP_DEFLATED, 3
        return info


class _Cells(Forms[Made]):
    """The cells of a column by value."""

    def __init__(self, sheet: Worksheet, column: Column[Any]) -> None:
        super().__init__(self._cell)
        self.column = column
        self.style = _style(sheet, column)
        self.quoted = _style(sheet, column, quoted=True)
        self.coded = bool(column.kind.words)
        self.long = column.kind is ColumnKind.LONG

    def _cell(self, value: Value) -> Made:
        return self._text(value) if isinstance(value, str) or value is None else self._number(value)

    def _text(self, value: str | None) -> Made:
        show = visible_lines if self.column.fill or self.column.lines else visible
        text = self.column.in_words(value) if value is None or self.coded else show(value)
        if not text:
            return f'<c s="{self.style}"/>', 1
        style = self.quoted if starts_formula(text) else self.style
        lines = sum(lines_of(line, self.column.width) for line in text.split("\n")) if self.long else 1
        return f'<c s="{style}" t="inlineStr"><is><t{_space(text)}>{escape(excel_safe(text))}</t></is></c>', lines

    def _number(self, value: float | date) -> Made:
        return f'<c s="{self.style}"><v>{_number(value, self.column.kind)}</v></c>', 1


class _Calculated(dict[tuple[Value, str], Made]):
    """The cells of a calculated column by value and formula; viewers that do not calculate show the value."""

    def __init__(self, plain: _Cells) -> None:
        super().__init__()
        self.plain = plain

    def __missing__(self, key: tuple[Value, str]) -> Made:
        value, formula = key
        if not formula:
            return self.plain[value]
        is_text = isinstance(value, str)
        text = self.plain.column.in_words(value) if is_text else str(value)
        kind = ' t="str"' if is_text else ""
        return f'<c s="{self.plain.style}"{kind}><f>{escape(formula)}</f><v>{escape(text)}</v></c>', 1


def stream(
    sheet: Worksheet, table: Table[Row], rows: Iterable[Row], formulas: Formulas, first: int = 2
) -> Iterator[str]:
    """The XML of the rows from the number `first`, each high enough for the columns that are printed."""
    cells = [_of(sheet, column, formulas) for column in table.columns]
    folded, read_first = table.folded or _never, table.printed_columns or None
    for number, row in enumerate(rows, start=first):
        made = [made_of[value_of(row)] for value_of, made_of in cells]
        lines = max([needed for _, needed in made[:read_first]])
        height = f' ht="{height_of(lines)}" customHeight="1"' if lines > 1 else ""
        fold = ' hidden="1" outlineLevel="1"' if folded(row) else ""
        yield f'<row r="{number}"{height}{fold}>{"".join([xml for xml, _ in made])}</row>'


def _never(_: object) -> bool:
    return False


def _of(sheet: Worksheet, column: Column[Row], formulas: Formulas) -> tuple[Callable[[Row], Any], Mapping[Any, Made]]:
    """The function that gives a row's value, and the cells by value."""
    if column.name not in formulas:
        return column.value, _Cells(sheet, column)
    formula = formulas[column.name]
    return lambda row: (column.value(row), formula(row)), _Calculated(_Cells(sheet, column))


def _style(sheet: Worksheet, column: Column[Any], *, quoted: bool = False) -> int:
    """The number of a column's style; with `quoted`, text like a formula stays text when the cell is edited."""
    probe = WriteOnlyCell(sheet)
    probe.style = body_style_of(column)
    probe.quotePrefix = quoted
    return int(probe.style_id)


def _number(value: float | date, kind: ColumnKind) -> float:
    """A number, a share, or a moment in UTC as days since Excel's day zero."""
    if isinstance(value, datetime):
        return (value - DAY_ZERO) / timedelta(days=1)
    if isinstance(value, date):
        return (value - DAY_ZERO.date()).days
    return value / 100 if kind is ColumnKind.PERCENT else value


def _space(text: str) -> str:
    return ' xml:space="preserve"' if text != text.strip() else ""
