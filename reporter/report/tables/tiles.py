"""The five figures at the top of every summary."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.model.verdicts import Severity, Status
from reporter.report.model import Summary, Tally
from reporter.report.tables.columns import ColumnKind, show
from reporter.report.words import counted


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its label and a note."""

    label: str
    value: str
    note: str


def tiles(summary: Summary) -> tuple[Tile, ...]:
    """Score, coverage, urgent failures, unassessed findings and scanned accounts."""
    counts = summary.tally
    judged = counts.by_status[Status.PASS] + counts.by_status[Status.FAIL]
    urgent = counts.failing[Severity.CRITICAL] + counts.failing[Severity.HIGH]
    asked = summary.scanned + summary.unreachable + summary.not_scanned
    return (
        Tile(
            "Score", show(ColumnKind.PERCENT, summary.score), f"pass, of {counted(judged, 'finding')} that pass or fail"
        ),
        Tile("Coverage", show(ColumnKind.PERCENT, summary.coverage), "of what was asked was seen"),
        Tile(
            "Critical and high",
            f"{urgent:,}",
            f"of {counted(counts.by_status[Status.FAIL], 'failure')}{_waived(counts)}",
        ),
        Tile("Not assessed", f"{counts.by_status[Status.NOT_ASSESSED]:,}", "neither passing nor failing"),
        Tile("Accounts scanned", f"{summary.scanned:,} of {asked:,}", _others(summary)),
    )


def _waived(counts: Tally) -> str:
    waived = counts.by_status[Status.WAIVED]
    return f", {waived:,} waived" if waived else ""


def _others(summary: Summary) -> str:
    unscanned = f"{summary.not_scanned:,} not scanned, " if summary.not_scanned else ""
    return f"{unscanned}{summary.unreachable:,} unreachable, {summary.left_out:,} left out"
