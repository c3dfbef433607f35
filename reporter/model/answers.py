"""What AWS answered: facts, requests, and why an answer is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
