"""What moto has no place for, account by account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

REGIONS = ("eu-central-1", "eu-west-1", "us-east-1")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that AWS answers with."""

    code: str
    message: str
    status: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class RootUser:
    """The root user as AWS hands it over with a new account: a password and nothing else."""

    password: bool = True
    mfa: bool = False
    virtual_mfa: bool = False
    """An app on a phone rather than a key in a safe; only counts together with `mfa`."""
    access_keys: int = 0
    created: datetime = datetime(2021, 3, 1, 9, 30, tzinfo=UTC)
    last_used: datetime | None = None


@dataclass(slots=True)
class AccountState:
    """One account, as far as moto cannot hold it."""

    regions: tuple[str, ...] = REGIONS
    """The enabled ones."""
    root: RootUser = field(default_factory=RootUser)
    contact: dict[str, str] | None = None
    """The members of ContactInformation; None where the account has none."""
    analyzers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Members of ListAnalyzers, by region."""
    reported: datetime | None = None
    """When the credential report was written; None: just now."""
    unreported: set[str] = field(default_factory=set)
    """Users who are younger than it."""
    regionless: set[str] = field(default_factory=set)
    """Buckets that are listed without their region."""
    certificate_expiry: dict[str, datetime] = field(default_factory=dict)
    """When server certificates expire, by name; otherwise in 2012."""
    mfa_delete: set[str] = field(default_factory=set)
    """Buckets whose versions can only be deleted with MFA."""
    blocked_encryption: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By bucket: the kinds of encryption that uploads may not ask for."""
    eventbridge: set[str] = field(default_factory=set)
    """Buckets that send all events to EventBridge."""
    directory_buckets: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    """By region and name: the lifecycle rules."""
    foreign_buckets: set[str] = field(default_factory=set)
    """Names of buckets that somebody else has."""
    refusals: dict[str, Refusal] = field(default_factory=dict)
    """Operations that are refused in this account, `s3:GetBucketPolicy`; `sts:AssumeRole` closes the account."""
