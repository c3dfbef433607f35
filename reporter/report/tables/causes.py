"""The causes for which checks could not be assessed, over all accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reporter.model.text import first_of
from reporter.report.build.measures import group
from reporter.report.model import NOT_ENTERED, GapRow, Report
from reporter.report.tables.columns import SEPARATOR, Column, ColumnKind, Table

NAMED = 5
"""Maximum number of accounts, permissions or sentences named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseRow:
    """A reason code with everything that it kept from being assessed."""

    reason_code: str
    accounts: tuple[str, ...]
    """The names of the accounts."""
    checks: int
    """The number of different checks."""
    details: tuple[str, ...]
    """The distinct permissions, operations or sentences."""


def causes(report: Report) -> tuple[CauseRow, ...]:
    """A row for each reason code, in the order of the gaps: accounts that were not entered are first."""
    by_reason = group(report.summary.gaps, lambda gap: gap.reason_code)
    return tuple(_cause(reason, gaps) for reason, gaps in by_reason.items())


def _cause(reason_code: str, gaps: list[GapRow]) -> CauseRow:
    return CauseRow(
        reason_code=reason_code,
        accounts=tuple(dict.fromkeys(gap.account.name for gap in gaps)),
        checks=len(frozenset[str]().union(*(gap.check_ids for gap in gaps))),
        details=tuple(dict.fromkeys(_details(gaps))),
    )


def _details(gaps: Iterable[GapRow]) -> Iterator[str]:
    """The sentence of an account that was not entered; of others, each permission or operation."""
    for gap in gaps:
        whole = gap.account.state in NOT_ENTERED
        yield from filter(None, [gap.detail] if whole else gap.detail.split(SEPARATOR))


CAUSES: Table[CauseRow] = Table(
    "causes",
    "What could not be evaluated, by cause",
    "Why checks could not be evaluated; accounts that were not entered first.",
    (
        Column(
            "reason_code", "Cause", "Why they were not assessed.", 22, ColumnKind.REASON, lambda row: row.reason_code
        ),
        Column(
            "accounts", "Accounts", "Number of accounts concerned.", 10, ColumnKind.COUNT, lambda row: len(row.accounts)
        ),
        Column(
            "checks",
            "Checks",
            "Number of different checks that were not assessed, or not everywhere, in these accounts.",
            10,
            ColumnKind.COUNT,
            lambda row: row.checks,
        ),
        Column(
            "account_names",
            "In",
            "The first accounts concerned.",
            40,
            ColumnKind.LONG,
            lambda row: first_of(row.accounts, NAMED),
        ),
        Column(
            "detail",
            "Detail",
            "The permissions or operations that were refused, or why the accounts were not entered.",
            60,
            ColumnKind.LONG,
            lambda row: first_of(row.details, NAMED),
        ),
    ),
    causes,
    "Nothing: every check could be evaluated in every account.",
)
