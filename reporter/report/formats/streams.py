"""Writes findings for programs one by one, so that no report ever stands in memory whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from reporter.report.model import FindingRow, Report
from reporter.report.tables.finding_columns import FINDINGS

AT_ONCE = 1_000
"""How many values are joined before they go to the disk."""


def write_lines(target: Path, values: Iterable[Any]) -> None:
    """JSON Lines: a value a line."""
    encode = msgspec.json.Encoder().encode
    with target.open("wb", buffering=AT_ONCE * AT_ONCE) as file:
        file.writelines(encode(value) + b"\n" for value in values)


def write_array(target: Path, values: Iterable[Any], document: Any = (), member: str = "") -> None:
    """A JSON array, a value a line, alone or as the member of that name (empty until now) in a document."""
    encode = msgspec.json.Encoder().encode
    empty = encode({member: []})[1:-1] if member else b"[]"
    before, after = encode(document).split(empty)
    with target.open("wb", buffering=AT_ONCE * AT_ONCE) as file:
        file.write(before + empty[:-1])
        for place, value in enumerate(values):
            file.write((b",\n" if place else b"\n") + encode(value))
        file.write(b"\n]" + after + b"\n")


def moment(report: Report) -> datetime:
    """When the run ended, or began if it did not end."""
    return report.run.finished or report.run.started


def timestamp(time: datetime) -> str:
    """ISO 8601 in UTC: `2026-11-16T06:04:00Z`."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def texts_of(row: FindingRow) -> dict[str, str]:
    """A finding by the names of its columns; codes stay codes, what is unknown is empty."""
    return {column.name: "" if (value := column.read(row)) is None else str(value) for column in FINDINGS.columns}
