"""Lays out a table for a width: as columns whose cells are wrapped between words, else each row as a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size

GAP = 3
"""Blanks between two columns, or two values of a row."""
RULE = "─"
LEAST = 16
"""A column with longer texts is not made narrower than this."""
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table."""

    text: str
    is_header: bool = False


def table_lines(headers: Row, rows: Sequence[Row], room: int) -> Iterator[Line]:
    """The lines of a table in so many columns of the terminal; ids, names and ARNs are never broken."""
    columns = list(zip(headers, *rows, strict=True))
    widths = _widths(columns, room - 4 - GAP * (len(columns) - 1))
    return _as_columns(headers, rows, widths) if widths else _as_blocks(headers, rows, room)


def without_spare(headers: Row, rows: Sequence[Row], room: int, spare: Row) -> tuple[Row, Sequence[Row]]:
    """The table without as many of its spare columns, in their order, as it takes to lay it out as columns."""
    gone = [place for name in spare for place, header in enumerate(headers) if header == name]
    for count in range(len(gone) + 1):
        kept = [place for place in range(len(headers)) if place not in gone[:count]]
        table = [tuple(row[place] for place in kept) for row in (headers, *rows)]
        if _widths(list(zip(*table, strict=True)), room - 4 - GAP * (len(kept) - 1)):
            return table[0], table[1:]
    return headers, rows


def wrapped(text: str, room: int) -> list[str]:
    """The text in lines of at most so many columns, broken between words only."""
    lines, line = list[str](), ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and cell_len(longer) > room:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]


def _widths(columns: Sequence[Row], room: int) -> list[int]:
    """The width of each column; empty if they do not fit."""
    natural = [max(map(cell_len, column)) for column in columns]
    if sum(natural) <= room:
        return natural
    least = [max(min(width, LEAST), _longest_word(column)) for width, column in zip(natural, columns, strict=True)]
    return _shared_out(natural, least, room - sum(least)) if sum(least) <= room else []


def _longest_word(column: Row) -> int:
    return max(cell_len(word) for cell in column for word in cell.split(" "))


def _shared_out(natural: Sequence[int], least: Sequence[int], spare: int) -> list[int]:
    """The least widths plus a fair share of what is spare; columns that need little give the rest to others."""
    widths = list(least)
    by_need = sorted(range(len(widths)), key=lambda place: natural[place] - least[place])
    for done, place in enumerate(by_need):
        more = min(natural[place] - least[place], spare // (len(widths) - done))
        widths[place] += more
        spare -= more
    return widths


def _as_columns(headers: Row, rows: Iterable[Row], widths: Sequence[int]) -> Iterator[Line]:
    whole = sum(widths) + GAP * (len(widths) - 1) + 4
    yield Line(" " * whole)
    yield from (Line(text, is_header=True) for text in _row_lines(headers, widths))
    yield Line(f" {RULE * (whole - 2)} ")
    for row in rows:
        yield from map(Line, _row_lines(row, widths))
    yield Line(" " * whole)


def _row_lines(row: Row, widths: Sequence[int]) -> Iterator[str]:
    cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for parts in zip_longest(*cells, fillvalue=""):
        yield f"  {(' ' * GAP).join(map(set_cell_size, parts, widths))}  "


def _as_blocks(headers: Row, rows: Iterable[Row], room: int) -> Iterator[Line]:
    """Each row as its id and name, and below it the other values with the names of their columns."""
    begin = 2 if "name" in headers[1:2] else 1
    for row in rows:
        yield Line("")
        yield Line("  ".join(row[:begin]), is_header=True)
        pairs = zip(headers[begin:], row[begin:], strict=True)
        yield from map(Line, _flowed((f"{header}: {cell}" if header else cell for header, cell in pairs if cell), room))
    yield Line("")


def _flowed(values: Iterable[str], room: int) -> Iterator[str]:
    """The values one after the other in lines; one that is longer than a line is wrapped."""
    line = ""
    for value in values:
        longer = f"{line}{' ' * GAP}{value}" if line else value
        if line and cell_len(longer) > room - 2:
            yield from _indented(line, room)
            longer = value
        line = longer
    yield from _indented(line, room)


def _indented(line: str, room: int) -> Iterator[str]:
    first, *more = [line] if cell_len(line) <= room - 2 else wrapped(line, room - 4)
    yield f"  {first}"
    yield from (f"    {part}" for part in more)
