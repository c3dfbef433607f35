"""The five figures at the top of every summary."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.model.verdicts import Severity, Status
from reporter.report.model import Summary
from reporter.report.tables.columns import ColumnKind, show
from reporter.report.words import counted, tone_of_score


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its label and a note."""

    label: str
    value: str
    note: str
    tone: str = ""
    """The colour of the figure; empty for none."""


def tiles(summary: Summary) -> tuple[Tile, ...]:
    """Score, coverage, urgent failures, unassessed findings and scanned accounts."""
    counts = summary.tally
    urgent = counts.failing[Severity.CRITICAL] + counts.failing[Severity.HIGH]
    asked = summary.scanned + summary.unreachable + summary.not_scanned
    return (
        _score(summary),
        Tile("Coverage", show(ColumnKind.PERCENT, summary.coverage), "of the checks of all accounts"),
        Tile(
            "Critical and high",
            f"{urgent:,}",
            f"on {counted(summary.urgent_resources, 'resource')}; {_failures(summary)}",
        ),
        Tile("Not assessed", f"{counts.by_status[Status.NOT_ASSESSED]:,}", "neither passing nor failing"),
        Tile("Accounts scanned", f"{summary.scanned:,} of {asked:,}", _others(summary)),
    )


def _score(summary: Summary) -> Tile:
    counts = summary.tally.by_status
    passing, judged = counts[Status.PASS], counts[Status.PASS] + counts[Status.FAIL]
    note = f"{passing:,} of {counted(judged, 'finding')} pass"
    if judged and summary.score is None:
        note = "too few checks could be evaluated for a score"
    return Tile("Score", show(ColumnKind.PERCENT, summary.score), note, tone_of_score(summary.score))


def _failures(summary: Summary) -> str:
    counts = summary.tally.by_status
    waived = f"; {counts[Status.WAIVED]:,} waived" if counts[Status.WAIVED] else ""
    return f"{counted(counts[Status.FAIL], 'failure')} in all, on {counted(summary.resources, 'resource')}{waived}"


def _others(summary: Summary) -> str:
    unscanned = f"{summary.not_scanned:,} not scanned, " if summary.not_scanned else ""
    return f"{unscanned}{summary.unreachable:,} unreachable, {summary.left_out:,} left out"
