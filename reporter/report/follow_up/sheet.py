"""Reads a sheet row by row, and only the wanted cells of each row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import isfinite
from typing import Any, TypeAlias

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601

from reporter.report.follow_up.package import Attributes, Bounded, WorkbookParts, XmlReader, elements
from reporter.report.follow_up.texts import SharedTexts, Text

ROWS, COLUMNS = 1_048_576, 16_384
"""The rows and columns of an Excel sheet; cells beyond are refused."""
LETTERS = re.compile(r"([A-Za-z]{1,3})[0-9]{0,7}")
LONGEST_NUMBER = 64
LONGEST_FORMAT = 300
Row: TypeAlias = tuple[int, Mapping[int, Any]]
"""The number of a row, and its values by column number; both count from 1."""


@dataclass(frozen=True)
class WorkbookContents:
    """What all sheets of a workbook share."""

    package: WorkbookParts
    texts: SharedTexts
    styles: str
    """The part with the styles; empty if there is none."""
    epoch: datetime
    """The day from which dates are counted."""

    @cached_property
    def dates(self) -> Mapping[str, bool]:
        """By number of the style, for styles of dates: whether it is a duration."""
        if not self.styles:
            return {}
        formats, cells, inside = dict(BUILTIN_FORMATS), list[str](), _Inside("cellXfs")
        for one in elements(self.package, self.styles, "numFmt", "cellXfs", "cellStyleXfs", "dxfs", "xf"):
            if one[""] == "numFmt":
                formats[int(one.get("numFmtId", 0))] = one.get("formatCode", "")[:LONGEST_FORMAT]
            elif inside.of(one[""]):
                cells.append(formats.get(int(one.get("numFmtId", 0))) or "")
        return {str(at): is_timedelta_format(one) for at, one in enumerate(cells) if is_date_format(one)}


@dataclass(slots=True)
class _Inside:
    """Tracks which list an entry of the styles belongs to."""

    wanted: str
    now: str = ""

    def of(self, name: str) -> bool:
        """Whether this is an entry of the wanted list."""
        if name != "xf":
            self.now = name
        return name == "xf" and self.now == self.wanted


class XmlSheet(XmlReader):
    """A sheet, from its first row."""

    def __init__(self, contents: WorkbookContents, part: str, wanted: Collection[int] = ()) -> None:
        """`wanted`: the columns to read; empty for all."""
        super().__init__()
        self.contents, self.part, self.wanted = contents, part, frozenset(wanted)
        self.text = Text(self)
        self.rows: list[Row] = []
        self.number = self.column = 0
        self.values: dict[int, Any] = {}
        self.cell: Attributes | None = None
        self.formula = self.value = ""
        self.columns: dict[str, int] = {}
        self.starts |= {"row": self.begin_row, "c": self.begin_cell, "v": self.begin_part, "f": self.begin_part}
        self.ends |= {"row": self.end_row, "c": self.end_cell, "v": self.end_value, "f": self.end_formula}
        self.starts["t"] = self.begin_part

    def __iter__(self) -> Iterator[Row]:
        """The rows; raises `Bounded`, and what a damaged part raises."""
        for _ in self.feed(self.contents.package, self.part):
            yield from self.rows
            self.rows.clear()

    def begin_row(self, attributes: Attributes) -> None:
        """Start a row; its number may be left out, as in our own sheets."""
        self.number = int(float(_short(attributes["r"]))) if "r" in attributes else self.number + 1
        if not 0 < self.number <= ROWS:
            raise Bounded(f"a row has the number {self.number:,}, and a sheet has {ROWS:,} rows at most")
        self.column, self.values = 0, {}

    def end_row(self) -> None:
        """Keep the row if it has a wanted cell."""
        if self.values:
            self.rows.append((self.number, self.values))

    def begin_cell(self, attributes: Attributes) -> None:
        """Start a cell; its place may be left out."""
        self.column = self.column_of(attributes["r"]) if "r" in attributes else self.column + 1
        wanted = not self.wanted or self.column in self.wanted
        self.cell, self.value, self.formula = (attributes if wanted else None), "", ""

    def column_of(self, place: str) -> int:
        """The column of a place: `AB12` is in column 28."""
        found = LETTERS.fullmatch(place)
        column = self.columns.get(found[1]) if found else COLUMNS + 1
        if found and column is None:
            column = self.columns[found[1]] = column_index_from_string(found[1])
        if not column or column > COLUMNS:
            raise Bounded(f"a cell has the place '{place[:20]}', and a sheet has {COLUMNS:,} columns at most")
        return column

    def begin_part(self, _: Attributes) -> None:
        """Read the text of a wanted cell only."""
        if self.cell is not None:
            self.text.listen()

    def end_value(self) -> None:
        """Keep the value of the cell, or the number of its shared text."""
        self.text.pause()
        self.value = self.text.taken()

    def end_formula(self) -> None:
        """Keep the formula; it is empty if another cell holds it."""
        self.text.pause()
        self.formula = self.text.taken()

    def end_cell(self) -> None:
        """Store the cell; a formula counts as text and is not calculated."""
        if self.cell is None:
            return
        kind, inside = self.cell.get("t", "n"), self.text.taken()
        text = inside if kind == "inlineStr" else self.value
        value = f"={self.formula}" if self.formula else self.read(kind, text, self.cell.get("s", "0"))
        self.cell = None
        if value is not None and value != "":
            if not 0 < self.column <= COLUMNS:
                raise Bounded(f"a row has more than {COLUMNS:,} cells")
            self.values[self.column] = value

    def read(self, kind: str, text: str, style: str) -> Any:
        """The value of a cell by its type."""
        if not text or kind in ("inlineStr", "str", "e"):
            return text
        if kind == "s":
            return self.contents.texts[int(_short(text))]
        if kind == "b":
            return text != "0"
        if kind == "d":
            return from_ISO8601(_short(text))  # type: ignore[no-untyped-call]
        return self.read_number(text, style)

    def read_number(self, text: str, style: str) -> Any:
        """The number in a cell, or a date if its style says so."""
        text = _short(text.strip())
        number = int(text) if text.lstrip("-").isdecimal() else float(text)
        if not isfinite(number):
            raise ValueError(f"{text} is no number")
        if style in self.contents.dates:
            with suppress(OverflowError, ValueError):
                return from_excel(number, self.contents.epoch, timedelta=self.contents.dates[style])
        return number


def _short(number: str) -> str:
    """The number as text; raises ValueError for a long one, which Python converts slowly."""
    if len(number) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(number):,} characters")
    return number
