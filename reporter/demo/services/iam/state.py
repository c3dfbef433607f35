"""What moto has no place for in the IAM of an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime


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
class IamState:
    """The IAM of one account, as far as moto cannot hold it."""

    root: RootUser = field(default_factory=RootUser)
    reported: datetime | None = None
    """When the credential report was written; None: just now."""
    unreported: set[str] = field(default_factory=set)
    """Users who are younger than it."""
    certificate_expiry: dict[str, datetime] = field(default_factory=dict)
    """When server certificates expire, by name; otherwise in 2012."""
