"""The few lines that a topic or a chat channel is told of a run; the same words for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from reporter.deliver.consignment import Consignment
from reporter.deliver.verdict import subject_of, verdict_of
from reporter.model.text import visible
from reporter.model.verdicts import Severity, Status
from reporter.report.model import NOT_ENTERED, Report, WaiverState
from reporter.report.words import CHANGES, WAIVERS, counted
from reporter.runs.history import Change

NAMED = 5
"""How many accounts are named; the report names all."""
TOLD = (Change.NEW, Change.REOPENED, Change.FIXED, Change.NO_LONGER_ASSESSED)
WARNED_OF = (WaiverState.EXPIRED, WaiverState.EXPIRES_SOON, WaiverState.COVERS_NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What happened, in plain text that whoever shows it has to make harmless in its own way."""

    subject: str
    title: str
    verdict: str
    lines: tuple[str, ...]
    link: str
    """Where the reports lie; empty where they were laid down nowhere."""

    @property
    def text(self) -> str:
        """All of it, a line each."""
        return "\n".join((self.title, self.verdict, *self.lines, *filter(None, [self.link])))


def notice_of(consignment: Consignment) -> Notice:
    """What there is to tell of the whole run."""
    report = consignment.whole
    return Notice(
        subject=subject_of(report),
        title=visible(report.run.title),
        verdict=verdict_of(report),
        lines=tuple(map(visible, _lines(report))),
        link=consignment.place(),
    )


def _lines(report: Report) -> Iterator[str]:
    yield report.summary.headline
    failing = report.summary.tally.failing
    yield f"Failing: {_listed((severity, failing[severity]) for severity in Severity)}"
    if report.compared_with:
        yield f"Since the run before: {_changes(report)}"
    unseen = report.summary.tally.by_status[Status.NOT_ASSESSED]
    if unseen:
        yield f"Not assessed: {counted(unseen, 'finding')}"
    missing = [row.account for row in report.accounts if row.account.state in NOT_ENTERED]
    if missing:
        names = ", ".join(f"{account.name} ({account.id})" for account in missing[:NAMED])
        more = f" and {len(missing) - NAMED:,} more" if len(missing) > NAMED else ""
        yield f"Not reached: {names}{more}"
    waivers = Counter(row.state for row in report.waivers if row.state in WARNED_OF)
    if waivers:
        yield f"Waivers: {_listed((WAIVERS[state].title.lower(), waivers[state]) for state in WARNED_OF)}"
    yield f"Run {report.run.run_id} of {report.run.started:%Y-%m-%d %H:%M} UTC"


def _changes(report: Report) -> str:
    return _listed((CHANGES[change].title.lower(), report.change_counts.get(change, 0)) for change in TOLD)


def _listed(figures: Iterator[tuple[str, int]]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in figures if count) or "nothing"
