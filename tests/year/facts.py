"""What is true in the company, told in our own words: what the story changes, and the oracle judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

MONDAY = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
"""When the first run begins; the others follow week by week."""
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
"""By check, the gravest first."""
HOME, AWAY = "eu-central-1", "eu-west-1"


class Thing(NamedTuple):
    """What a finding is about."""

    check: str
    account: str
    """Its name."""
    resource: str = ""
    """A bucket or a region; empty for the account itself."""


@dataclass
class Bucket:
    """One bucket."""

    closed: bool = True
    versioned: bool = True


@dataclass
class Books:
    """One account."""

    id: str
    team: str
    asked: bool = True
    """Whether it is to be scanned."""
    locked: bool = False
    """Whether nobody gets in."""
    blind: set[str] = field(default_factory=set)
    """The checks that get no answer."""
    listed: bool = True
    """Whether its buckets can be listed."""
    buckets: dict[str, Bucket] = field(default_factory=dict)
    password: int = 14
    root_mfa: bool = True
    contact: bool = True
    regions: dict[str, bool] = field(default_factory=dict)
    """Whether disks are encrypted there."""


@dataclass(frozen=True)
class Waiver:
    """Something that is accepted."""

    thing: Thing
    starts: date
    expires: date


@dataclass
class Facts:
    """Everything that a run could know."""

    accounts: dict[str, Books] = field(default_factory=dict)
    waivers: dict[str, Waiver] = field(default_factory=dict)
    password: int = 14
    """How long passwords have to be."""
    allowed: frozenset[str] = frozenset()
    """Buckets that may be open."""
    said: dict[Thing, dict[str, str]] = field(default_factory=dict)
    """What the owners typed, by title of the column."""
    disputed: set[Thing] = field(default_factory=set)
    """What copies of the workbook do not agree about."""


def day(week: int) -> date:
    """The day of a run."""
    return (MONDAY + timedelta(weeks=week)).date()
