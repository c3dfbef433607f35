"""The state of IAM that moto cannot hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime


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
class IamState:
    """The state of an account's IAM that moto cannot hold."""

    root: RootUser = field(default_factory=RootUser)
    reported: datetime | None = None
    """The time of the credential report; None for now."""
    unreported: set[str] = field(default_factory=set)
    """Users created after the report."""
    certificate_expiry: dict[str, datetime] = field(default_factory=dict)
    """The expiry of server certificates, by name; 2012 for others."""
    root_features: tuple[str, ...] = ()
    """The features of centralized root access that the account has enabled for its organisation."""
