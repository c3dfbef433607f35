"""The schema of the configuration file; pydantic validates it, and the frozen settings are made from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from reporter.config.file.accounts_schema import ROLE, AccountsShape, CredentialsShape, RegionsShape, RoleShape
from reporter.config.file.delivery_schema import DeliverShape
from reporter.config.file.scope_schema import OwnerShape
from reporter.config.file.values import (
    KeyArn,
    Patterns,
    Shape,
    Text,
    inside,
    is_url,
    place_in,
)
from reporter.config.formats import ALL_FORMATS, FORMATS
from reporter.config.settings import (
    DUE_DAYS,
    BaseCredentials,
    CheckChoice,
    FrameworkChoice,
    Limits,
    RegionChoice,
    Settings,
)
from reporter.model.verdicts import Severity

DEFAULTS = Settings()
LIMITS = DEFAULTS.limits

Days = Annotated[int, Field(ge=1, le=3650)]
if TYPE_CHECKING:
    Format = str
else:
    Format = Literal[ALL_FORMATS]


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
