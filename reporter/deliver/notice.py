"""Makes the short notice of a run for topics and chat channels, with the same text for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from reporter.deliver.consignment import Consignment
from reporter.deliver.verdict import subject_of, verdict_of
from reporter.model.text import first_of, visible
from reporter.model.verdicts import Severity, Status
from reporter.report.model import NOT_ENTERED, Report, WaiverState
from reporter.report.words import CHANGES, WAIVERS, counted, folds_in_words
from reporter.runs.history import Change

NAMED = 5
"""The maximum number of accounts named in a notice; the report names all."""
SHOWN = (Change.NEW, Change.REOPENED, Change.FIXED, Change.NO_LONGER_ASSESSED)
WARNED_OF = (WaiverState.EXPIRED, WaiverState.EXPIRES_SOON, WaiverState.COVERS_NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The result of a run in plain text; each channel must escape it."""

    subject: str
    title: str
    verdict: str
    lines: tuple[str, ...]
    link: str
    """The link to the reports; empty if they were not stored in S3."""

    @property
    def text(self) -> str:
        """All lines of the notice."""
        return "\n".join((self.title, self.verdict, *self.lines, *filter(None, [self.link])))


def notice_of(consignment: Consignment) -> Notice:
    """The notice about the whole run."""
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
    if report.summary.folds:
        yield f"These include {folds_in_words(report.summary.folds)}"
    if report.compared_with:
        yield f"Since the previous run: {_changes(report)}"
    unseen = report.summary.tally.by_status[Status.NOT_ASSESSED]
    if unseen:
        yield f"Not assessed: {counted(unseen, 'finding')}"
    missing = [row.account for row in report.accounts if row.account.state in NOT_ENTERED]
    if missing:
        yield f"Not reached: {first_of([f'{account.name} ({account.id})' for account in missing], NAMED)}"
    waivers = Counter(row.state for row in report.waivers if row.state in WARNED_OF)
    if waivers:
        yield f"Waivers: {_listed((WAIVERS[state].title.lower(), waivers[state]) for state in WARNED_OF)}"
    yield f"Run {report.run.run_id} of {report.run.started:%Y-%m-%d %H:%M} UTC"


def _changes(report: Report) -> str:
    return _listed((CHANGES[change].title.lower(), report.change_counts.get(change, 0)) for change in SHOWN)


def _listed(figures: Iterator[tuple[str, int]]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in figures if count) or "nothing"
