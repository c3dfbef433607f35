"""Every error code of AWS has one meaning."""

import pytest

from reporter.model import ReasonCode, Unavailable
from reporter.refusals import DENIED, EXPIRED, GONE, REGION_DISABLED, THROTTLED, UNSUPPORTED, Refused, reason_of


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("ThrottlingException", ReasonCode.THROTTLED),
        ("RequestLimitExceeded", ReasonCode.THROTTLED),
        ("AccessDenied", ReasonCode.DENIED_BY_IAM),
        ("UnauthorizedOperation", ReasonCode.DENIED_BY_IAM),
        ("ExpiredToken", ReasonCode.CREDENTIALS_EXPIRED),
        ("OptInRequired", ReasonCode.REGION_DISABLED),
        ("UnsupportedOperation", ReasonCode.UNSUPPORTED),
        ("InternalError", ReasonCode.AWS_ERROR),
    ],
)
def test_a_code_means(code: str, reason: ReasonCode) -> None:
    assert reason_of(code, "") is reason


@pytest.mark.parametrize("policy", ["service control policy", "resource control policy"])
def test_a_denial_is_told_apart_by_its_message(policy: str) -> None:
    message = f"User is not authorized to perform s3:GetBucketPolicy with an explicit deny in a {policy.title()}"
    assert reason_of("AccessDenied", message) is ReasonCode.DENIED_BY_SCP


def test_only_denials_are_blamed_on_service_control_policies() -> None:
    assert reason_of("Throttling", "service control policy") is ReasonCode.THROTTLED


def test_no_code_has_two_meanings() -> None:
    meanings = (THROTTLED, DENIED, EXPIRED, REGION_DISABLED, UNSUPPORTED, GONE)
    assert len(frozenset().union(*meanings)) == sum(map(len, meanings))


def test_a_refusal_tells_its_reason() -> None:
    why = Unavailable(ReasonCode.THROTTLED, "slow down")
    refused = Refused(why)
    assert (str(refused), refused.unavailable) == ("throttled: slow down", why)
