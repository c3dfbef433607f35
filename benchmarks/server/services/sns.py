"""What SNS answers."""

from __future__ import annotations

import json

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, always, regional

SIZES = {"topics": 4}
OWN = {"Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT}}}
ALLOW = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "SNS:Publish", "Resource": "*", **OWN}
POLICY = json.dumps({"Version": "2008-10-17", "Statement": [ALLOW]})

ATTRIBUTES = {"Policy": POLICY, "KmsMasterKeyId": "alias/topics", "SubscriptionsConfirmed": "1"}


def topic(number: str) -> dict[str, str]:
    """A topic as it is listed."""
    return {"TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:topic-{number}"}


ANSWERS: dict[str, Fixed | Listing] = {
    "sns:GetTopicAttributes": always({"Attributes": ATTRIBUTES}),
    "sns:ListTopics": regional("topics", "Topics", topic, most=100),
}
