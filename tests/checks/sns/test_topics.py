"""Topics that strangers may use, and topics that do not encrypt."""

from __future__ import annotations

from typing import Any

import pytest

from checks.sns.topics import topic_is_encrypted, topic_is_not_public
from reporter.api import Severity, Status, Verdict
from reporter.aws.policy import parse_policy
from reporter.aws.sns.topics import Topic, TopicAttributes, TopicKeyManager

ACCOUNT = "111122223333"
ARN = f"arn:aws:sns:eu-west-1:{ACCOUNT}:alerts"
TOPIC = Topic(account_id=ACCOUNT, region="eu-west-1", arn=ARN, name="alerts")
SERVICE = {"Service": "cloudwatch.amazonaws.com"}
OWN_SOURCE = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def judged(principal: Any, condition: Any = None, statements: int = 1) -> Verdict:
    allow = {"Effect": "Allow", "Principal": principal, "Action": "sns:Publish", "Resource": ARN}
    statement = allow | ({"Condition": condition} if condition else {})
    policy = parse_policy({"Version": "2012-10-17", "Statement": [statement] * statements})
    return topic_is_not_public(TOPIC, TopicAttributes(policy, ""))


@pytest.mark.parametrize(
    "condition", [None, {"StringLike": {"aws:SourceAccount": "*"}}, {"Bool": {"aws:SecureTransport": "true"}}]
)
def test_a_topic_for_everyone_is_public(condition: Any) -> None:
    verdict = judged("*", condition)
    assert (verdict.status, verdict.severity) == (Status.FAIL, None)
    assert verdict.reason.startswith("statement 1: everyone may sns:publish")


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"AWS:SourceOwner": ACCOUNT}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}},
        {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}},
        OWN_SOURCE,
    ],
)
def test_everyone_within_limits_is_not_the_public(condition: Any) -> None:
    assert judged("*", condition).status is Status.PASS


def test_a_service_that_strangers_may_steer_is_a_lighter_failure() -> None:
    verdict = judged(SERVICE)
    assert (verdict.status, verdict.severity) == (Status.FAIL, Severity.MEDIUM)
    assert verdict.reason == "statement 1: cloudwatch.amazonaws.com for any source may sns:publish"
    assert judged(SERVICE, OWN_SOURCE).status is Status.PASS


def test_a_named_account_is_not_the_public() -> None:
    assert judged({"AWS": "444455556666"}).status is Status.PASS


def test_a_long_policy_gives_a_short_reason() -> None:
    assert judged("*", statements=25).reason.endswith(" and 5 more")


def encrypted(key: str, manager: str | None = None) -> Verdict:
    attributes = TopicAttributes(parse_policy({"Statement": []}), key)
    return topic_is_encrypted(TOPIC, attributes, None if manager is None else TopicKeyManager(manager))


def test_a_topic_encrypts_where_it_has_a_key() -> None:
    assert encrypted("").reason == "no KMS key is set"
    assert encrypted("alias/aws/sns").status is Status.PASS


def test_where_a_customer_key_is_required_a_key_of_aws_is_not_enough() -> None:
    assert encrypted("alias/aws/sns", "AWS").reason == "the key alias/aws/sns is managed by AWS"
    assert encrypted("alias/shop", "CUSTOMER").status is Status.PASS
