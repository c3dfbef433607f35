"""Every error code of AWS has one meaning."""

import pytest

from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import (
    DENIED,
    EXPIRED,
    GONE,
    REGION_DISABLED,
    REJECTED,
    THROTTLED,
    UNSUPPORTED,
    Refused,
    in_short,
    is_gone,
    reason_of,
)


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


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("The functionality you requested is not available in this region.", ReasonCode.NOT_OFFERED),
        ("This operation is not supported in the eu-north-1 Region", ReasonCode.NOT_OFFERED),
        ("The operation is not supported for this instance", ReasonCode.UNSUPPORTED),
    ],
)
def test_aws_may_say_that_a_region_lacks_a_service(message: str, reason: ReasonCode) -> None:
    assert reason_of("UnsupportedOperation", message) is reason
    assert reason_of("InternalError", message) is ReasonCode.AWS_ERROR


WHO = "User: arn:aws:sts::111122223333:assumed-role/Audit/weekly is not authorized to perform: s3:GetBucketPolicy"


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        ("because no identity-based policy allows the s3:GetBucketPolicy action", ReasonCode.DENIED_BY_IAM),
        ("with an explicit deny in an identity-based policy", ReasonCode.DENIED_BY_IAM),
        ("because no permissions boundary allows the s3:GetBucketPolicy action", ReasonCode.DENIED_BY_IAM),
        ("with an explicit deny in a session policy", ReasonCode.DENIED_BY_IAM),
        ("with an explicit deny in a service control policy", ReasonCode.DENIED_BY_SCP),
        ("because no service control policy allows the s3:GetBucketPolicy action", ReasonCode.DENIED_BY_SCP),
        ("with an explicit deny in a resource control policy: arn:aws:organizations::1:p", ReasonCode.DENIED_BY_SCP),
        ("with an explicit deny in a Service Control Policy", ReasonCode.DENIED_BY_SCP),
        ("with an explicit deny in a resource-based policy", ReasonCode.DENIED_BY_RESOURCE_POLICY),
        ("because no resource-based policy allows the action", ReasonCode.DENIED_BY_RESOURCE_POLICY),
        ("because no VPC endpoint policy allows the action", ReasonCode.DENIED_BY_RESOURCE_POLICY),
        ("", ReasonCode.DENIED_BY_IAM),
    ],
)
def test_the_message_tells_which_policy_denies(ending: str, reason: ReasonCode) -> None:
    assert reason_of("AccessDenied", f"{WHO} {ending}") is reason


@pytest.mark.parametrize("code", sorted(REJECTED))
def test_rejected_credentials_are_bad_or_strangers_in_a_region(code: str) -> None:
    assert reason_of(code, "") is ReasonCode.CREDENTIALS_EXPIRED
    assert reason_of(code, "", at_home=False) is ReasonCode.REGION_DISABLED


@pytest.mark.parametrize("code", ["NoSuchBucket", "InvalidVpcID.NotFound", "TrailNotFoundException"])
def test_what_does_not_exist_any_more_is_gone(code: str) -> None:
    assert is_gone(code)
    assert not is_gone("AccessDenied")


def test_the_part_of_a_message_that_only_machines_read_is_left_out() -> None:
    message = (
        "You are not authorized to perform this operation. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q"
    )
    assert in_short(message) == "You are not authorized to perform this operation."


def test_only_denials_are_blamed_on_service_control_policies() -> None:
    assert reason_of("Throttling", "service control policy") is ReasonCode.THROTTLED


def test_no_code_has_two_meanings() -> None:
    meanings = (THROTTLED, DENIED, EXPIRED, REGION_DISABLED, REJECTED, UNSUPPORTED, GONE)
    assert len(frozenset().union(*meanings)) == sum(map(len, meanings))


def test_a_refusal_tells_its_reason() -> None:
    why = Unavailable(ReasonCode.THROTTLED, "slow down")
    refused = Refused(why)
    assert (str(refused), refused.unavailable) == ("throttled: slow down", why)
