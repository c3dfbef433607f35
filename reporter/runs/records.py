"""The records that a run folder holds: rules, frameworks, accounts, waivers and the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from reporter.config.settings import OwnerRule
from reporter.model.scope import Scope
from reporter.model.verdicts import Severity

SCHEMA = 2
"""The version of the records and of the findings; older versions stay readable."""


class State(StrEnum):
    """The progress of a run."""

    RUNNING = "running"
    """It is in progress, or was killed."""
    PARTIAL = "partial"
    """It was interrupted and closed in order; some accounts are missing."""
    FINISHED = "finished"
    """Every requested account was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRecord:
    """A check as it was in force during the run, so that a report needs no code of the check."""

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
    """Changes with the code of the check; empty if not known."""
    parameters: str = ""
    """The settings that a framework asked for, as canonical JSON; empty for the rule of the findings tables."""
    finding: str = ""
    """The failure in one sentence; empty if the check has none, and in older runs."""

    @property
    def failure(self) -> str:
        """The name of the check in lists that show only failures."""
        return self.finding or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """A rule that answers a requirement."""

    check_id: str
    parameters: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRecord:
    """A requirement of a framework; it is not automated if it has no answers."""

    id: str
    title: str
    level: str = ""
    assessment: str = ""
    """The term of the framework's publisher, or of the catalogue: automated, manual or partial."""
    answers: tuple[AnswerRecord, ...] = ()
    remaining: str = ""
    """What the answers leave open; if not empty, passing checks leave the requirement MANUAL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkRecord:
    """A published list of requirements."""

    id: str
    title: str
    version: str
    requirements: tuple[RequirementRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecord:
    """An account that was requested, or left out on purpose."""

    id: str
    name: str
    ou: str = ""
    owner: str = ""
    partition: str = "aws"
    state: str
    """`scanned`, `unreachable`, `not-scanned` (not scanned yet, or never reached), or `left-out`."""
    reason: str = ""
    """Why it is unreachable, not scanned or left out; for a scanned account, why it was included."""
    reason_code: str = ""
    regions: tuple[str, ...] = ()
    calls: int = 0
    caller_arn: str = ""
    started: datetime | None = None
    finished: datetime | None = None
    findings: Mapping[str, int] = field(default_factory=dict)
    """The number of findings by status, including those that only a framework asked for."""
    gone: int = 0
    """The number of resources deleted between their listing and the reading of their facts."""
    gone_names: tuple[str, ...] = ()
    """Their ARNs."""
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of its inventory and its findings, by path in the run folder."""
    shares: str = ""
    """A digest of what other accounts own for it, as known when it was judged; empty if no check needs that."""

    @property
    def own_name(self) -> str:
        """The name; empty where it is known by its id alone."""
        return "" if self.name == self.id else self.name

    @property
    def entered(self) -> bool:
        """Whether the run has an inventory and findings of the account."""
        return self.state in ("scanned", "unreachable")


class Deviation(StrEnum):
    """Why a waiver accepts a failure: the three deviation types of FedRAMP."""

    OPERATIONAL_REQUIREMENT = "operational-requirement"
    """The configuration is required: a correction would break a needed function."""
    FALSE_POSITIVE = "false-positive"
    """It is no weakness, although the check reports one."""
    RISK_ADJUSTMENT = "risk-adjustment"
    """Another control makes it less severe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRecord:
    """An accepted exception as it was during the run; it may start later or have expired."""

    id: str
    scope: Scope
    reason: str
    owner: str
    approver: str
    ticket: str = ""
    starts: date | None = None
    """The first day on which it is in force, UTC; None if it has no start."""
    expires: date
    """The last day on which it is in force, UTC."""
    kind: Deviation = Deviation.OPERATIONAL_REQUIREMENT

    def holds_on(self, day: date) -> bool:
        """Whether the waiver is in force on a day, UTC."""
        return (self.starts is None or self.starts <= day) and day <= self.expires


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The manifest of a run: what was requested, by which caller, under which rules, and the digest of every file."""

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
    """In the order of the waiver files: the first waiver that covers a failure decides."""
    owners: tuple[OwnerRule, ...] = ()
    due_days: Mapping[Severity, int] = field(default_factory=dict)
    """The days allowed to correct a failure, by severity; empty if the configuration sets none."""
    judged_from: str = ""
    """The id of the run whose inventories were judged again; empty for a run that read AWS."""
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 by path in the folder; reports are not included, since they can be rendered again."""
    seal: str = ""
    """SHA-256 of the manifest with an empty seal."""
