"""The coverage as a matrix: a row for each region of each account, a column for each service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reporter.report.build.coverage import ALL
from reporter.report.build.measures import group
from reporter.report.model import CoverageRow, Report, Seen
from reporter.report.tables.columns import SEPARATOR, ColumnKind, show
from reporter.report.words import SEEN
from reporter.runs import AccountRecord


@dataclass(frozen=True, slots=True)
class Square:
    """How much was assessed of a service, with a note on what was not."""

    word: str
    note: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """A region of an account; `whole` holds for all services if the account was not entered."""

    account: AccountRecord
    region: str
    squares: Mapping[str, Square]

    @property
    def whole(self) -> Square | None:
        """The only square of an account that was not entered."""
        return self.squares.get(ALL)


def services(report: Report) -> list[str]:
    """The services, which are the columns."""
    return sorted({row.service for row in report.coverage} - {ALL})


def lines(report: Report) -> list[Line]:
    """The rows, in the order of the coverage: unassessed first."""
    by_place = group(report.coverage, lambda row: (row.account.id, row.region))
    return [
        Line(rows[0].account, region, {row.service: _square(row) for row in rows})
        for (_, region), rows in by_place.items()
    ]


def _square(row: CoverageRow) -> Square:
    word = SEEN[row.seen]
    if row.service == ALL:
        return Square(word.title, " ".join(filter(None, (row.detail, _refusal(row)))), word.tone)
    if row.seen is Seen.NOTHING_THERE:
        return Square(word.title, "", word.tone)
    reasons = show(ColumnKind.REASON, SEPARATOR.join(row.reason_codes))
    counts = f"{row.assessed:,} of {row.assessed + row.not_assessed:,}"
    why = " ".join(filter(None, (reasons, _refusal(row))))
    return Square(word.title, f"{counts}: {why}" if why else counts, word.tone)


def _refusal(row: CoverageRow) -> str:
    """The error codes and a request id; empty if AWS refused nothing."""
    request = f"request {row.request_id}" if row.request_id else ""
    texts = ", ".join(filter(None, (row.error_codes, request)))
    return f"({texts})" if texts else ""
