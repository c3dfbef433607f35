"""The state of each account that moto cannot hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

REGIONS = ("eu-central-1", "eu-west-1", "us-east-1")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer of AWS."""

    code: str
    message: str
    status: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class RootUser:
    """The root user; by default as in a new account, with a password only."""

    password: bool = True
    mfa: bool = False
    virtual_mfa: bool = False
    """Whether its device is an app rather than a security key; counts only with `mfa`."""
    access_keys: int = 0
    created: datetime = datetime(2021, 3, 1, 9, 30, tzinfo=UTC)
    last_used: datetime | None = None


@dataclass(slots=True)
class AccountState:
    """The state of an account that moto cannot hold."""

    regions: tuple[str, ...] = REGIONS
    """The enabled regions."""
    root: RootUser = field(default_factory=RootUser)
    contact: dict[str, str] | None = None
    """The members of ContactInformation; None for no contact."""
    analyzers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The members of ListAnalyzers, by region."""
    reported: datetime | None = None
    """The time of the credential report; None for now."""
    unreported: set[str] = field(default_factory=set)
    """Users created after the report."""
    regionless: set[str] = field(default_factory=set)
    """Buckets that are listed without their region."""
    certificate_expiry: dict[str, datetime] = field(default_factory=dict)
    """The expiry of server certificates, by name; 2012 for others."""
    mfa_delete: set[str] = field(default_factory=set)
    """Buckets with MFA delete."""
    blocked_encryption: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By bucket: the encryption types that uploads may not use."""
    eventbridge: set[str] = field(default_factory=set)
    """Buckets that send all events to EventBridge."""
    directory_buckets: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    """By region and name: the lifecycle rules."""
    foreign_buckets: set[str] = field(default_factory=set)
    """Names of buckets in other accounts."""
    refusals: dict[str, Refusal] = field(default_factory=dict)
    """Refused operations such as `s3:GetBucketPolicy`; refusing `sts:AssumeRole` closes the account."""
