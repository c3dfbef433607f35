"""The findings as the HTML page carries them: by column, every text once, small enough to mail."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import msgspec

from reporter.report import words
from reporter.report.model import FindingRow, Report
from reporter.report.tables.columns import Column, Value
from reporter.report.tables.finding_columns import FINDINGS

REPEATED = ("resource", "account_id", "region")
"""Columns whose texts come back inside others; there, the control character of their place stands for them."""
REPEATING = ("arn", "reason")
"""Columns that hold such texts: what is left of them is alike in many findings."""
BETWEEN = "\x1f"
"""Stands between two texts of a column; no text has control characters of its own."""
WHOLE_IDS = 20_000
"""Up to so many findings, ids are carried whole; of more, only as many digits as tell them apart."""
FEWEST_DIGITS = 9


@dataclass(slots=True)
class PackedColumn:
    """A column as its different texts, and the place of each row's text among them."""

    column: Column[FindingRow]
    texts: dict[str, int] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    _known: dict[Value, int] = field(default_factory=dict)

    def add(self, row: FindingRow) -> None:
        """The text of one more row; the values of most rows were seen before."""
        value = self.column.value(row)
        place = self._known.get(value)
        if place is None:
            place = self._known[value] = self._place(self.column.shown(row))
        self.places.append(place)

    def add_without(self, row: FindingRow, repeated: Iterable[str]) -> None:
        """The text of one more row, with signs in place of what other columns hold."""
        text = self.column.shown(row)
        for sign, part in enumerate(repeated, start=1):
            text = text.replace(part, chr(sign)) if part else text
        self.places.append(self._place(text))

    def _place(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))

    def described(self) -> dict[str, Any]:
        """As JSON: `steps` are the differences from row to row, left out where texts are all alike or all different."""
        named = {"name": self.column.name, "title": self.column.title}
        if len(self.texts) in (1, len(self.places)):
            return named
        return {**named, "steps": [after - before for before, after in pairwise([0, *self.places])]}


def packed(report: Report) -> str:
    """Lines, folded: a description in JSON, then the texts of each column; bare texts pack best."""
    columns = _columns(report.findings)
    description = msgspec.json.encode(_description(report, columns)).decode()
    return folded("\n".join([description, *(BETWEEN.join(column.texts) for column in columns)]))


def folded(text: str) -> str:
    """Base64 of zlib of a text, which the script of the page unfolds."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _description(report: Report, columns: Iterable[PackedColumn]) -> dict[str, Any]:
    shown = (words.STATUSES, words.SEVERITIES, words.REASONS)
    return {
        "count": len(report.findings),
        "repeated": REPEATED,
        "repeating": REPEATING,
        "columns": [column.described() for column in columns],
        "order": {
            "status": [word.title for word in words.STATUSES.values()],
            "severity": [word.title for word in words.SEVERITIES.values()],
        },
        "tones": {word.title: word.tone for kind in shown for word in kind.values()},
    }


def _columns(rows: Iterable[FindingRow]) -> list[PackedColumn]:
    by_name = {column.name: PackedColumn(column) for column in FINDINGS.columns}
    repeating = [by_name[name] for name in REPEATING]
    others = [column for name, column in by_name.items() if name not in REPEATING]
    repeated = [by_name[name].column for name in REPEATED]
    for row in rows:
        for column in others:
            column.add(row)
        parts = [column.shown(row) for column in repeated]
        for column in repeating:
            column.add_without(row, parts)
    by_name["id"].texts = shortened(by_name["id"].texts)
    return list(by_name.values())


def shortened(ids: Collection[str], whole: int = WHOLE_IDS) -> dict[str, int]:
    """The places of the ids under their first digits: as many as tell them apart, or all if there are few ids."""
    digits = FEWEST_DIGITS if len(ids) > whole else max(map(len, ids), default=0)
    while len({id_[:digits] for id_ in ids}) < len(ids):
        digits += 1
    return {id_[:digits]: place for place, id_ in enumerate(ids)}
