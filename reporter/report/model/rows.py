"""The rows of the report: accounts, coverage, controls, findings, changes and waivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec

from reporter.model.finding import Finding
from reporter.model.verdicts import Severity, Status
from reporter.report.model.counts import Seen, Tally
from reporter.runs import NO_CARE, AccountRecord, Care, Conflict, FrameworkRecord, RequirementRecord, RuleRecord
from reporter.runs.history import Change


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


@dataclass(frozen=True, slots=True)
class DictionaryRow:
    """A term of the report with its meaning."""

    section: str
    term: str
    name: str
    """The code in CSV and JSON."""
    meaning: str
