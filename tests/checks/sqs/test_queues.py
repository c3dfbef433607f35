"""Queues that strangers may use, alone or through an AWS service."""

from __future__ import annotations

from typing import Any

import pytest

from checks.sqs.queues import queue_is_not_public
from reporter.api import Severity, Status, Verdict, passed
from reporter.aws.policy import parse_policy
from reporter.aws.sqs.queues import Queue, QueuePolicy

ACCOUNT = "111122223333"
ARN = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders"
URL = f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/orders"
QUEUE = Queue(account_id=ACCOUNT, region="eu-west-1", arn=ARN, name="orders", url=URL)
S3 = {"Service": "s3.amazonaws.com"}
OWN_SOURCE = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def judged(principal: Any, condition: Any = None) -> Verdict:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": ARN}
    limited = statement | ({"Condition": condition} if condition else {})
    return queue_is_not_public(QUEUE, QueuePolicy(parse_policy({"Version": "2012-10-17", "Statement": [limited]})))


@pytest.mark.parametrize(
    "condition",
    [None, {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:uploads"}}, {"Bool": {"aws:SecureTransport": "true"}}],
)
def test_a_queue_for_everyone_is_public(condition: Any) -> None:
    found = judged("*", condition)
    assert (found.status, found.severity) == (Status.FAIL, None)
    assert found.reason.startswith("statement 1: everyone may sqs:sendmessage")


@pytest.mark.parametrize("condition", [OWN_SOURCE, {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{ACCOUNT}:*"}}])
def test_everyone_within_limits_is_not_the_public(condition: Any) -> None:
    assert judged("*", condition) == passed()


def test_a_service_that_strangers_may_steer_is_a_lighter_failure() -> None:
    found = judged(S3)
    assert (found.status, found.severity) == (Status.FAIL, Severity.MEDIUM)
    assert found.reason == "statement 1: s3.amazonaws.com for any source may sqs:sendmessage"
    assert judged(S3, OWN_SOURCE) == passed()


def test_without_a_policy_and_for_named_accounts_it_is_private() -> None:
    assert queue_is_not_public(QUEUE, QueuePolicy(None)) == passed()
    assert judged({"AWS": "444455556666"}) == passed()
