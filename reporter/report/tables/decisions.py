"""What somebody has to decide after this run, in a few sentences that name who and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reporter.model.verdicts import Severity
from reporter.report.model import ASKED, NOT_ENTERED, AccountRow, Report, WaiverState
from reporter.report.words import SEVERITIES, counted

NAMED = 5
"""How many accounts or waivers a sentence names."""


def decisions(report: Report) -> tuple[str, ...]:
    """The most urgent first; each goes on after `Decide:`."""
    told = (*_mend(report), *_enter(report), *_own(report), *_waive(report), *_agree(report))
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


def _waive(report: Report) -> Iterator[str]:
    """What became of waivers that do not do what they were agreed on for."""
    expired = [row for row in report.waivers if row.state is WaiverState.EXPIRED and row.failing_again]
    idle = [row.id for row in report.waivers if row.state is WaiverState.COVERS_NOTHING]
    told = []
    if expired:
        again = counted(sum(row.failing_again for row in expired), "failure")
        told.append(f"renew or mend what expired waivers covered, {again}: {_listed([row.id for row in expired])}")
    if idle:
        told.append(f"take out waivers that cover nothing: {_listed(idle)}")
    if told:
        yield f"{'; '.join(told)}."


def _agree(report: Report) -> Iterator[str]:
    if report.conflicts:
        cells = counted(len(report.conflicts), "cell")
        yield f"agree on {cells} that people filled in: the column Conflicts says who typed what."
    if report.unread:
        yield f"restore what people said before, or have them say it again: {_listed(report.unread)}."


def _names(rows: Iterable[AccountRow]) -> str:
    return _listed([row.account.name for row in rows])


def _listed(names: Sequence[str]) -> str:
    rest = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{rest}"
