"""The verdict on a run in one line, for the subject of mails and notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reporter.model.text import visible
from reporter.model.verdicts import Severity
from reporter.report.model import Report
from reporter.report.tables.columns import ColumnKind, show
from reporter.report.words import counted
from reporter.runs.history import Change

URGENT = (Severity.CRITICAL, Severity.HIGH)
"""The severities that a subject names."""


def subject_of(report: Report) -> str:
    """The verdict and the title; a run with missing accounts says so first."""
    return f"{_reservation(report)}{verdict_of(report)} - {visible(report.run.title)}"


def verdict_of(report: Report) -> str:
    """For example `3 new critical, 97.2 % of checks assessed`; newly scanned accounts are counted apart.

    Without an earlier run, nothing is called new.
    """
    share = report.summary.coverage
    return (
        "nothing assessed"
        if share is None
        else ", ".join((*_failures(report), f"{show(ColumnKind.PERCENT, share)} of checks assessed"))
    )


def _reservation(report: Report) -> str:
    if report.summary.complete:
        return ""
    return "Interrupted: " if report.summary.not_scanned else "Incomplete: "


def _failures(report: Report) -> Iterator[str]:
    if not report.compared_with:
        failing = report.summary.tally.failing
        urgent = ", ".join(_urgent(failing, "{:,} {}"))
        yield f"{urgent} failing" if urgent else _some(sum(failing.values()), "failing", "nothing fails")
        return
    counts, there = report.change_counts, report.new_there
    new = {severity: count - there.get(severity, 0) for severity, count in report.new_by_severity.items()}
    yield from _urgent(new, "{:,} new {}") or [
        _some(counts.get(Change.NEW, 0) - sum(there.values()), "new", "nothing new")
    ]
    if there:
        yield f"{sum(there.values()):,} in {counted(len(report.newly_scanned), 'newly scanned account')}"
    if reopened := counts.get(Change.REOPENED, 0):
        yield f"{reopened:,} reopened"


def _urgent(counts: Mapping[Severity, int], words: str) -> list[str]:
    return [words.format(counts[severity], severity) for severity in URGENT if counts.get(severity)]


def _some(count: int, what: str, none: str) -> str:
    return f"{count:,} {what}" if count else none
