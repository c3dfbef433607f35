"""The state of S3 that moto cannot hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class S3State:
    """The state of an account's S3 that moto cannot hold."""

    regionless: set[str] = field(default_factory=set)
    """Buckets that are listed without their region."""
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
