"""The answers of AWS: facts, requests, and the reason why an answer is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReasonCode(StrEnum):
    """The reason why an answer is missing.

    A finding that is NOT_ASSESSED says it as its reason code; NOT_OFFERED makes it NOT_APPLICABLE.
    """

    DENIED_BY_IAM = "denied-by-iam"
    DENIED_BY_SCP = "denied-by-scp"
    DENIED_BY_RESOURCE_POLICY = "denied-by-resource-policy"
    REGION_DISABLED = "region-disabled"
    NOT_OFFERED = "not-offered"
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
    """The value in the place of an answer that could not be read, with the reason."""

    reason: ReasonCode
    detail: str = ""
    operation: str = ""
    """The API operation, for example `s3:GetBucketPolicy`."""
    action: str = ""
    """The IAM actions that the reader may lack; empty unless AWS denied the request."""
    region: str = ""
    error_code: str = ""
    request_id: str = ""


def first_unavailable(*answers: object) -> Unavailable | None:
    """The reason for the first of several answers that could not be read; None where all were."""
    return next((answer for answer in answers if isinstance(answer, Unavailable)), None)


@dataclass(frozen=True, slots=True)
class Call:
    """One request that AWS answered, kept as evidence."""

    operation: str
    region: str
    parameters: str
    """The parameters, as canonical JSON."""
    at: str
    """The time of the request: UTC, ISO 8601."""
    request_id: str
    outcome: str
    """`ok`, or AWS's error code."""
