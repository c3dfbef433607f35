"""The few lines that a topic or a chat channel is told of a run; the same words for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporter.deliver.consignment import Consignment
from reporter.model import Severity, Status
from reporter.report.model import NOT_ENTERED, Report
from reporter.report.text import visible
from reporter.report.words import counted

NAMED = 5
"""How many accounts are named; the report names all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What happened, in plain text that whoever shows it has to make harmless in its own way."""

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
        title=visible(report.run.title),
        verdict=visible(report.summary.headline),
        lines=tuple(map(visible, _lines(report))),
        link=consignment.place(),
    )


def _lines(report: Report) -> Iterator[str]:
    failing = report.summary.tally.failing
    told = ", ".join(f"{failing[severity]:,} {severity}" for severity in Severity if failing.get(severity))
    yield f"Failing: {told or 'nothing'}"
    unseen = report.summary.tally.by_status.get(Status.NOT_ASSESSED, 0)
    if unseen:
        yield f"Not assessed: {counted(unseen, 'finding')}"
    missing = [row.account for row in report.accounts if row.account.state in NOT_ENTERED]
    if missing:
        names = ", ".join(f"{account.name} ({account.id})" for account in missing[:NAMED])
        more = f" and {len(missing) - NAMED:,} more" if len(missing) > NAMED else ""
        yield f"Not reached: {names}{more}"
    if report.run.finished:
        yield f"Run {report.run.run_id}, {report.run.finished:%Y-%m-%d %H:%M} UTC"
