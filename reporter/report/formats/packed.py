"""Packs the findings for the HTML page: by column, each text once, small enough for a mail."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import msgspec

from reporter.model.console import console_link
from reporter.model.text import visible
from reporter.model.verdicts import Status
from reporter.report import words
from reporter.report.model import FindingRow, Report
from reporter.report.tables.columns import Column, ColumnKind, Value
from reporter.report.tables.finding_columns import FINDINGS
from reporter.report.tables.findings_sheet import COMMAND, GROUP

REPEATED = ("resource", "account_id", "region")
"""Columns whose texts occur inside others, where a control character with the column's position replaces them."""
REPEATING = ("arn", "reason", "command", "console")
"""Columns that contain such texts; without them, many of their values are equal."""
BETWEEN = "\x1f"
"""Separates the texts of a column; texts have no control characters."""
LINE_END = "\x1e"
"""Ends a line within a text: the line feed separates columns."""
WHOLE_IDS = 20_000
"""Maximum number of findings with complete ids; with more, ids have the fewest digits that keep them distinct."""
FEWEST_DIGITS = 9
_FAILURE: Column[FindingRow] = Column(
    "finding",
    "Finding",
    "What is wrong.",
    38,
    ColumnKind.LONG,
    lambda row: row.rule.failure if row.finding.status is Status.FAIL else "",
)
_RATIONALE: Column[FindingRow] = Column(
    "rationale", "Why it matters", "Why the check exists.", 50, ColumnKind.LONG, lambda row: row.rule.rationale
)
_CONSOLE: Column[FindingRow] = Column(
    "console",
    "AWS console",
    "The page of the resource in the AWS console.",
    50,
    ColumnKind.ID,
    lambda row: console_link(row.finding),
)
COLUMNS = (*FINDINGS.columns, _FAILURE, _RATIONALE, GROUP, COMMAND, _CONSOLE)
"""The columns of the findings, and what only the page shows of a finding."""


@dataclass(slots=True)
class PackedColumn:
    """A column as its distinct texts, and the position of each row's text."""

    column: Column[FindingRow]
    texts: dict[str, int] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    _known: dict[Value, int] = field(default_factory=dict)

    def add(self, row: FindingRow) -> None:
        """Add the text of a row; the values of most rows are known already."""
        value = self.column.value(row)
        place = self._known.get(value)
        if place is None:
            place = self._known[value] = self._place(self.column.shown(row))
        self.places.append(place)

    def add_without(self, row: FindingRow, repeated: Iterable[str]) -> None:
        """Add the text of a row, with control characters in place of other columns' texts."""
        text = self.column.shown(row).replace("\n", LINE_END)
        for sign, part in enumerate(repeated, start=1):
            text = text.replace(part, chr(sign)) if part else text
        self.places.append(self._place(text))

    def _place(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))

    def described(self) -> dict[str, Any]:
        """The column as JSON: `steps` are differences from row to row, left out for texts all equal or all distinct."""
        named = {"name": self.column.name, "title": self.column.title}
        if len(self.texts) in (1, len(self.places)):
            return named
        return {**named, "steps": [after - before for before, after in pairwise([0, *self.places])]}


def packed(report: Report) -> str:
    """The packed findings: a description in JSON, then the texts of each column, which compress best as plain lines."""
    columns = _columns(report.findings)
    description = msgspec.json.encode(_description(report, columns)).decode()
    return folded("\n".join([description, *(BETWEEN.join(column.texts) for column in columns)]))


def folded(text: str) -> str:
    """Base64 of the zlib-compressed text, which the script of the page decompresses."""
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
        "requirements": {
            visible(f"{row.framework.id} {row.requirement.id}"): visible(row.requirement.title)
            for row in report.controls
            if row.requirement.answers
        },
        "tones": {word.title: word.tone for kind in shown for word in kind.values()},
    }


def _columns(rows: Iterable[FindingRow]) -> list[PackedColumn]:
    by_name = {column.name: PackedColumn(column) for column in COLUMNS}
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
    """The positions of the ids by their first digits: as many as keep them distinct, or all if there are few ids."""
    digits = FEWEST_DIGITS if len(ids) > whole else max(map(len, ids), default=0)
    while len({id_[:digits] for id_ in ids}) < len(ids):
        digits += 1
    return {id_[:digits]: place for place, id_ in enumerate(ids)}
