"""Counts the changes since the previous run in DuckDB, and reads their rows on demand."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from reporter.model.errors import UserError
from reporter.model.verdicts import Severity, Status
from reporter.report.build.explanation import FINDING, Explanation, explanation
from reporter.report.build.part import Part, part_of
from reporter.report.build.stored_findings import AT_ONCE
from reporter.report.model import ChangeRow
from reporter.runs import AccountRecord
from reporter.runs.findings_view import opened, read_as
from reporter.runs.history import Change, Past, moment_of

COUNTS = """
    SELECT change, by_rules, reported, account_id, severity, before, count(*) AS count
    FROM changes JOIN findings USING (id) WHERE changes.run = $run GROUP BY ALL
"""
ROWS = f"""
    SELECT change, before, now, by_rules,
        CASE WHEN change = 'new' THEN $moment ELSE coalesce(first_open, first_seen) END,
        CASE WHEN changes.run < $now THEN last_seen ELSE $now END, {FINDING}
    FROM changes JOIN findings ON findings.id = changes.id LEFT JOIN lives ON lives.id = changes.id
    WHERE changes.run = $run AND change <> 'still-open'
    ORDER BY list_position($changes, change), list_position($severities, severity),
        check_id, account_id, region, arn, part
"""  # noqa: S608 - our own names
CAME = (Change.NEW, Change.REOPENED, Change.WAIVER_ENDED)
WENT = (Change.FIXED, Change.WAIVED, Change.RESOURCE_GONE)
ORDER = list(Change)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The number of changes with the same values."""

    change: Change
    by_rules: bool
    reported: bool
    account_id: str
    severity: Severity
    before: str
    count: int


@dataclass(frozen=True, slots=True)
class Differences:
    """The changes in a part of a run since the earlier runs."""

    past: Past
    part: Part
    parts: Mapping[int, Part]
    """The parts of runs that hold rows of changes, by number of the run."""
    counted: tuple[Counted, ...]

    def counts(self) -> dict[Change, int]:
        """The figures of `Report.change_counts`."""
        counts = dict.fromkeys(Change, 0) if self.past.before else {}
        for one in self.counted:
            if one.reported and not (one.by_rules and one.change is Change.FIXED):
                counts[one.change] += one.count
                if one.change is Change.WAIVER_ENDED:
                    counts[Change.STILL_OPEN] += one.count
        return counts

    def by_rules(self) -> dict[Change, int]:
        """The figures of `Report.rule_change_counts`."""
        counts: Counter[Change] = Counter()
        for one in self.counted:
            if one.reported and one.by_rules:
                counts[one.change] += one.count
        return dict(counts)

    def new_by_severity(self) -> dict[Severity, int]:
        """The figures of `Report.new_by_severity`."""
        counts = dict.fromkeys(Severity, 0) if self.past.before else {}
        for one in self.counted:
            if one.change is Change.NEW:
                counts[one.severity] += one.count
        return counts

    def newly_scanned(self) -> tuple[AccountRecord, ...]:
        """The accounts of the part that this run scanned and the previous run did not; empty for the first run."""
        previous = self.past.previous
        if not previous:
            return ()
        ids = _scanned(self.part.manifest.accounts) - _scanned(previous.manifest.accounts)
        return tuple(account for account in self.part.manifest.accounts if account.id in ids)

    def new_there(self) -> dict[Severity, int]:
        """The figures of `Report.new_there`."""
        ids = {account.id for account in self.newly_scanned()}
        counts: Counter[Severity] = Counter()
        for one in self.counted:
            if one.change is Change.NEW and one.account_id in ids:
                counts[one.severity] += one.count
        return dict(counts)

    def by_account(self) -> dict[str, int]:
        """The figures of `AccountRow.change`, for accounts scanned in both runs."""
        previous = self.past.previous
        scanned = _scanned(previous.manifest.accounts) & _scanned(self.past.run.manifest.accounts) if previous else ()
        changes = dict.fromkeys(scanned, 0)
        for one in self.counted:
            if one.account_id in changes and one.reported and not one.by_rules:
                changes[one.account_id] += one.count * _weight(one)
        return changes


def differences(past: Past, part: Part) -> Differences:
    """The changes in a part of a run; empty without an earlier run."""
    if not past.before:
        return Differences(past, part, {}, ())
    numbers = [
        number for (number,) in past.database.execute("SELECT DISTINCT run FROM changes ORDER BY run").fetchall()
    ]
    parts = {number: found for number in numbers if (found := _part(past, number, part))}
    counted = tuple(one for number, found in parts.items() for one in _counted(past, number, found))
    return Differences(past, part, parts, counted)


def joined_and_left(compared: Differences) -> tuple[tuple[AccountRecord, ...], tuple[AccountRecord, ...]]:
    """The accounts of the part that only this run was to scan, and those that only the previous run was to scan."""
    past, part = compared.past, compared.part
    if not past.previous:
        return (), ()
    before, now = past.previous.asked, past.run.asked
    previous = _part(past, len(past.before) - 1, part)
    own = previous.manifest.accounts if previous else ()
    joined = (account for account in part.manifest.accounts if account.id in now - before)
    left = (account for account in own if account.id in before - now)
    return tuple(joined), tuple(left)


@dataclass(frozen=True, slots=True, eq=False)
class StoredChanges(Collection[ChangeRow]):
    """The change rows in the order of `Change`, then by severity."""

    differences: Differences
    explanations: Mapping[int, Explanation]
    """By number of the run."""

    def __len__(self) -> int:
        return sum(one.count for one in self.differences.counted if one.change is not Change.STILL_OPEN)

    def __contains__(self, row: object) -> bool:
        return any(row == one for one in self)

    def __iter__(self) -> Iterator[ChangeRow]:
        with ExitStack() as stack:
            streams = [self._rows(stack, number, part) for number, part in self.differences.parts.items()]
            yield from heapq.merge(*streams, key=_place)

    def _rows(self, stack: ExitStack, number: int, part: Part) -> Iterator[ChangeRow]:
        past = self.differences.past
        connection = stack.enter_context(opened(part.extract, past.database))
        order = {"changes": ORDER, "severities": list(Severity)}
        now = {"run": number, "now": len(past.before), "moment": past.run.moment}
        result = connection.execute(ROWS, now | order)
        while values := result.fetchmany(AT_ONCE):
            yield from (self._row(number, one) for one in values)

    def _row(self, number: int, values: tuple[Any, ...]) -> ChangeRow:
        change, before, now, by_rules, first, last, *finding = values
        last_seen = self.differences.past.runs[last].manifest.started
        row = self.explanations[number].row(finding, moment_of(first), last_seen)
        return ChangeRow(change=Change(change), row=row, before=before, now=now, because_of_rules=by_rules)


def stored_changes(compared: Differences) -> StoredChanges:
    """The change rows, explained by the rules and accounts of their run and by the latest follow-up."""
    said = compared.past.run.folder.follow_up()
    runs = compared.past.runs
    return StoredChanges(compared, {number: explanation(runs[number].manifest, said) for number in compared.parts})


def _part(past: Past, number: int, part: Part) -> Part | None:
    """The part of an earlier run; None if it has nothing of the part."""
    if number == len(past.before):
        return part
    run = past.before[number]
    try:
        return part_of(run.folder, run.manifest, part.cut)
    except UserError:
        return None


def _counted(past: Past, number: int, part: Part) -> list[Counted]:
    with opened(part.extract, past.database) as connection:
        return read_as(Counted, connection.execute(COUNTS, {"run": number}))


def _scanned(accounts: Iterable[AccountRecord]) -> set[str]:
    return {account.id for account in accounts if account.state == "scanned"}


def _weight(one: Counted) -> int:
    """The failures that a change adds; a waived finding that is corrected fails neither before nor now."""
    if one.change in CAME:
        return 1
    return -1 if one.change in WENT and one.before == Status.FAIL else 0


def _place(row: ChangeRow) -> tuple[int | str, ...]:
    finding = row.row.finding
    where = (finding.check_id, finding.account_id, finding.region, finding.arn, finding.part)
    return ORDER.index(row.change), finding.severity.rank, *where
