"""The decisions that a run asks for, in a few sentences that name accounts and waivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reporter.model.text import first_of
from reporter.model.verdicts import Severity
from reporter.report.model import ASKED, NOT_ENTERED, AccountRow, Report, WaiverState
from reporter.report.words import SEVERITIES, counted

NAMED = 5
"""Maximum number of accounts or waivers named in a sentence."""


def decisions(report: Report) -> tuple[str, ...]:
    """The sentences, most urgent first; each continues after `Decide:`."""
    sentences = (*_correct(report), *_enter(report), *_own(report), *_waive(report), *_agree(report))
    return sentences or (
        "nothing is urgent: no failure is critical or high, and every account was scanned and has an owner.",
    )


def _correct(report: Report) -> Iterator[str]:
    """The critical failures, else the high ones; nothing if there are neither."""
    for severity in (Severity.CRITICAL, Severity.HIGH):
        count = report.summary.tally.failing[severity]
        if count:
            failing = [row for row in report.accounts if row.tally.failing[severity]]
            failing.sort(key=lambda row: (-row.tally.failing[severity], row.account.id))
            word = SEVERITIES[severity].title.lower()
            yield f"fix the {counted(count, f'{word} failure')} first: {_names(failing)}."
            return


def _enter(report: Report) -> Iterator[str]:
    shut = [row for row in report.accounts if row.account.state in NOT_ENTERED]
    if shut:
        yield f"get access to {counted(len(shut), 'account')} that could not be reached: {_names(shut)}."


def _own(report: Report) -> Iterator[str]:
    unowned = [row for row in report.accounts if row.account.state in ASKED and not row.account.owner]
    if unowned:
        yield f"name an owner for {counted(len(unowned), 'account')}: {_names(unowned)}."


def _waive(report: Report) -> Iterator[str]:
    """Expired waivers that covered failures, and waivers that cover nothing."""
    expired = [row for row in report.waivers if row.state is WaiverState.EXPIRED and row.failing_again]
    idle = [row.id for row in report.waivers if row.state is WaiverState.COVERS_NOTHING]
    sentences = []
    if expired:
        again = counted(sum(row.failing_again for row in expired), "failure")
        sentences.append(
            f"renew expired waivers or fix what they covered, {again}: {first_of([row.id for row in expired], NAMED)}"
        )
    if idle:
        sentences.append(f"remove waivers that cover nothing: {first_of(idle, NAMED)}")
    if sentences:
        yield f"{'; '.join(sentences)}."


def _agree(report: Report) -> Iterator[str]:
    if report.conflicts:
        cells = counted(len(report.conflicts), "cell")
        yield f"resolve conflicting entries in {cells}: the column Conflicts names them."
    if report.unread:
        yield f"restore earlier entries that could not be read, or enter them again: {first_of(report.unread, NAMED)}."


def _names(rows: Iterable[AccountRow]) -> str:
    return first_of([row.account.name for row in rows], NAMED)
