"""The summary of a report, with its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from reporter.model.verdicts import Severity
from reporter.report.model.counts import Tally
from reporter.runs import AccountRecord, FrameworkRecord, RuleRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """The figures of a run for the trend."""

    run_id: str
    started: datetime
    score: float | None
    coverage: float | None
    failing: Mapping[Severity, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """A reason for which checks could not be assessed in an account."""

    account: AccountRecord
    reason_code: str
    check_ids: frozenset[str]
    detail: str

    @property
    def checks(self) -> int:
        """The number of these checks."""
        return len(self.check_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Failures that summaries show together, such as those of unused default VPCs; all totals include them."""

    group: str
    """What they belong to, in the singular: `unused default VPC`."""
    failing: int
    places: int
    """The number of these VPCs: a region of an account has at most one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldRow:
    """The failures of one check that are shown together in an account."""

    rule: RuleRecord
    account: AccountRecord
    severity: Severity
    """The highest severity of the failures."""
    fold: Fold


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstRow:
    """A check that has failures."""

    rule: RuleRecord
    severity: Severity
    """The highest severity of its failures."""
    failing: int
    accounts: int
    resources: int = 0
    """The number of resources that fail it."""
    folds: tuple[Fold, ...] = ()
    """The failures among them that are shown together, by group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRow:
    """The findings that an owner has to act on."""

    owner: str
    accounts: int
    unreachable: int
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkRow:
    """The number of requirements of a framework by result."""

    framework: FrameworkRecord
    results: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The summary of a report."""

    headline: str
    """One sentence that says whether everything was assessed."""
    complete: bool
    tally: Tally
    score: float | None
    """Percent; None if nothing passed or failed, or where the coverage is too low for a score."""
    coverage: float | None
    scanned: int
    unreachable: int
    not_scanned: int
    left_out: int
    gaps: tuple[GapRow, ...]
    worst: tuple[WorstRow, ...]
    owners: tuple[OwnerRow, ...]
    frameworks: tuple[FrameworkRow, ...]
    resources: int = 0
    """The number of resources that fail any check."""
    urgent_resources: int = 0
    """The number of resources with a failure that is critical or high."""
    folds: tuple[Fold, ...] = ()
    """The failures that are shown together, by group."""
    folded: tuple[FoldRow, ...] = ()
    """The same failures: a row for each account and check."""
