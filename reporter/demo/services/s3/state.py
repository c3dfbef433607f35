"""What moto has no place for in the S3 of an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class S3State:
    """The S3 of one account, as far as moto cannot hold it."""

    regionless: set[str] = field(default_factory=set)
    """Buckets that are listed without their region."""
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
