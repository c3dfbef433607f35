"""The coverage with regions merged that are alike, for people to read; programs get a row for each region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reporter.model.subjects import GLOBAL
from reporter.report.build.measures import group
from reporter.report.model import CoverageRow, Report

NAMED = 3
"""Maximum number of regions named in a row."""


def merged(report: Report) -> tuple[CoverageRow, ...]:
    """A row for the regions of an account where a service was evaluated alike, in the order of the coverage."""
    return tuple(_one(rows) for rows in group(report.coverage, _likeness).values())


def merged_number(rows: Iterable[CoverageRow]) -> int:
    """The number of rows that these are merged to."""
    return len(set(map(_likeness, rows)))


def by_account(report: Report) -> Iterator[tuple[str, list[CoverageRow]]]:
    """Each account with what could be evaluated of it in a few words, and its merged rows."""
    for rows in group(merged(report), lambda row: row.account.id).values():
        assessed = sum(row.assessed for row in rows)
        total = assessed + sum(row.not_assessed for row in rows)
        yield f"{rows[0].account.name} ({rows[0].account.id}): {assessed:,} of {total:,} evaluated", rows


def _likeness(row: CoverageRow) -> tuple[object, ...]:
    """What rows have in common that are merged."""
    why = row.reason_codes, row.detail, row.error_codes
    return row.account.id, row.service, row.region == GLOBAL, row.seen, why


def _one(rows: Sequence[CoverageRow]) -> CoverageRow:
    return replace(
        rows[0],
        region=_regions([row.region for row in rows], len(rows[0].account.regions)),
        assessed=sum(row.assessed for row in rows),
        not_assessed=sum(row.not_assessed for row in rows),
        request_id=next((row.request_id for row in rows if row.request_id), ""),
    )


def _regions(names: Sequence[str], of: int) -> str:
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{len(names)} regions" if len(names) >= of else f"{len(names)} of {of} regions"
