"""The state of the company, as plain data: the story changes it, and the oracle judges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

MONDAY = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
"""The start of the first run; the others follow weekly."""
PUBLIC = "s3-bucket-public-access-blocked"
VERSIONS = "s3-bucket-versioning-enabled"
PASSWORD = "iam-password-policy-minimum-length"
ROOT = "iam-root-mfa-enabled"
CONTACT = "account-security-contact-registered"
DISKS = "ec2-region-ebs-encryption-by-default"
SEVERITIES: Mapping[str, str] = {
    ROOT: "critical",
    PUBLIC: "high",
    PASSWORD: "medium",
    CONTACT: "medium",
    DISKS: "medium",
    VERSIONS: "low",
}
"""By check, the most severe first."""
HOME, AWAY = "eu-central-1", "eu-west-1"


class Thing(NamedTuple):
    """What a finding is about."""

    check: str
    account: str
    """The name of the account."""
    resource: str = ""
    """A bucket or a region; empty for the account itself."""


@dataclass
class Bucket:
    """A bucket."""

    closed: bool = True
    versioned: bool = True


@dataclass
class Books:
    """An account."""

    id: str
    team: str
    asked: bool = True
    """Whether it is to be scanned."""
    locked: bool = False
    """Whether it cannot be entered."""
    blind: set[str] = field(default_factory=set)
    """The checks that get no answer."""
    listed: bool = True
    """Whether its buckets can be listed."""
    buckets: dict[str, Bucket] = field(default_factory=dict)
    password: int = 14
    root_mfa: bool = True
    contact: bool = True
    regions: dict[str, bool] = field(default_factory=dict)
    """By region: whether disks are encrypted by default."""


@dataclass(frozen=True)
class Waiver:
    """An accepted exception."""

    thing: Thing
    starts: date
    expires: date


@dataclass
class Facts:
    """Everything that a run could know."""

    accounts: dict[str, Books] = field(default_factory=dict)
    waivers: dict[str, Waiver] = field(default_factory=dict)
    password: int = 14
    """The minimum length of passwords."""
    allowed: frozenset[str] = frozenset()
    """Buckets that may be public."""
    said: dict[Thing, dict[str, str]] = field(default_factory=dict)
    """What the owners typed, by column title."""
    disputed: set[Thing] = field(default_factory=set)
    """The things about which workbooks contradict each other."""


def day(week: int) -> date:
    """The day of a run."""
    return (MONDAY + timedelta(weeks=week)).date()
