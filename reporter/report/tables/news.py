"""The changes since the previous run, as text for the top of every summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reporter.model.text import first_of
from reporter.report.model import Report
from reporter.report.tables.columns import ColumnKind, show
from reporter.report.tables.tiles import Tile
from reporter.report.words import SEVERITIES, counted
from reporter.runs import AccountRecord
from reporter.runs.history import Change

NAMED = 5
"""Maximum number of accounts named."""


def news(report: Report) -> tuple[Tile, ...]:
    """Tiles for new, fixed, reopened and still open; empty for the first run."""
    if not report.compared_with:
        return ()
    counts = report.change_counts
    severities = (
        f"{count:,} {SEVERITIES[severity].title.lower()}" for severity, count in report.new_by_severity.items() if count
    )
    return (
        Tile("New", f"{counts[Change.NEW]:,}", ", ".join(severities) or "none"),
        Tile("Fixed", f"{counts[Change.FIXED]:,}", "re-checked, no longer failing"),
        Tile("Reopened", f"{counts[Change.REOPENED]:,}", "fixed or gone before"),
        Tile("Still open", f"{counts[Change.STILL_OPEN]:,}", "failing as before"),
    )


def since(report: Report) -> str:
    """The run since which changes are counted; empty for the first run."""
    run = report.compared_with
    return f"Since run {run.run_id} of {show(ColumnKind.TIME, run.started)}" if run else ""


def other_news(report: Report) -> tuple[str, ...]:
    """A sentence for each other change; what could not be assessed again is first."""
    counts, by_rules = report.change_counts, report.rule_change_counts
    sentences = {
        "{} that {were} open could not be re-checked: still open.": counts.get(Change.NO_LONGER_ASSESSED, 0),
        "{} failed before and {are} waived now.": counts.get(Change.WAIVED, 0),
        "{} {fail} again because {their} waiver ended.": counts.get(Change.WAIVER_ENDED, 0),
        "{} {are} gone with {their} resource.": counts.get(Change.RESOURCE_GONE, 0),
        "{} that {were} open {are} out of scope now.": counts.get(Change.NO_LONGER_ASKED, 0),
        "{} that {were} open left with {their} account.": counts.get(Change.ACCOUNT_LEFT, 0),
        "{} {pass} because the rules changed, not the accounts.": by_rules.get(Change.FIXED, 0),
        "{} of the new and reopened came with new or changed rules.": by_rules.get(Change.NEW, 0)
        + by_rules.get(Change.REOPENED, 0),
    }
    others = (_sentence(text, count) for text, count in sentences.items() if count)
    return (
        *_apart(report),
        *others,
        *_accounts("joined", report.joined),
        *_accounts("left", report.left),
    )


def _apart(report: Report) -> Iterator[str]:
    """The new failures of newly scanned accounts, which say nothing about the week."""
    if report.new_there:
        names = first_of([account.name for account in report.newly_scanned], NAMED)
        new = counted(sum(report.new_there.values()), "new failure")
        yield f"{new} in {counted(len(report.newly_scanned), 'newly scanned account')}: {names}."


def _sentence(text: str, count: int) -> str:
    one = {"were": "was", "are": "is", "fail": "fails", "their": "its", "pass": "passes"}
    words = one if count == 1 else {word: word for word in one}
    return text.format(counted(count, "finding"), **words)


def _accounts(what: str, accounts: Iterable[AccountRecord]) -> Iterator[str]:
    names = [account.name for account in accounts]
    if names:
        yield f"{counted(len(names), 'account')} {what}: {first_of(names, NAMED)}."
