"""What somebody has to decide after this run, in a few sentences that name who and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reporter.model import Severity
from reporter.report.model import ASKED, NOT_ENTERED, AccountRow, Report
from reporter.report.words import SEVERITIES, counted

NAMED = 5
"""How many accounts a sentence names."""


def decisions(report: Report) -> tuple[str, ...]:
    """The most urgent first; each goes on after `Decide:`."""
    told = (*_mend(report), *_enter(report), *_own(report), *_agree(report))
    return told or (
        "nothing is urgent: no failure is critical or high, and every account was entered and has an owner.",
    )


def _mend(report: Report) -> Iterator[str]:
    """The gravest failures there are, if they are grave."""
    for severity in (Severity.CRITICAL, Severity.HIGH):
        count = report.summary.tally.failing[severity]
        if count:
            failing = [row for row in report.accounts if row.tally.failing[severity]]
            failing.sort(key=lambda row: (-row.tally.failing[severity], row.account.id))
            word = SEVERITIES[severity].title.lower()
            yield f"mend the {counted(count, f'{word} failure')} first: {_names(failing)}."
            return


def _enter(report: Report) -> Iterator[str]:
    shut = [row for row in report.accounts if row.account.state in NOT_ENTERED]
    if shut:
        yield f"get access to {counted(len(shut), 'account')} that could not be read: {_names(shut)}."


def _own(report: Report) -> Iterator[str]:
    nobodys = [row for row in report.accounts if row.account.state in ASKED and not row.account.owner]
    if nobodys:
        yield f"name an owner for {counted(len(nobodys), 'account')}: {_names(nobodys)}."


def _agree(report: Report) -> Iterator[str]:
    if report.conflicts:
        cells = counted(len(report.conflicts), "cell")
        yield f"agree on {cells} that people filled in: the column Conflicts says who typed what."


def _names(rows: Iterable[AccountRow]) -> str:
    names = [row.account.name for row in rows]
    rest = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{rest}"
