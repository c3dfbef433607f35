"""The one place that says what a refusal by AWS means."""

from __future__ import annotations

import re

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
"""The credentials are unknown: everywhere, or only in a region that nobody has enabled."""
UNSUPPORTED = frozenset({
    "UnsupportedOperation", "UnsupportedOperationException", "InvalidAction", "UnknownOperationException",
    "NotImplemented", "MethodNotAllowed", "NotSupportedException",
})  # fmt: skip
GONE = frozenset({
    "NoSuchBucket", "NoSuchAccessPoint", "NoSuchEntity", "ResourceNotFoundException", "TrailNotFoundException",
})  # fmt: skip
"""Besides all that end in `.NotFound`, as those of EC2 do."""

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
"""How AWS names the policy behind a denial, `polic` for one or several; all others are the role's to mend."""
DENIALS = frozenset({ReasonCode.DENIED_BY_IAM, ReasonCode.DENIED_BY_SCP, ReasonCode.DENIED_BY_RESOURCE_POLICY})
ENCODED = re.compile(r"\s*Encoded authorization failure message: \S+")
"""What EC2 adds for those who may decode it: a kilobyte that tells nobody else anything."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a mistake of the program
    """AWS did not answer; `unavailable` says why."""

    def __init__(self, unavailable: Unavailable) -> None:
        super().__init__(f"{unavailable.reason}: {unavailable.detail}")
        self.unavailable = unavailable


class Gone(Refused):
    """AWS says that what was asked about does not exist: deleted since it was listed, if the list says so too."""

    def __init__(self, detail: str, unavailable: Unavailable | None = None) -> None:
        super().__init__(unavailable or Unavailable(ReasonCode.AWS_ERROR, detail))


def reason_of(error_code: str, message: str, *, at_home: bool = True) -> ReasonCode:
    """The reason code for an error code of AWS and its message.

    `at_home`: whether a region was asked that every account has, so that unknown credentials are bad credentials.
    """
    if error_code in REJECTED:
        return ReasonCode.CREDENTIALS_EXPIRED if at_home else ReasonCode.REGION_DISABLED
    reason = next((reason for codes, reason in MEANINGS if error_code in codes), ReasonCode.AWS_ERROR)
    return _denier(message) if reason is ReasonCode.DENIED_BY_IAM else reason


def is_gone(error_code: str) -> bool:
    """Whether what was asked about does not exist any more."""
    return error_code in GONE or error_code.endswith(".NotFound")


def in_short(message: str) -> str:
    """A message of AWS without the part that only machines can read."""
    return ENCODED.sub("", message)


def _denier(message: str) -> ReasonCode:
    told = message.lower()
    return next((reason for words, reason in DENIERS if words in told), ReasonCode.DENIED_BY_IAM)
