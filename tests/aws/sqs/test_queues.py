"""Queues, as SQS lists them, and their policies."""

from __future__ import annotations

import json

from reporter.aws.sqs.queues import ASKED, Queue, QueuePolicy
from tests.aws.recorded import REGION, read_recorded
from tests.world import ACCOUNT_ID

ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [ALLOW]})
LIST = f"sqs:list_queues/{REGION}"
ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:orders"


def url(account_id: str = ACCOUNT_ID, name: str = "orders") -> str:
    return f"https://sqs.{REGION}.amazonaws.com/{account_id}/{name}"


def attributes(name: str) -> str:
    return f"sqs:get_queue_attributes/{REGION}/{url(name=name)}/{ASKED}"


def test_queues_are_known_by_their_url() -> None:
    found = read_recorded({LIST: {"QueueUrls": [url(), url(name="events.fifo")]}}, Queue).of(Queue)
    assert [(one.name, one.arn, one.url) for one in found] == [
        ("orders", ARN, url()), ("events.fifo", ARN.replace("orders", "events.fifo"), url(name="events.fifo")),
    ]  # fmt: skip


def test_a_region_without_queues_has_no_list() -> None:
    heard = read_recorded({LIST: {}}, Queue)
    assert (heard.of(Queue), heard.gaps(Queue)) == ((), {})


def test_a_queue_of_another_account_is_no_answer() -> None:
    heard = read_recorded({LIST: {"QueueUrls": [url("999988887777")]}}, Queue)
    assert (heard.of(Queue), len(heard.gaps(Queue))) == ((), 1)


def test_a_queue_has_a_policy_or_not() -> None:
    answers = {
        LIST: {"QueueUrls": [url(), url(name="events")]},
        attributes("orders"): {"Attributes": {"QueueArn": ARN, "Policy": POLICY}},
        attributes("events"): {"Attributes": {"QueueArn": ARN}},
    }
    heard = read_recorded(answers, QueuePolicy)
    assert len(heard.about(QueuePolicy, ARN).document.statements) == 1
    assert heard.about(QueuePolicy, ARN.replace("orders", "events")) == QueuePolicy(None)
