"""The settings of a scan as frozen values; `reporter.config.file` makes them from YAML."""

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
    """The role to assume in an account, and its session."""

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
    """The ARN of a role to assume first, with the base credentials; empty for none."""

    def arn_in(self, account_id: str, partition: str) -> str:
        """The ARN of the role in one account."""
        return self.arn.format(partition=partition, account=account_id, path=self.path, name=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseCredentials:
    """The base credentials; empty values leave the choice to boto3's own order."""

    profile: str = ""
    region: str = ""
    """The region whose STS is called; empty for that of the profile, else the home region of the partition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAccount:
    """One account that the configuration lists."""

    id: str
    name: str = ""
    owner: str = ""
    ou: str = ""
    role: AssumedRole | None = None
    """Overrides the role of all accounts."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """The tags of the account; values that look like credentials are replaced, as in the texts above."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "tags", redacted_tags(self.tags))
        object.__setattr__(self, "name", redacted_line(self.name))
        object.__setattr__(self, "owner", redacted_line(self.owner))
        object.__setattr__(self, "ou", redacted(self.ou))


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A selection of accounts by OU, tag, name pattern or id; one match is enough."""

    ous: tuple[str, ...] = ()
    """OU ids (`ou-...`) or path patterns such as `Workloads/*`; an OU includes everything below it."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Values may be patterns."""
    names: tuple[str, ...] = ()
    """Patterns."""
    ids: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the selection has no condition."""
        return not (self.ous or self.tags or self.names or self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationSource:
    """The accounts of AWS Organizations that are included (all, if nothing is) and not excluded."""

    include: Selection = Selection()
    exclude: Selection = Selection()
    owner_tag: str = "owner"
    """The account tag that names the owner; empty: tags are not read, which saves a request for each account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSources:
    """The sources of accounts; they add up, and the first source that names an account wins."""

    listed: tuple[ListedAccount, ...] = ()
    organization: OrganizationSource | None = None
    profiles: tuple[str, ...] = ()
    current: bool = False
    """Whether the account of the base credentials is scanned, with these credentials directly."""
    through_role: bool = False
    """Whether that account and those of the profiles are entered through the role too."""

    @property
    def all_in_organization(self) -> bool:
        """Whether all accounts come from AWS Organizations, so that none need be asked which organisation it is in."""
        return bool(self.organization) and not (self.listed or self.profiles or self.current)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionChoice:
    """Which enabled regions of an account to read; an empty `include` means all of them."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def wants(self, region: str) -> bool:
        """Whether a region is to be read."""
        return region not in self.exclude and (not self.include or region in self.include)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChoice:
    """Which checks to run, and with what settings."""

    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    """Folders with the user's own checks."""
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By check id: keyword-only parameters of the check and their values."""
    severities: Mapping[str, Severity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkChoice:
    """Which frameworks to report on, and the folders with further ones."""

    include: tuple[str, ...] = ("cis-7.0",)
    """Only the newest CIS benchmark: all frameworks together have a thousand requirements."""
    folders: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRule:
    """An owner and what they have to act on; the first rule that covers a finding decides."""

    name: str
    address: str = ""
    """The mail address; empty where another rule with this name has it, or where the owner gets no mail."""
    scope: Scope = Scope()
    """An empty scope covers nothing: the rule then only gives an owner named elsewhere an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits on concurrency, for all processes together, and on time."""

    processes: int = PROCESSORS
    accounts_in_flight: int = 4 * PROCESSORS
    calls_in_flight: int = 64 * PROCESSORS
    account_seconds: float = 3600
    """The longest time, in seconds, to read one account; what is not read by then is not assessed."""

    def divided(self, processes: int) -> Limits:
        """The share of one of `processes` processes."""
        return replace(
            self,
            processes=1,
            accounts_in_flight=ceil(self.accounts_in_flight / processes),
            calls_in_flight=ceil(self.calls_in_flight / processes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a scan."""

    accounts: AccountSources = AccountSources(current=True)
    role: AssumedRole = AssumedRole()
    credentials: BaseCredentials = BaseCredentials()
    partition: str = ""
    """The AWS partition; empty for that of the base credentials."""
    regions: RegionChoice = RegionChoice()
    checks: CheckChoice = CheckChoice()
    frameworks: FrameworkChoice = FrameworkChoice()
    waivers: tuple[Path, ...] = ()
    """Files with accepted exceptions."""
    owners: tuple[OwnerRule, ...] = ()
    due_days: Mapping[Severity, int] = field(default_factory=lambda: dict(DUE_DAYS))
    """Days within which a failure is to be corrected, from when it was first seen; severities without a number have no
    date."""
    follow_up: tuple[str, ...] = ()
    """Workbooks that people filled in: files, folders of them, or URLs."""
    runs: Path = Path("runs")
    """The folder that holds the run folders."""
    runs_in_s3: str = ""
    """The `s3://bucket/prefix` that holds the runs instead; empty for the folder."""
    runs_kms_key: str = ""
    """The ARN of the key that encrypts the runs in S3; empty for the bucket's own encryption."""
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
    """The configuration file that was read; None without a file."""

    @property
    def option(self) -> str:
        """The command-line option that names the file, with a blank before it; empty without a file."""
        return f" -c {quote(str(self.file))}" if self.file else ""

    @property
    def longest_session(self) -> int:
        """The longest session, in minutes, of all roles assumed with the base credentials; 0 without such a role."""
        sources = self.accounts
        common = [self.role] if sources.organization or sources.through_role else []
        roles = [*common, *(account.role or self.role for account in sources.listed)]
        return max((role.duration_minutes for role in roles), default=0)
