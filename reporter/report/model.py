"""One Report: everything that any format shows of one run, computed once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import msgspec

from reporter.model.finding import Finding
from reporter.model.verdicts import Severity, Status
from reporter.report.build.audit import EvidenceRow, WeaknessRow
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
"""The states of the accounts that were to be scanned."""
NOT_ENTERED = ("unreachable", "not-scanned")
"""Those of them in which nothing was seen."""
NO_RESULT = "no-result"
"""The reason code of a rule that left no finding in an account that was asked for."""


class Seen(StrEnum):
    """How much of a service in a region of an account was assessed, in the order a reader wants them."""

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
    """Findings that are alike, counted: all totals are sums of cells."""

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
    """Who has to act."""
    error_code: str = ""
    request_id: str = ""
    """One of those of the findings, where AWS gave any."""
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings have each status, and how many failures each severity."""

    by_status: Mapping[Status, int]
    failing: Mapping[Severity, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One account that was asked for or left out."""

    account: AccountRecord
    tally: Tally
    score: float | None
    """Percent; None when nothing passed or failed."""
    coverage: float | None
    """Percent; None for an account that was not to be looked at."""
    questions: int
    """How many checks were to be answered there."""
    counts: Mapping[tuple[Status, Severity], int]
    """How many findings have each status and severity; those that there are."""
    change: int | None = None
    """How many failures more than in the run before, or fewer; None where there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """What was seen of one service in one region of one account."""

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
    """What AWS answered instead, several joined."""
    request_id: str = ""
    """One request that AWS refused; each finding has its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRow:
    """One requirement of one framework and what became of it."""

    framework: FrameworkRecord
    requirement: RequirementRecord
    result: str
    """A status, or `NOT_AUTOMATED`."""
    tally: Tally
    not_run: tuple[str, ...] = ()
    """Checks that would answer it but were not selected for this run."""
    at_best: Status = Status.NOT_APPLICABLE
    """What its result would be if there were no finding: whatever is found can only make it graver."""
    apart: Tally | None = None
    """How many of its findings only the framework's own settings gave; they are in no other table."""
    rules: tuple[RuleRecord, ...] = ()
    """The checks that answered it."""
    failing: tuple[RuleRecord, ...] = ()
    """Those of them that fail somewhere."""


class FindingRow(msgspec.Struct, frozen=True, kw_only=True):
    """One finding beside what explains it; a struct, as `Finding` is, because there are as many."""

    finding: Finding
    account: AccountRecord
    rule: RuleRecord
    requirements: str
    """The requirements that this finding answers."""
    first_seen: datetime
    """When the first run began that found it."""
    last_seen: datetime
    care: Care = NO_CARE
    conflicts: Sequence[Conflict] = ()
    """What people typed that could not be taken over."""
    due: date | None = None
    """What people say, else what follows from the severity of a failure; None where nothing does."""

    @property
    def age_days(self) -> int:
        """Whole days since it was first seen."""
        return (self.last_seen - self.first_seen).days


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One finding that is not what it was."""

    change: Change
    row: FindingRow
    """As it was when it was last seen, if it is not there any more."""
    before: str
    """The last status that was known of it before; empty where it was not there."""
    now: str
    """Its status in this run; empty where it is not there any more."""
    because_of_rules: bool = False
    """Whether the check or its settings are not what they were: then the change is nobody's merit or fault."""


class WaiverState(StrEnum):
    """What became of a waiver in a run, what somebody has to act on first."""

    EXPIRED = "expired"
    EXPIRES_SOON = "expires-soon"
    COVERS_NOTHING = "covers-nothing"
    NOT_SEEN = "not-seen"
    NOT_YET = "not-yet-in-force"
    IN_FORCE = "in-force"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRow:
    """One accepted exception, and how long it holds."""

    id: str
    state: WaiverState
    scope: str
    reason: str
    owner: str
    approver: str
    ticket: str
    starts: date | None
    """None: it always has."""
    expires: date
    """The last day on which it holds, UTC."""
    days_left: int
    """Below zero: expired."""
    covers: int
    """How many findings it covers in this run."""
    failing_again: int
    """How many failures it would cover if it had not expired, and nothing else does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One run, in a few numbers."""

    run_id: str
    started: datetime
    score: float | None
    coverage: float | None
    failing: Mapping[Severity, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """One reason why some checks could not be assessed in one account."""

    account: AccountRecord
    reason_code: str
    checks: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstRow:
    """One check that fails somewhere."""

    rule: RuleRecord
    severity: Severity
    """The gravest of its failures."""
    failing: int
    accounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRow:
    """What one owner has to act on."""

    owner: str
    accounts: int
    unreachable: int
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkRow:
    """How many requirements of a framework have each result."""

    framework: FrameworkRecord
    results: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The first thing anybody reads."""

    headline: str
    """One sentence: whether everything was seen."""
    complete: bool
    tally: Tally
    score: float | None
    coverage: float | None
    scanned: int
    unreachable: int
    not_scanned: int
    left_out: int
    gaps: tuple[GapRow, ...]
    worst: tuple[WorstRow, ...]
    owners: tuple[OwnerRow, ...]
    frameworks: tuple[FrameworkRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What every format is rendered from."""

    run: Manifest
    part: str = ""
    """Names the part in names of files, for example `owner-shop-team`; empty for the whole run."""
    summary: Summary
    coverage: tuple[CoverageRow, ...]
    accounts: tuple[AccountRow, ...]
    controls: tuple[ControlRow, ...]
    findings: Collection[FindingRow]
    """Read anew from the run whenever somebody walks through them."""
    weaknesses: tuple[WeaknessRow, ...] = ()
    accepted: tuple[WeaknessRow, ...] = ()
    """What waivers cover of weaknesses: a row for each check, account and waiver."""
    evidence: Collection[EvidenceRow] = ()
    trend: tuple[TrendPoint, ...] = ()
    """The runs so far, the last one last."""
    compared_with: Manifest | None = None
    """The run before; None for the first run."""
    changes: Collection[ChangeRow] = ()
    """Read anew from the runs whenever somebody walks through them."""
    change_counts: Mapping[Change, int] = field(default_factory=dict)
    """How many findings went each way since the run before; FIXED without those that pass because the rules changed.

    New, reopened and still open together are what fails now. Empty for the first run.
    """
    rule_change_counts: Mapping[Change, int] = field(default_factory=dict)
    """How many went each way because the rules changed."""
    new_by_severity: Mapping[Severity, int] = field(default_factory=dict)
    """The new failures; empty for the first run."""
    joined: tuple[AccountRecord, ...] = ()
    """Accounts that were to be scanned, and were not before."""
    left: tuple[AccountRecord, ...] = ()
    """Accounts that were to be scanned before, and are not any more."""
    waivers: tuple[WaiverRow, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    """What people typed that could not be taken over."""
    unread: tuple[str, ...] = ()
    """What could not be read of what people said before: a sentence each."""
    run_hash: str = ""
    """SHA-256 of the manifest of the run, byte for byte."""
    rules_hash: str = ""
    """SHA-256 of the rules in force and their settings: two runs that share it asked the same."""


@dataclass(frozen=True, slots=True)
class DictionaryRow:
    """One word of the report, explained."""

    section: str
    term: str
    name: str
    """The code in CSV and JSON."""
    meaning: str
