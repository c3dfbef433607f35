"""The words of the product: what is judged, what is known of it, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import ClassVar

from reporter.redact import redacted, redacted_line, redacted_tags

GLOBAL = "global"
"""The region of everything that AWS keeps once per account."""

NO_TAGS: Mapping[str, str] = MappingProxyType({})


def account_in(arn: str) -> str:
    """The account that an ARN names; empty where it names none, as those of buckets."""
    parts = arn.split(":", 5)
    return parts[4] if len(parts) > 5 and parts[0] == "arn" else ""  # noqa: PLR2004 - the parts of an ARN


class UserError(Exception):
    """Something the user can mend; its text says what, where, and how."""


class Unfinished(UserError):  # noqa: N818 - named for what the user has to hear
    """Work was done and is kept, but not all of it; the text says how to go on."""


class Severity(StrEnum):
    """How bad a failure is, gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest; sorts and compares severities."""
        return list(Severity).index(self)

    def at_least(self, other: Severity) -> bool:
        """Whether this severity is as grave as the other, or graver."""
        return self.rank <= other.rank


class Status(StrEnum):
    """What became of one question about one subject, in the order a reader wants them."""

    FAIL = "FAIL"
    NOT_ASSESSED = "NOT_ASSESSED"
    MANUAL = "MANUAL"
    WAIVED = "WAIVED"
    PASS = "PASS"  # noqa: S105 - a verdict
    NOT_APPLICABLE = "NOT_APPLICABLE"


class ReasonCode(StrEnum):
    """Why a subject could not be assessed."""

    DENIED_BY_IAM = "denied-by-iam"
    DENIED_BY_SCP = "denied-by-scp"
    DENIED_BY_RESOURCE_POLICY = "denied-by-resource-policy"
    REGION_DISABLED = "region-disabled"
    THROTTLED = "throttled"
    CREDENTIALS_EXPIRED = "credentials-expired"
    ROLE_NOT_ASSUMABLE = "role-not-assumable"
    TIMEOUT = "timeout"
    UNSUPPORTED = "unsupported"
    AWS_ERROR = "aws-error"
    MALFORMED_ANSWER = "malformed-answer"
    CHECK_CRASHED = "check-crashed"
    INTERRUPTED = "interrupted"
    OWNER_NOT_SCANNED = "owner-not-scanned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something a check can judge; its key tells it from every other subject of its account."""

    kind: ClassVar[str] = ""
    """The resource type in CloudFormation's spelling, for example `AWS::S3::Bucket`."""
    part_of_kind: ClassVar[str] = ""
    """The type of what its ARN is of, where that is not its own: of an access key, `AWS::IAM::User`."""

    account_id: str
    region: str
    arn: str
    name: str = ""
    part: str = ""
    """Tells subjects apart that share one ARN, for example the two access keys of a user."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Without credentials that somebody may have put there."""

    def __post_init__(self) -> None:
        clean = redacted_tags(self.tags)
        if clean != self.tags:
            self._replace({value: clean[key] for key, value in self.tags.items() if value != clean[key]})
            object.__setattr__(self, "tags", clean)

    def _replace(self, secrets: Mapping[str, str]) -> None:
        """A tag may have given the name or the owner too."""
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, str) and value in secrets:
                object.__setattr__(self, name, secrets[value])

    @property
    def key(self) -> str:
        """What facts about this resource are filed under."""
        return f"{self.arn}#{self.part}" if self.part else self.arn


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Resource):
    """An AWS account, as a subject and as the owner of everything read in it."""

    kind: ClassVar[str] = "AWS::::Account"

    partition: str = "aws"
    owner: str = ""
    ou: str = ""

    @classmethod
    def of(
        cls,
        account_id: str,
        name: str = "",
        *,
        partition: str = "aws",
        owner: str = "",
        ou: str = "",
        tags: Mapping[str, str] = NO_TAGS,
    ) -> Account:
        """An account under the ARN that AWS gives its root."""
        return cls(
            account_id=account_id,
            region=GLOBAL,
            arn=f"arn:{partition}:iam::{account_id}:root",
            name=redacted_line(name) or account_id,
            partition=partition,
            owner=redacted_line(owner),
            ou=redacted(ou),
            tags=dict(tags),
        )

    @property
    def key(self) -> str:
        """The account id."""
        return self.account_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Resource):
    """One region of one account; not enabled only if it was asked for by name."""

    kind: ClassVar[str] = "AWS::::Region"
    saved_as: ClassVar[str] = "account:Region"

    enabled: bool = True

    @classmethod
    def of(cls, account: Account, name: str, *, enabled: bool = True) -> Region:
        """A region of an account, under an ARN of our own making: AWS has none for regions."""
        return cls(
            account_id=account.account_id,
            region=name,
            arn=f"arn:{account.partition}:ec2:{name}:{account.account_id}:region/{name}",
            name=name,
            enabled=enabled,
        )

    @property
    def key(self) -> str:
        """The region's name."""
        return self.region


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A person looked at what no API can judge, and says that it is as it should be."""

    by: str
    on: date
    accounts: tuple[str, ...] = ("*",)
    """Ids of accounts, or patterns of them."""

    def holds_for(self, account_id: str, now: ScanTime, days: int) -> bool:
        """Whether it is about the account, and younger than so many days; one of a day to come does not hold yet."""
        age = (now.at.astimezone(UTC).date() - self.on).days
        return 0 <= age < days and any(fnmatchcase(account_id, pattern) for pattern in self.accounts)


class Fact:
    """One typed answer from AWS about a subject."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Unavailable:
    """What stands where an answer would be when AWS refused it."""

    reason: ReasonCode
    detail: str = ""
    operation: str = ""
    """The API operation, for example `s3:GetBucketPolicy`."""
    action: str = ""
    """The IAM actions that the reader may lack; empty unless the refusal was a denial."""
    region: str = ""
    error_code: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One request that AWS answered, as evidence."""

    operation: str
    region: str
    parameters: str
    """Canonical JSON."""
    at: str
    """UTC, ISO 8601."""
    request_id: str
    outcome: str
    """`ok`, or the error code."""


@dataclass(frozen=True, slots=True)
class ScanTime:
    """The one moment all ages are counted from; always UTC."""

    at: datetime

    def days_since(self, moment: datetime) -> int:
        """Whole days from a moment to now, rounded down; raises TypeError for a moment without a time zone.

        None have passed since a moment that came while the scan was on.
        """
        return max(0, (self.at - moment).days)


@dataclass(frozen=True, slots=True)
class Organization:
    """The accounts that count as our own, whichever of them is being judged."""

    account_ids: frozenset[str] = frozenset()
    id: str = ""
    """Empty when AWS Organizations was not read: then only the scanned accounts are known."""
    management_account_id: str = ""
    members_unknown: bool = False
    """Whether only the organisation is known, and of its accounts those that are scanned."""
    alone: bool = False
    """Whether AWS says that the account is in no organisation."""
    administrators: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By service principal: its delegated administrators; a service that is not there was not asked about."""

    @property
    def known(self) -> bool:
        """Whether AWS Organizations left no account of ours unnamed."""
        return self.alone or (bool(self.id) and not self.members_unknown)


@dataclass(frozen=True, slots=True)
class OwnOrganization(Fact):
    """The organisation that one account says it is in; empty for one that is in none."""

    saved_as: ClassVar[str] = "organizations:OwnOrganization"

    id: str = ""
    management_account_id: str = ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """The accounts of the scan."""

    account_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of one subject; a severity only where the case differs from the default."""

    status: Status
    reason: str = ""
    severity: Severity | None = None
    why: Unavailable | None = None
    """What could not be found out; only where the status is NOT_ASSESSED."""


def passed(reason: str = "") -> Verdict:
    """The fact that must hold was read, and holds."""
    return Verdict(Status.PASS, reason)


def failed(reason: str, *, severity: Severity | None = None) -> Verdict:
    """The fact that must hold was read, and does not hold."""
    return Verdict(Status.FAIL, reason, severity)


def not_applicable(reason: str) -> Verdict:
    """We looked; there is nothing to judge, or it is exempt by definition."""
    return Verdict(Status.NOT_APPLICABLE, reason)


def not_assessed(why: Unavailable | str) -> Verdict:
    """The fact that decides could not be read, or is not known to this product: then say in words which one."""
    unknown = Unavailable(ReasonCode.UNSUPPORTED, why) if isinstance(why, str) else why
    return Verdict(Status.NOT_ASSESSED, unknown.detail, why=unknown)


def manual(evidence: str) -> Verdict:
    """A person must decide, with this evidence."""
    return Verdict(Status.MANUAL, evidence)
