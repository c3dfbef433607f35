"""The schema of the configuration file; pydantic validates it, and the frozen settings are made from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from reporter.config.file.delivery_schema import DeliverShape
from reporter.config.file.scope_schema import OwnerShape
from reporter.config.file.values import (
    EXTERNAL_ID,
    ROLE_ARN,
    ROLE_ARN_TEMPLATE,
    ROLE_NAME,
    ROLE_PATH,
    SESSION_NAME,
    AccountId,
    KeyArn,
    Patterns,
    RegionName,
    Shape,
    Text,
    inside,
    is_url,
    place_in,
)
from reporter.config.formats import ALL_FORMATS, FORMATS
from reporter.config.settings import (
    DUE_DAYS,
    AccountSources,
    AssumedRole,
    BaseCredentials,
    CheckChoice,
    FrameworkChoice,
    Limits,
    ListedAccount,
    OrganizationSource,
    RegionChoice,
    Selection,
    Settings,
)
from reporter.model.verdicts import Severity

DEFAULTS = Settings()
ROLE = DEFAULTS.role
LIMITS = DEFAULTS.limits

Days = Annotated[int, Field(ge=1, le=3650)]
if TYPE_CHECKING:
    Format = str
else:
    Format = Literal[ALL_FORMATS]


class RoleShape(Shape):
    """The role to assume in every account, and its session."""

    name: Annotated[str, Field(pattern=ROLE_NAME)] = ROLE.name
    """The name that the role has in every account."""
    path: Annotated[str, Field(pattern=ROLE_PATH)] = ROLE.path
    """The path in front of the name."""
    arn: Annotated[str, Field(pattern=ROLE_ARN_TEMPLATE)] = ROLE.arn
    """Instead of name and path: the whole ARN as a template; `{partition}`, `{account}`, `{path}` and `{name}` are
    filled in for each account."""
    external_id: Annotated[str, Field(pattern=EXTERNAL_ID)] | None = None
    """The external id that the role's trust policy asks for."""
    session_name: Annotated[str, Field(pattern=SESSION_NAME)] = ROLE.session_name
    """The name that CloudTrail of the account shows."""
    source_identity: Annotated[str, Field(pattern=SESSION_NAME)] | None = None
    """The source identity that CloudTrail keeps along a chain of roles."""
    duration_minutes: Annotated[int, Field(ge=15, le=720)] = ROLE.duration_minutes
    """How long credentials live before they are renewed, in minutes; with a first hop AWS allows 60 at most."""
    tags: Annotated[dict[Text, str], Field(max_length=50)] = Field(default_factory=dict)
    """Session tags."""
    first_hop: Annotated[str, Field(pattern=ROLE_ARN)] | None = None
    """The ARN of a role to assume first, if only that one may assume the roles in the accounts."""

    def over(self, common: AssumedRole) -> AssumedRole:
        """The common role, with the values given here in place of its own."""
        given = self.given
        if given.keys() & {"name", "path"} and "{name}" not in common.arn:
            given.setdefault("arn", ROLE.arn)
        return replace(common, **given)


class ListedShape(Shape):
    """One account that the configuration lists."""

    id: AccountId
    """Twelve digits, in quotes."""
    name: Text | None = None
    """The name in the reports; default: what AWS Organizations says, else the id."""
    owner: Text | None = None
    """The owner of the account."""
    ou: Text | None = None
    """The organisational unit in the reports, for example Workloads/Prod."""
    role: RoleShape | None = None
    """What differs here from the common role."""
    tags: dict[Text, str] = Field(default_factory=dict)
    """Tags of the account, for the reports."""

    def freeze(self, common: AssumedRole) -> ListedAccount:
        """The account as a frozen value, with its own role if it has one."""
        role = self.role.over(common) if self.role else None
        return ListedAccount(**self.given | {"role": role})


class SelectionShape(Shape):
    """Accounts that match at least one of these."""

    ous: Patterns = ()
    """OU ids (`ou-...`, `r-...`) or paths such as `Workloads/*`; each stands for everything below it."""
    tags: dict[Text, str] = Field(default_factory=dict)
    """Tags of the account; values may be patterns such as `prod*`."""
    names: Patterns = ()
    """Patterns of account names, for example `sandbox-*`."""
    ids: tuple[AccountId, ...] = ()
    """Account ids."""


class OrganizationShape(Shape):
    """Accounts of AWS Organizations; `{}` stands for all of them."""

    include: SelectionShape = SelectionShape()
    """Which accounts to scan; default: all."""
    exclude: SelectionShape = SelectionShape()
    """Which of them to leave out; the reports say so."""
    owner_tag: str = OrganizationSource().owner_tag
    """The account tag that names the owner; reading it costs one call for each account. `''` saves them, and leaves
    tags of accounts unknown to waivers and owners."""


class AccountsShape(Shape):
    """Which accounts to scan: the sources add up, and the first to name an account wins."""

    list: tuple[ListedShape, ...] = ()
    """Accounts named here."""
    organization: OrganizationShape | None = None
    """Accounts of the organisation; needs the management account or a delegated administrator."""
    profiles: Patterns = ()
    """Profiles of the AWS configuration, each standing for its account, which is read with its credentials."""
    current: bool = False
    """Whether to scan the account of the base credentials, with these credentials and no role."""
    through_role: bool = False
    """Whether the accounts of `profiles` and `current` are entered through the role too: only then a session policy of
    AWS holds the credentials to what the scan needs."""

    def freeze(self, common: AssumedRole) -> AccountSources:
        """The sources as frozen values."""
        return AccountSources(
            listed=tuple(account.freeze(common) for account in self.list),
            organization=self._organization(),
            profiles=self.profiles,
            current=self.current,
            through_role=self.through_role,
        )

    def _organization(self) -> OrganizationSource | None:
        if not self.organization:
            return None
        include, exclude = self.organization.include, self.organization.exclude
        return OrganizationSource(
            include=Selection(**include.given),
            exclude=Selection(**exclude.given),
            owner_tag=self.organization.owner_tag,
        )


class CredentialsShape(Shape):
    """The base credentials; without this section, boto3's own order decides. Secrets have no place in this file."""

    profile: Text | None = None
    """A profile of the AWS configuration."""
    region: RegionName | None = None
    """The region whose STS is called; default: that of the profile."""


class RegionsShape(Shape):
    """Which of the enabled regions of an account to read."""

    include: tuple[RegionName, ...] = ()
    """Only these; one that is not enabled is reported as not assessed. Default: all that are enabled."""
    exclude: tuple[RegionName, ...] = ()
    """Not these."""


class ChecksShape(Shape):
    """Which checks to run, and with what settings."""

    include: Patterns = DEFAULTS.checks.include
    """Ids or patterns of checks, for example `iam-*`; a costly check runs only if its full id is listed."""
    exclude: Patterns = ()
    """Ids or patterns of checks to leave out."""
    folders: tuple[Path, ...] = ()
    """Folders with checks of your own; relative to this file."""
    settings: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """By check id: the check's parameters; `reporter checks show ID` lists them."""
    severities: dict[str, Severity] = Field(default_factory=dict)
    """By check id: a severity other than the check's own."""


class FrameworksShape(Shape):
    """Which frameworks to report on."""

    include: Patterns = DEFAULTS.frameworks.include
    """Ids or patterns of frameworks, built-in ones and those of your folders; `reporter frameworks list` shows them."""
    folders: tuple[Path, ...] = ()
    """Folders with frameworks of your own; relative to this file."""


class OutputShape(Shape):
    """What is written, and where."""

    runs: Text = str(DEFAULTS.runs)
    """The folder that holds the run folders, relative to this file, or `s3://bucket/prefix`."""
    runs_kms_key: KeyArn | None = None
    """The ARN of the KMS key that encrypts runs in S3; default: the bucket's own encryption."""
    formats: tuple[Format, ...] = FORMATS
    """The reports to write."""
    title: Text = DEFAULTS.title
    """The title of the reports."""
    classification: Text = DEFAULTS.classification
    """Who may read them."""
    signing_key: Text | None = None
    """What signs each run: a file with an Ed25519 key in PEM, relative to this file, or the ARN of a key of AWS KMS."""

    def runs_in(self, folder: Path) -> dict[str, Any]:
        """The fields of the settings that say where the runs are."""
        if is_url(self.runs):
            return {"runs_in_s3": self.runs.rstrip("/"), "runs_kms_key": self.runs_kms_key or ""}
        return {"runs": inside(folder, [Path(self.runs)])[0]}

    def signing_key_in(self, folder: Path) -> str:
        """The signing key: an ARN unchanged, a file resolved against the folder; empty for none."""
        is_file = self.signing_key and not self.signing_key.startswith("arn:")
        return str(inside(folder, [Path(self.signing_key or "")])[0]) if is_file else self.signing_key or ""


class DueDaysShape(Shape):
    """Days within which a failure is to be corrected, from when it was first seen; `null` for no date."""

    critical: Days | None = DUE_DAYS[Severity.CRITICAL]
    """Days for critical failures."""
    high: Days | None = DUE_DAYS[Severity.HIGH]
    """Days for high ones."""
    medium: Days | None = DUE_DAYS[Severity.MEDIUM]
    """Days for medium ones."""
    low: Days | None = DUE_DAYS[Severity.LOW]
    """Days for low ones."""
    info: Days | None = None
    """Days for what is worth knowing; default: no date."""

    def freeze(self) -> dict[Severity, int]:
        """The days by severity; severities without a date are left out."""
        given = {severity: getattr(self, severity) for severity in Severity}
        return {severity: days for severity, days in given.items() if days is not None}


class LimitsShape(Shape):
    """How much is done at once."""

    processes: Annotated[int, Field(ge=1, le=64)] | None = None
    """Processes that share the accounts; default: one for each processor. Few accounts are read by one."""
    accounts_in_flight: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Accounts read at the same time; default: four for each processor."""
    calls_in_flight: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Requests at the same time, where AWS is far enough to have to wait for; default: 64 for each processor."""
    account_seconds: Annotated[int, Field(ge=1, le=86_400)] = int(LIMITS.account_seconds)
    """How long one account may take, slow answers included; what is not read by then is not assessed, as `timeout`."""


class File(Shape):
    """The configuration of AWS Compliance Reporter; every key is optional."""

    accounts: AccountsShape = AccountsShape(current=True)
    """Which accounts to scan; default: that of the base credentials."""
    role: RoleShape = RoleShape()
    """The role to assume in each account."""
    credentials: CredentialsShape = CredentialsShape()
    """Where the base credentials come from."""
    partition: Literal["aws", "aws-us-gov", "aws-cn"] | None = None
    """The AWS partition; default: that of the base credentials."""
    regions: RegionsShape = RegionsShape()
    """Which regions to read."""
    checks: ChecksShape = ChecksShape()
    """Which checks to run."""
    frameworks: FrameworksShape = FrameworksShape()
    """Which frameworks to report on."""
    waivers: tuple[Path, ...] = ()
    """Files with accepted exceptions, relative to this file; see docs/waivers.md."""
    owners: tuple[OwnerShape, ...] = ()
    """Owners and what they are responsible for; the first rule that covers a finding decides, before the owner of the
    account."""
    output: OutputShape = OutputShape()
    """What is written, and where."""
    fail_on: Severity | None = None
    """The least severity of a failure that makes the exit code 1; default: failures do not change it."""
    due_days: DueDaysShape = DueDaysShape()
    """Days within which a failure is to be corrected; a date in the workbook takes precedence."""
    follow_up: Patterns = ()
    """Workbooks of earlier runs that people typed into: files, folders of them (relative to this file), or
    `s3://bucket/prefix`; what they typed is carried over."""
    limits: LimitsShape = LimitsShape()
    """How much is done at once."""
    deliver: DeliverShape = DeliverShape()
    """Where each finished run is sent; default: nowhere."""

    def freeze(self, folder: Path) -> Settings:
        """The settings; relative folders are resolved against the folder of the file."""
        role = self.role.over(ROLE)
        return Settings(
            accounts=self.accounts.freeze(role),
            role=role,
            credentials=BaseCredentials(**self.credentials.given),
            partition=self.partition or "",
            regions=RegionChoice(**self.regions.given),
            checks=CheckChoice(**self.checks.given | {"folders": inside(folder, self.checks.folders)}),
            frameworks=FrameworkChoice(**self.frameworks.given | {"folders": inside(folder, self.frameworks.folders)}),
            waivers=inside(folder, self.waivers),
            owners=tuple(owner.freeze() for owner in self.owners),
            **self.output.runs_in(folder),
            formats=self.output.formats,
            title=self.output.title,
            classification=self.output.classification,
            signing_key=self.output.signing_key_in(folder),
            fail_on=self.fail_on,
            due_days=self.due_days.freeze(),
            follow_up=tuple(str(place_in(folder, place)) for place in self.follow_up),
            limits=Limits(**self.limits.given),
            deliver=self.deliver.freeze(folder),
        )
