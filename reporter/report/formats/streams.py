"""Writes values to JSON files one by one, so that no report is in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from reporter.report.model import FindingRow, Report
from reporter.report.tables.finding_columns import FINDINGS

AT_ONCE = 1_000
"""The number of values written at a time."""
_encode = msgspec.json.Encoder().encode


def write_lines(target: Path, values: Iterable[Any]) -> None:
    """Write JSON Lines, one value on each line."""
    with target.open("wb", buffering=AT_ONCE * AT_ONCE) as file:
        file.writelines(_encode(value) + b"\n" for value in values)


def write_array(target: Path, values: Iterable[Any], document: Any = (), member: str = "") -> None:
    """Write a JSON array, one value on each line, alone or as the (still empty) member of a document."""
    empty = _encode({member: []})[1:-1] if member else b"[]"
    before, after = _encode(document).split(empty)
    with target.open("wb", buffering=AT_ONCE * AT_ONCE) as file:
        file.write(before + empty[:-1])
        for place, value in enumerate(values):
            file.write((b",\n" if place else b"\n") + _encode(value))
        file.write(b"\n]" + after + b"\n")


class Members(dict[str, Any]):
    """A JSON object that is written member by member; a member that is an iterator becomes an array.

    The items of an array are written one by one, and may be such objects. A member without items is left out.
    """


def write_members(target: Path, document: Members) -> None:
    """Write a JSON object of which no array is in memory as a whole."""
    with target.open("wb", buffering=AT_ONCE * AT_ONCE) as file:
        file.writelines(_pieces(document))
        file.write(b"\n")


def _pieces(value: Any) -> Iterator[bytes]:
    """The JSON of a value; nothing for an iterator without items."""
    if isinstance(value, Members):
        yield from _object(value)
    elif isinstance(value, Iterator):
        yield from _array(value)
    else:
        yield _encode(value)


def _object(members: Members) -> Iterator[bytes]:
    before = b"{"
    for name, value in members.items():
        pieces = _pieces(value)
        first = next(pieces, None)
        if first is not None:
            yield before + _encode(name) + b":" + first
            yield from pieces
            before = b",\n"
    yield b"{}" if before == b"{" else b"}"


def _array(values: Iterator[Any]) -> Iterator[bytes]:
    before = b"[\n"
    for value in values:
        yield before
        yield from _pieces(value)
        before = b",\n"
    if before != b"[\n":
        yield b"\n]"


def moment(report: Report) -> datetime:
    """The end of the run, or its start if it has not ended."""
    return report.run.finished or report.run.started


def timestamp(time: datetime) -> str:
    """A time in ISO 8601, UTC: `2026-11-16T06:04:00Z`."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def texts_of(row: FindingRow) -> dict[str, str]:
    """The texts of a finding by column name; codes stay codes, unknown values are empty."""
    return {column.name: "" if (value := column.read(row)) is None else str(value) for column in FINDINGS.columns}
