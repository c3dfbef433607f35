"""The one place that says what a refusal by AWS means."""

from __future__ import annotations

from reporter.model import ReasonCode, Unavailable

THROTTLED = frozenset({
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
    "RequestLimitExceeded", "TooManyRequestsException", "SlowDown", "BandwidthLimitExceeded", "PriorRequestNotComplete",
    "LimitExceededException", "TransactionInProgressException", "EC2ThrottledException",
})  # fmt: skip
DENIED = frozenset({
    "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedAccess", "Forbidden", "403",
    "AuthorizationError", "NotAuthorized", "AllAccessDisabled", "AccountProblem",
})  # fmt: skip
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
REGION_DISABLED = frozenset({"OptInRequired", "AuthFailure", "UnrecognizedClientException", "InvalidClientTokenId"})
UNSUPPORTED = frozenset({
    "UnsupportedOperation", "UnsupportedOperationException", "InvalidAction", "UnknownOperationException",
    "NotImplemented", "MethodNotAllowed", "NotSupportedException",
})  # fmt: skip
GONE = frozenset({
    "NoSuchBucket", "InvalidInstanceID.NotFound", "InvalidGroup.NotFound", "InvalidVolume.NotFound",
    "InvalidVpcID.NotFound", "InvalidSnapshot.NotFound", "InvalidAMIID.NotFound", "InvalidPrefixListID.NotFound",
    "TrailNotFoundException",
})  # fmt: skip

MEANINGS = (
    (THROTTLED, ReasonCode.THROTTLED),
    (DENIED, ReasonCode.DENIED_BY_IAM),
    (EXPIRED, ReasonCode.CREDENTIALS_EXPIRED),
    (REGION_DISABLED, ReasonCode.REGION_DISABLED),
    (UNSUPPORTED, ReasonCode.UNSUPPORTED),
)
SCP_WORDS = ("service control policy", "resource control policy")


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a mistake of the program
    """AWS did not answer; `unavailable` says why."""

    def __init__(self, unavailable: Unavailable) -> None:
        super().__init__(f"{unavailable.reason}: {unavailable.detail}")
        self.unavailable = unavailable


class Gone(Exception):  # noqa: N818 - a resource may vanish while we look
    """The resource was deleted after it had been listed."""


def reason_of(error_code: str, message: str) -> ReasonCode:
    """The reason code for an error code of AWS and its message."""
    reason = next((reason for codes, reason in MEANINGS if error_code in codes), ReasonCode.AWS_ERROR)
    if reason is ReasonCode.DENIED_BY_IAM and any(words in message.lower() for words in SCP_WORDS):
        return ReasonCode.DENIED_BY_SCP
    return reason
