"""What a configuration means, as frozen values; `reporter.config` makes them out of YAML."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from shlex import quote
from types import MappingProxyType
from typing import Any

from reporter.config.delivery import Deliver
from reporter.config.formats import FORMATS
from reporter.model.redact import redacted, redacted_line, redacted_tags
from reporter.model.scope import Scope
from reporter.model.verdicts import Severity

DUE_DAYS: Mapping[Severity, int] = MappingProxyType(
    {Severity.CRITICAL: 7, Severity.HIGH: 30, Severity.MEDIUM: 90, Severity.LOW: 180}
)
PROCESSORS = os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedRole:
    """The role to assume in an account, and how."""

    name: str = "ComplianceAudit"
    path: str = "/"
    arn: str = "arn:{partition}:iam::{account}:role{path}{name}"
    """A template; the four words in braces are filled in for each account."""
    external_id: str = ""
    session_name: str = "compliance-report"
    source_identity: str = ""
    duration_minutes: int = 60
    tags: Mapping[str, str] = field(default_factory=dict)
    first_hop: str = ""
    """ARN of a role to assume first, with the base credentials; empty: none."""

    def arn_in(self, account_id: str, partition: str) -> str:
        """The ARN of the role in one account."""
        return self.arn.format(partition=partition, account=account_id, path=self.path, name=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseCredentials:
    """Where to start from; empty values leave the choice to boto3's own order."""

    profile: str = ""
    region: str = ""
    """The region whose STS is asked; empty: that of the profile, else the home of the partition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAccount:
    """One account that the configuration names itself."""

    id: str
    name: str = ""
    owner: str = ""
    ou: str = ""
    role: AssumedRole | None = None
    """Overrides the role of all accounts."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Without credentials that somebody may have put there, like the texts above."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "tags", redacted_tags(self.tags))
        object.__setattr__(self, "name", redacted_line(self.name))
        object.__setattr__(self, "owner", redacted_line(self.owner))
        object.__setattr__(self, "ou", redacted(self.ou))


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Accounts meant by OU, tag, name pattern or id; matching any one of them is enough."""

    ous: tuple[str, ...] = ()
    """OU ids (`ou-...`) or path patterns such as `Workloads/*`; an OU stands for everything below it."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Values may be patterns."""
    names: tuple[str, ...] = ()
    """Patterns."""
    ids: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is meant."""
        return not (self.ous or self.tags or self.names or self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationSource:
    """Accounts found in AWS Organizations: all that are included (or all, if nothing is) and not excluded."""

    include: Selection = Selection()
    exclude: Selection = Selection()
    owner_tag: str = "owner"
    """The account tag that names the owner; empty: owners are not read, which saves a call for each account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSources:
    """Where accounts come from; several sources add up, the first to name an account wins."""

    listed: tuple[ListedAccount, ...] = ()
    organization: OrganizationSource | None = None
    profiles: tuple[str, ...] = ()
    current: bool = False
    """The account of the base credentials, read with them directly."""
    through_role: bool = False
    """Whether that account and those of the profiles are entered through the role too."""

    @property
    def all_in_organization(self) -> bool:
        """Whether AWS Organizations names them all, so that none need be asked which organisation it is in."""
        return bool(self.organization) and not (self.listed or self.profiles or self.current)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionChoice:
    """Which of an account's enabled regions to read; nothing included means all of them."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def wants(self, region: str) -> bool:
        """Whether a region is to be read."""
        return region not in self.exclude and (not self.include or region in self.include)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChoice:
    """Which checks to ask, and with what settings."""

    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    """Folders with checks of one's own."""
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By check id: keyword-only parameters of the check and their values."""
    severities: Mapping[str, Severity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkChoice:
    """Which frameworks to report on, and where to find more of them."""

    include: tuple[str, ...] = ("cis-7.0",)
    """The newest CIS benchmark alone, as all frameworks together have a thousand requirements."""
    folders: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRule:
    """Who has to act on what; of several rules the first that covers something decides about it."""

    name: str
    address: str = ""
    """Of e-mail; empty where another rule with this name has it, or nobody is to write."""
    scope: Scope = Scope()
    """Empty: the rule covers nothing, and only gives an owner who is named elsewhere an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is done at once, by all processes together, and how long it may take."""

    processes: int = PROCESSORS
    accounts_in_flight: int = 4 * PROCESSORS
    calls_in_flight: int = 64 * PROCESSORS
    account_seconds: float = 3600
    """What is not read of an account by then is not assessed."""

    def divided(self, processes: int) -> Limits:
        """The share of one of so many processes."""
        return replace(
            self,
            processes=1,
            accounts_in_flight=ceil(self.accounts_in_flight / processes),
            calls_in_flight=ceil(self.calls_in_flight / processes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a scan is told."""

    accounts: AccountSources = AccountSources(current=True)
    role: AssumedRole = AssumedRole()
    credentials: BaseCredentials = BaseCredentials()
    partition: str = ""
    """Empty: the partition of the base credentials."""
    regions: RegionChoice = RegionChoice()
    checks: CheckChoice = CheckChoice()
    frameworks: FrameworkChoice = FrameworkChoice()
    waivers: tuple[Path, ...] = ()
    """Files with accepted exceptions."""
    owners: tuple[OwnerRule, ...] = ()
    due_days: Mapping[Severity, int] = field(default_factory=lambda: dict(DUE_DAYS))
    """Within how many days of being first seen a failure is to be mended; no date for severities without a number."""
    follow_up: tuple[str, ...] = ()
    """Workbooks that people typed into: files, folders of them, or URLs."""
    runs: Path = Path("runs")
    """The folder that holds the run folders."""
    runs_in_s3: str = ""
    """`s3://bucket/prefix` that holds them instead; empty: the folder does."""
    runs_kms_key: str = ""
    """The ARN of the key that encrypts them there; empty: the bucket's own encryption."""
    formats: tuple[str, ...] = FORMATS
    fail_on: Severity | None = None
    """The least severity whose failures make the exit code 1; None: failures do not change it."""
    title: str = "AWS compliance report"
    classification: str = "Internal"
    signing_key: str = ""
    """A file with an Ed25519 key, or the ARN of a key of AWS KMS; empty: runs are not signed."""
    limits: Limits = Limits()
    deliver: Deliver = Deliver()
    file: Path | None = field(default=None, compare=False)
    """The configuration file that says so; None: no file does."""

    @property
    def option(self) -> str:
        """What a command line needs to name the file again, with a blank before it; empty without a file."""
        return f" -c {quote(str(self.file))}" if self.file else ""

    @property
    def longest_session(self) -> int:
        """Minutes that the roles which are assumed with the base credentials are asked for; 0 where none is."""
        sources = self.accounts
        common = [self.role] if sources.organization or sources.through_role else []
        roles = [*common, *(account.role or self.role for account in sources.listed)]
        return max((role.duration_minutes for role in roles), default=0)
