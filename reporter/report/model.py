"""The Report of a run: everything that any format shows, computed once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import msgspec

from reporter.model.finding import Finding
from reporter.model.verdicts import Severity, Status
from reporter.report.build.audit import EvidenceRow, ResourceRow, WeaknessRow
from reporter.runs import (
    NO_CARE,
    AccountRecord,
    Care,
    Conflict,
    FrameworkRecord,
    Manifest,
    RequirementRecord,
    RuleRecord,
)
from reporter.runs.history import Change

NOT_AUTOMATED = "NOT_AUTOMATED"
"""The result of a requirement that no check answers."""
ASKED = ("scanned", "unreachable", "not-scanned")
"""The states of accounts that were to be scanned."""
NOT_ENTERED = ("unreachable", "not-scanned")
"""The states of accounts that were to be scanned and could not be read."""
NO_RESULT = "no-result"
"""The reason code of a rule without a finding in an account that was to be scanned."""


class Seen(StrEnum):
    """How much of a service in a region of an account was assessed, in the order of the report."""

    UNREACHABLE = "unreachable"
    NOT_SCANNED = "not-scanned"
    NOT_ASSESSED = "not-assessed"
    PARTLY = "partly-assessed"
    ASSESSED = "assessed"
    NOTHING_THERE = "nothing-there"
    DELETED = "deleted-meanwhile"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The number of findings with the same values: all totals are sums of cells."""

    check_id: str
    parameters: str
    account_id: str
    region: str
    status: Status
    severity: Severity
    reason_code: str = ""
    operation: str = ""
    action: str = ""
    owner: str = ""
    """The owner who has to act."""
    error_code: str = ""
    request_id: str = ""
    """The id of one refused request, if AWS gave any."""
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of findings by status, and of failures by severity."""

    by_status: Mapping[Status, int]
    failing: Mapping[Severity, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account that was requested or left out."""

    account: AccountRecord
    tally: Tally
    score: float | None
    """Percent; None if nothing passed or failed, or where the coverage is too low for a score."""
    coverage: float | None
    """Percent; None for an account that was not to be scanned."""
    questions: int
    """The number of checks to be answered in the account."""
    counts: Mapping[tuple[Status, Severity], int]
    """The number of findings by status and severity, where there are any."""
    change: int | None = None
    """The difference of failures to the previous run; None if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """How much was assessed of a service in a region of an account."""

    account: AccountRecord
    region: str
    service: str
    seen: Seen
    assessed: int
    not_assessed: int
    reason_codes: tuple[str, ...] = ()
    detail: str = ""
    """What was refused: permissions, else operations; for a whole account, why it was not read."""
    error_codes: str = ""
    """The error codes of AWS, joined."""
    request_id: str = ""
    """The id of one refused request; each finding has its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRow:
    """A requirement of a framework with its result."""

    framework: FrameworkRecord
    requirement: RequirementRecord
    result: str
    """A status, or `NOT_AUTOMATED`."""
    tally: Tally
    not_run: tuple[str, ...] = ()
    """Checks that would answer it but were not selected for this run."""
    at_best: Status = Status.NOT_APPLICABLE
    """The result without any finding; findings can only make it worse."""
    apart: Tally | None = None
    """The findings that only the framework's own settings gave; no other table has them."""
    rules: tuple[RuleRecord, ...] = ()
    """The checks that answered it."""
    failing: tuple[RuleRecord, ...] = ()
    """Those of the checks that have failures."""


class FindingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with what explains it; a msgspec struct, like `Finding`, since there are as many."""

    finding: Finding
    account: AccountRecord
    rule: RuleRecord
    requirements: str
    """The requirements that this finding answers."""
    first_seen: datetime
    """When the first run that found it began."""
    last_seen: datetime
    care: Care = NO_CARE
    conflicts: Sequence[Conflict] = ()
    """Values typed into workbooks that were not accepted."""
    due: date | None = None
    """The due date from the follow-up, else from the severity of a failure; None without one."""

    @property
    def age_days(self) -> int:
        """Whole days since it was first seen."""
        return (self.last_seen - self.first_seen).days


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A finding that changed since the previous run."""

    change: Change
    row: FindingRow
    """The finding, as last seen if it no longer exists."""
    before: str
    """The last known status before; empty if it did not exist."""
    now: str
    """Its status in this run; empty if it no longer exists."""
    because_of_rules: bool = False
    """Whether the check or its settings changed: then the accounts did not cause the change."""


class WaiverState(StrEnum):
    """The state of a waiver in a run, most urgent first."""

    EXPIRED = "expired"
    EXPIRES_SOON = "expires-soon"
    COVERS_NOTHING = "covers-nothing"
    NOT_SEEN = "not-seen"
    NOT_YET = "not-yet-in-force"
    IN_FORCE = "in-force"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRow:
    """An accepted exception and how long it holds."""

    id: str
    state: WaiverState
    scope: str
    reason: str
    owner: str
    approver: str
    ticket: str
    starts: date | None
    """None if it has no start."""
    expires: date
    """The last day on which it is in force, UTC."""
    days_left: int
    """Negative if it has expired."""
    covers: int
    """The number of findings it covers in this run."""
    failing_again: int
    """The number of failures that it would cover if it had not expired, and that no other waiver covers."""


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
    checks: int
    detail: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The data that every format is rendered from."""

    run: Manifest
    part: str = ""
    """The part as in file names, for example `owner-shop-team`; empty for the whole run."""
    summary: Summary
    coverage: tuple[CoverageRow, ...]
    accounts: tuple[AccountRow, ...]
    controls: tuple[ControlRow, ...]
    findings: Collection[FindingRow]
    """Read from the run again at each iteration."""
    resources: Iterable[ResourceRow] = ()
    """Read from the run again at each iteration."""
    weaknesses: tuple[WeaknessRow, ...] = ()
    accepted: tuple[WeaknessRow, ...] = ()
    """The weaknesses accepted by waivers: a row for each check, account and waiver."""
    evidence: Collection[EvidenceRow] = ()
    trend: tuple[TrendPoint, ...] = ()
    """The runs so far; this run is last."""
    compared_with: Manifest | None = None
    """The previous run; None for the first run."""
    changes: Collection[ChangeRow] = ()
    """Read from the runs again at each iteration."""
    change_counts: Mapping[Change, int] = field(default_factory=dict)
    """The number of findings by change; FIXED without those that pass because the rules changed.

    New, reopened and still open add up to what fails now. Empty for the first run.
    """
    rule_change_counts: Mapping[Change, int] = field(default_factory=dict)
    """The number of findings by change, where a change of the rules is the cause."""
    new_by_severity: Mapping[Severity, int] = field(default_factory=dict)
    """The number of new failures by severity; empty for the first run."""
    newly_scanned: tuple[AccountRecord, ...] = ()
    """Accounts that this run scanned and the previous run did not: they joined, or could not be reached."""
    new_there: Mapping[Severity, int] = field(default_factory=dict)
    """The number of new failures in the newly scanned accounts, by severity."""
    joined: tuple[AccountRecord, ...] = ()
    """Accounts that were to be scanned in this run only."""
    left: tuple[AccountRecord, ...] = ()
    """Accounts that were to be scanned in the previous run only."""
    waivers: tuple[WaiverRow, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    """Values typed into workbooks that were not accepted."""
    unread: tuple[str, ...] = ()
    """What could not be read of an earlier follow-up: a sentence each."""
    run_hash: str = ""
    """SHA-256 of the manifest, byte for byte."""
    rules_hash: str = ""
    """SHA-256 of the rules in force with their settings: equal for two runs that asked the same."""


@dataclass(frozen=True, slots=True)
class DictionaryRow:
    """A term of the report with its meaning."""

    section: str
    term: str
    name: str
    """The code in CSV and JSON."""
    meaning: str
