"""What a run folder tells of a run, as it is kept: rules, frameworks, accounts and the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from reporter.config.settings import OwnerRule
from reporter.model.scope import Scope
from reporter.model.verdicts import Severity

SCHEMA = 2
"""The version of everything below and of the findings; older ones stay readable."""


class State(StrEnum):
    """How far a run has come."""

    RUNNING = "running"
    """It is under way, or was killed."""
    PARTIAL = "partial"
    """It was interrupted and closed in order; accounts are missing."""
    FINISHED = "finished"
    """Every account that was asked for was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRecord:
    """A check as it was in force during the run, so that reports need no code to explain it."""

    check_id: str
    title: str
    severity: str
    service: str
    scope: str
    """`account`, `region` or `resource`."""
    resource_type: str
    rationale: str
    remediation: str
    cli: str
    settings: str
    """All settings in force, as canonical JSON."""
    version: str = ""
    """Changes with the code of the check; empty where that is not known."""
    parameters: str = ""
    """What a framework asked for, as canonical JSON; empty for the rule the findings tables show."""
    finding: str = ""
    """What is wrong where it fails; empty where the check does not say, and in runs from before there was any."""

    @property
    def failure(self) -> str:
        """What to call the check where only failures are listed."""
        return self.finding or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """A rule that answers a requirement."""

    check_id: str
    parameters: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRecord:
    """One requirement of a framework; without answers it is not automated."""

    id: str
    title: str
    level: str = ""
    assessment: str = ""
    """What the framework's publisher, or the catalogue, calls it: automated, manual or partial."""
    answers: tuple[AnswerRecord, ...] = ()
    remaining: str = ""
    """What the answers leave open; where it is not empty, passing checks leave the requirement MANUAL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkRecord:
    """A published list of requirements."""

    id: str
    title: str
    version: str
    requirements: tuple[RequirementRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecord:
    """One account that was asked for, or left out on purpose."""

    id: str
    name: str
    ou: str = ""
    owner: str = ""
    partition: str = "aws"
    state: str
    """`scanned`, `unreachable`, `not-scanned` (the run has not come to it, or not yet), or `left-out`."""
    reason: str = ""
    """Why it is unreachable, not scanned or left out; for a scanned one, why it was included."""
    reason_code: str = ""
    regions: tuple[str, ...] = ()
    calls: int = 0
    caller_arn: str = ""
    started: datetime | None = None
    finished: datetime | None = None
    findings: Mapping[str, int] = field(default_factory=dict)
    """How many there are, by status; those that only a framework asked for count too."""
    gone: int = 0
    """Resources that were deleted between the listing and the look."""
    gone_names: tuple[str, ...] = ()
    """Their ARNs."""
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of its inventory and its findings, by path inside the folder."""
    shares: str = ""
    """A digest of what other accounts own for it, as known when it was judged; empty where that does not matter."""


class Deviation(StrEnum):
    """As what a waiver accepts a failure: the three that FedRAMP knows."""

    OPERATIONAL_REQUIREMENT = "operational-requirement"
    """It has to stay as it is: mending it would break what has to work."""
    FALSE_POSITIVE = "false-positive"
    """It is no weakness, although the check takes it for one."""
    RISK_ADJUSTMENT = "risk-adjustment"
    """Something else makes it less grave than it looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRecord:
    """An accepted exception as it was in force during the run, or not yet, or no longer."""

    id: str
    scope: Scope
    reason: str
    owner: str
    approver: str
    ticket: str = ""
    starts: date | None = None
    """The first day on which it holds, UTC; None: it always has."""
    expires: date
    """The last day on which it holds, UTC."""
    kind: Deviation = Deviation.OPERATIONAL_REQUIREMENT

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day, UTC."""
        return (self.starts is None or self.starts <= day) and day <= self.expires


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What was asked, by whom, with which rules, and the digest of every file."""

    schema: int = SCHEMA
    state: State = State.FINISHED
    run_id: str
    title: str
    classification: str
    tool_version: str
    started: datetime
    finished: datetime | None = None
    caller_arn: str
    organization_id: str = ""
    accounts: tuple[AccountRecord, ...] = ()
    rules: tuple[RuleRecord, ...] = ()
    frameworks: tuple[FrameworkRecord, ...] = ()
    waivers: tuple[WaiverRecord, ...] = ()
    """In the order in which they were asked: the first that covers a failure decides."""
    owners: tuple[OwnerRule, ...] = ()
    due_days: Mapping[Severity, int] = field(default_factory=dict)
    """By severity: within how many days a failure is to be mended; none where nothing was said."""
    judged_from: str = ""
    """The id of the run whose inventories were judged again; empty for a run that asked AWS."""
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 by path inside the folder; reports, which can be made again, are not among them."""
    seal: str = ""
    """SHA-256 of this file as it is with an empty seal."""
