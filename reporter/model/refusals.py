"""The meaning of AWS's error codes: the reason code for each refusal."""

from __future__ import annotations

import re
from dataclasses import replace

from reporter.model.answers import ReasonCode, Unavailable

THROTTLED = frozenset({
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
    "RequestLimitExceeded", "TooManyRequestsException", "SlowDown", "BandwidthLimitExceeded", "PriorRequestNotComplete",
    "LimitExceededException", "TransactionInProgressException", "EC2ThrottledException", "Throttled", "TooManyRequests",
    "TooManyRequestException", "ProvisionedThroughputExceededException", "429", "503", "ServiceUnavailable",
    "ServiceUnavailableException", "Unavailable", "Busy",
})  # fmt: skip
DENIED = frozenset({
    "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedAccess", "Forbidden", "403",
    "AuthorizationError", "NotAuthorized",
})  # fmt: skip
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
REGION_DISABLED = frozenset({"OptInRequired", "SubscriptionRequiredException"})
REJECTED = frozenset({
    "AuthFailure", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "InvalidToken",
})  # fmt: skip
"""The credentials are unknown: everywhere, or only in a region that is not enabled."""
UNSUPPORTED = frozenset({
    "UnsupportedOperation", "UnsupportedOperationException", "InvalidAction", "UnknownOperationException",
    "NotImplemented", "MethodNotAllowed", "NotSupportedException",
})  # fmt: skip
GONE = frozenset({
    "NoSuchBucket", "NoSuchAccessPoint", "NoSuchEntity", "ResourceNotFoundException", "TrailNotFoundException",
    "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "LoadBalancerNotFound", "NoSuchDistribution",
    "NotFoundException",
})  # fmt: skip
"""Codes for resources that do not exist. All codes that end in `.NotFound`, as those of EC2 do, count too."""

MEANINGS = (
    (THROTTLED, ReasonCode.THROTTLED),
    (DENIED, ReasonCode.DENIED_BY_IAM),
    (EXPIRED, ReasonCode.CREDENTIALS_EXPIRED),
    (REGION_DISABLED, ReasonCode.REGION_DISABLED),
    (UNSUPPORTED, ReasonCode.UNSUPPORTED),
)
DENIERS = (
    ("service control polic", ReasonCode.DENIED_BY_SCP),
    ("resource control polic", ReasonCode.DENIED_BY_SCP),
    ("resource-based polic", ReasonCode.DENIED_BY_RESOURCE_POLICY),
    ("vpc endpoint polic", ReasonCode.DENIED_BY_RESOURCE_POLICY),
)
"""How AWS names the policy behind a denial, `polic` for singular and plural; all other denials come from the role's own
permissions."""
NOT_OFFERED = re.compile(r"\bnot (?:available|offered|supported) in (?:this|the) (?:\S+ )?region\b", re.IGNORECASE)
"""How AWS says that a region lacks a service, under one of the codes in UNSUPPORTED."""
DENIALS = frozenset({ReasonCode.DENIED_BY_IAM, ReasonCode.DENIED_BY_SCP, ReasonCode.DENIED_BY_RESOURCE_POLICY})
ENCODED = re.compile(r"\s*Encoded authorization failure message: \S+")
"""What EC2 adds to a denial: about a kilobyte, readable only with permission to decode it."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a defect of the program
    """AWS refused a request; `unavailable` says why."""

    def __init__(self, unavailable: Unavailable) -> None:
        super().__init__(f"{unavailable.reason}: {unavailable.detail}")
        self.unavailable = unavailable


def naming(refusal: Unavailable, actions: str) -> Unavailable:
    """The refusal with the permissions that may be missing, where AWS denied the request."""
    return replace(refusal, action=actions) if actions and refusal.reason in DENIALS else refusal


class Gone(Refused):
    """AWS says that the resource does not exist; it counts as deleted if the list no longer has it either."""

    def __init__(self, detail: str, unavailable: Unavailable | None = None) -> None:
        super().__init__(unavailable or Unavailable(ReasonCode.AWS_ERROR, detail))


def reason_of(error_code: str, message: str, *, at_home: bool = True) -> ReasonCode:
    """The reason code for an error code of AWS and its message.

    `at_home`: whether the request went to a region that every account has enabled, so that unknown credentials are bad
    credentials.
    """
    if error_code in REJECTED:
        return ReasonCode.CREDENTIALS_EXPIRED if at_home else ReasonCode.REGION_DISABLED
    reason = next((reason for codes, reason in MEANINGS if error_code in codes), ReasonCode.AWS_ERROR)
    if reason is ReasonCode.UNSUPPORTED and NOT_OFFERED.search(message):
        return ReasonCode.NOT_OFFERED
    return _denier(message) if reason is ReasonCode.DENIED_BY_IAM else reason


def is_stranger(error_code: str) -> bool:
    """Whether the error code may come from a region without the service: it knows no such operation or account."""
    return error_code in UNSUPPORTED or error_code in REJECTED


def is_gone(error_code: str) -> bool:
    """Whether the error code means that the resource no longer exists."""
    return error_code in GONE or error_code.endswith(".NotFound")


def is_absent(error_code: str) -> bool:
    """Whether the error code means that there is no such resource, configuration or policy."""
    return is_gone(error_code) or error_code.startswith("NoSuch") or "NotFound" in error_code


def in_short(message: str) -> str:
    """A message of AWS without the encoded part that only machines can read."""
    return ENCODED.sub("", message)


def _denier(message: str) -> ReasonCode:
    lowered = message.lower()
    return next((reason for words, reason in DENIERS if words in lowered), ReasonCode.DENIED_BY_IAM)
