"""The demo's SNS topics."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from moto.sns import models

from reporter.demo.place import Place
from reporter.demo.state import Corrections, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic as AWS makes it, which is for its own account only, with what its owners changed."""

    name: str
    key: str = ""
    """The KMS key; empty: none."""
    is_public: bool = False


TOPICS = {
    "shop-prod": (Topic(name="orders", key="alias/shop"), Topic(name="newsletter", is_public=True)),
}


def seed(place: Place, account: str) -> None:
    """Create the topics of the account of this name."""
    sns = place.client("sns")
    for topic in TOPICS.get(account, ()):
        attributes = {"KmsMasterKeyId": topic.key} if topic.key else {}
        arn = sns.create_topic(Name=topic.name, Attributes=attributes)["TopicArn"]
        if topic.is_public:
            allow = {"Effect": "Allow", "Principal": "*", "Action": "sns:Subscribe", "Resource": arn}
            policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
            sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


def count_subscriptions(question: Question, parsed: dict[str, Any]) -> None:
    """Count the confirmed subscriptions of a topic, which moto leaves at 0; it confirms each at once."""
    backend = models.sns_backends[question.account_id][question.region]
    topic = question.parameters["TopicArn"]
    confirmed = [one for one in backend.subscriptions.values() if one.topic.arn == topic]
    parsed["Attributes"]["SubscriptionsConfirmed"] = str(len(confirmed))


CORRECTIONS: Corrections = {"sns:GetTopicAttributes": count_subscriptions}
