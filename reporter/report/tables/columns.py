"""Every column of every table, defined once: CSV, Excel, HTML, JSON and the Dictionary all read it here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Generic, TypeVar

from reporter.model.text import visible
from reporter.report import words
from reporter.report.model import Report

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)
Form = TypeVar("Form")
KEPT = 2_000
"""How many forms of a column's values are kept; most columns have fewer values, and the others never repeat one."""
SEPARATOR = ", "
"""Stands between several codes in one cell."""
Value = str | int | float | date | None


class ColumnKind(Enum):
    """What a column holds, and so how it is aligned, wrapped, coloured and put into words."""

    TEXT = "text"
    LONG = "long"
    """Text that needs several lines."""
    ID = "id"
    """Text that nobody reads but everybody copies."""
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
        """Whether it is aligned to the right."""
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
    """One column: what it is called by programs and by people, what it means, and where it comes from."""

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
    """What people may choose from who fill it in."""
    fill: bool = False
    """Whether people fill it in; empty until they do."""

    def read(self, row: Row_contra) -> Value:
        """The value for programs: codes stay codes, and text is harmless to look at."""
        return plain(self.value(row))

    def shown(self, row: Row_contra) -> str:
        """The value for people, in words."""
        return show(self.kind, self.read(row))

    def told(self, value: Value) -> str:
        """A value in the words of a workbook, where what people are to fill in stays empty until they do."""
        if value is None and self.fill:
            return ""
        return show(self.kind, visible(value) if isinstance(value, str) else value)

    def tone_of(self, row: Row_contra) -> str:
        """The colour of the value; empty for none."""
        value = self.value(row)
        word = self.kind.words.get(str(value))
        if word:
            return word.tone if word.tone != "plain" else ""
        return self.tone if value else ""


def plain(value: Value) -> Value:
    """A value for programs."""
    return visible(str(value)) if isinstance(value, str) else value


def show(kind: ColumnKind, value: Value) -> str:
    """A value in words."""
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
    """By value: the form that the values of one column have in a format, each made once."""

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
    """Rows of a report under a title, and what to say when there are none."""

    name: str
    title: str
    meaning: str
    columns: tuple[Column[Row], ...]
    rows: Callable[[Report], Collection[Row]]
    if_empty: str
    frozen: int = 0
    """How many columns stay in sight when one scrolls to the right."""
