"""Defines columns and tables, which CSV, Excel, HTML, JSON and the Dictionary all read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Generic, TypeVar

from reporter.model.text import visible, visible_lines
from reporter.report import words
from reporter.report.model import Report

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)
Form = TypeVar("Form")
KEPT = 2_000
"""Number of cached forms per column: most columns have fewer values, and the others never repeat one."""
SEPARATOR = ", "
"""Separates several codes in one cell."""
Value = str | int | float | date | None


class ColumnKind(Enum):
    """The type of a column's values, which decides alignment, wrapping, colour and text."""

    TEXT = "text"
    LONG = "long"
    """Text of several lines."""
    ID = "id"
    """Text that is copied rather than read."""
    COUNT = "count"
    DIFFERENCE = "difference"
    """A count with its sign."""
    PERCENT = "percent"
    TIME = "time"
    DATE = "date"
    STATUS = "status"
    SEVERITY = "severity"
    REASON = "reason"
    SEEN = "seen"
    STATE = "state"
    CHANGE = "change"
    WAIVER = "waiver"
    RISK = "risk"

    @property
    def words(self) -> Mapping[str, words.Word]:
        """The words for the codes in such a column."""
        return WORDS_OF.get(self, {})

    @property
    def is_number(self) -> bool:
        """Whether it is right-aligned."""
        return self in (ColumnKind.COUNT, ColumnKind.DIFFERENCE, ColumnKind.PERCENT)


WORDS_OF: Mapping[ColumnKind, Mapping[str, words.Word]] = {
    ColumnKind.STATUS: words.RESULTS,
    ColumnKind.SEVERITY: words.SEVERITIES,
    ColumnKind.REASON: words.REASONS,
    ColumnKind.SEEN: words.SEEN,
    ColumnKind.STATE: words.STATES,
    ColumnKind.CHANGE: words.CHANGES,
    ColumnKind.WAIVER: words.WAIVERS,
    ColumnKind.RISK: words.RISKS,
}


@dataclass(frozen=True, slots=True)
class Column(Generic[Row_contra]):
    """A column: its name for programs, its title and meaning for people, and the source of its values."""

    name: str
    title: str
    meaning: str
    width: int
    """In characters."""
    kind: ColumnKind
    value: Callable[[Row_contra], Value]
    tone: str = ""
    """The colour of a number above zero."""
    choices: tuple[str, ...] = ()
    """The values that people may choose from."""
    fill: bool = False
    """Whether people fill it in; empty until they do."""
    graded: bool = False
    """Whether its colour follows its value, as of a score."""
    lines: bool = False
    """Whether its text keeps its lines, as commands for a shell do."""

    def read(self, row: Row_contra) -> Value:
        """The value for programs: codes stay codes, and text has no control characters."""
        value = self.value(row)
        return visible_lines(value) if self.lines and isinstance(value, str) else plain(value)

    def shown(self, row: Row_contra) -> str:
        """The value for people, in words."""
        return show(self.kind, self.read(row))

    def in_words(self, value: Value) -> str:
        """A value as text in a workbook; a column that people fill in stays empty without a value."""
        if value is None and self.fill:
            return ""
        return show(self.kind, visible(value) if isinstance(value, str) else value)

    def tone_of(self, row: Row_contra) -> str:
        """The colour of the value; empty for none."""
        value = self.value(row)
        if self.graded:
            return words.tone_of_score(value if isinstance(value, float) else None)
        word = self.kind.words.get(str(value))
        if word:
            return word.tone if word.tone != "plain" else ""
        return self.tone if value else ""


def plain(value: Value) -> Value:
    """A value for programs, with visible characters only."""
    return visible(str(value)) if isinstance(value, str) else value


def show(kind: ColumnKind, value: Value) -> str:
    """A value in words, by the kind of its column."""
    if value is None:
        return "-"
    if isinstance(value, date) and kind is ColumnKind.DATE:
        return f"{value:%Y-%m-%d}"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if kind.is_number:
        return _number(kind, value)
    known = kind.words
    if not known:
        return str(value)
    return SEPARATOR.join(known[code].title if code in known else code for code in str(value).split(SEPARATOR))


def _number(kind: ColumnKind, value: Value) -> str:
    if kind is ColumnKind.PERCENT:
        return f"{value:.1f} %"
    return f"{value:+,}" if kind is ColumnKind.DIFFERENCE and value else f"{value:,}"


class Forms(dict[Value, Form]):
    """The forms of a column's values in a format, each made once and cached."""

    def __init__(self, make: Callable[[Value], Form]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, value: Value) -> Form:
        form = self.make(value)
        if len(self) < KEPT:
            self[value] = form
        return form


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """Rows of a report with a title, and the text for a table without rows."""

    name: str
    title: str
    meaning: str
    columns: tuple[Column[Row], ...]
    rows: Callable[[Report], Collection[Row]]
    if_empty: str
    frozen: int = 0
    """The number of columns that stay visible when scrolling to the right."""
    printed_columns: int = 0
    """The number of columns that are printed; 0 for all."""
    printed_rows: Callable[[Report], int] | None = None
    """The number of rows that are printed, from the first; all without it."""
    header: Callable[[Report], Mapping[str, date | None]] | None = None
    """Names and dates in a block above the table; people fill in those that are None."""
    folded: Callable[[Row], bool] | None = None
    """Whether a row is hidden in a fold of the sheet, which a click opens."""
