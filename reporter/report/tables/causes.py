"""Why checks could not be assessed, by cause rather than by account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reporter.model.text import visible
from reporter.report.build.measures import group
from reporter.report.model import NOT_ENTERED, GapRow, Report
from reporter.report.words import REASONS, counted

NAMED = 5
"""Maximum number of accounts, permissions or operations named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A reason for which checks could not be assessed, in all accounts where it occurs."""

    title: str
    """For example `Denied by IAM`."""
    accounts: str
    """For example `2 accounts: shop, lab`."""
    detail: str
    """The permissions or operations refused; for one account that could not be read, why."""


def causes(report: Report) -> tuple[Cause, ...]:
    """The causes of a run, those of accounts that could not be read first, then by the number of accounts."""
    return causes_of(report.summary.gaps)


def causes_of(gaps: Iterable[GapRow]) -> tuple[Cause, ...]:
    """The causes of some gaps."""
    found = group(gaps, lambda gap: (gap.account.state not in NOT_ENTERED, gap.reason_code)).items()
    ordered = sorted(found, key=lambda item: (item[0][0], -len(item[1]), item[0][1]))
    return tuple(_cause(code, alike) for (_, code), alike in ordered)


def _cause(code: str, gaps: Sequence[GapRow]) -> Cause:
    names = [gap.account.name for gap in gaps]
    details = list(dict.fromkeys(_details(gaps)))
    return Cause(
        title=visible(REASONS[code].title if code in REASONS else code or "Not assessed"),
        accounts=visible(f"{counted(len(gaps), 'account')}: {_listed(names)}"),
        detail=visible(_listed(details)),
    )


def _details(gaps: Sequence[GapRow]) -> Iterator[str]:
    for gap in gaps:
        if gap.account.state not in NOT_ENTERED:
            yield from filter(None, gap.detail.split(", "))
        elif len(gaps) == 1:
            yield gap.detail


def _listed(names: Sequence[str]) -> str:
    rest = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{rest}"
