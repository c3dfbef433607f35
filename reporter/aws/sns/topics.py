"""SNS topics: who may publish and subscribe, and with which key they encrypt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from reporter.aws.policy import PolicyDocument, parse_policy
from reporter.aws.shared.identity import by_arn
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import each
from reporter.model.answers import Fact
from reporter.model.subjects import Region, Resource

AWS_MANAGED = "alias/aws/"
"""Where AWS keeps the aliases of its own keys; no other key can have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Resource):
    """A topic, in its own region."""

    kind: ClassVar[str] = "AWS::SNS::Topic"


@dataclass(frozen=True, slots=True)
class TopicAttributes(Fact):
    """What a topic is set to."""

    policy: PolicyDocument
    key: str
    """The id, ARN or alias of its KMS key, as it was entered; empty where it does not encrypt."""
    subscribed: bool | None = None
    """Whether a subscription is confirmed; None where an older version did not keep it."""


@dataclass(frozen=True, slots=True)
class TopicKeyManager(Fact):
    """Who manages the key of a topic."""

    by: str
    """`AWS` or `CUSTOMER`; empty where the topic does not encrypt."""


@collects("sns:ListTopics")
def topics(aws: Aws, region: Region) -> Listing[Topic]:
    """Every topic of a region; SNS decides on the size of the pages."""
    listed = aws.items("sns", "list_topics", "Topics", page_size=0, region=region.region)
    return each(region, listed, by_arn(region, "TopicArn"), lambda who, _: Topic(**who))


@collects("sns:GetTopicAttributes")
def topic_attributes(aws: Aws, topic: Topic) -> TopicAttributes:
    """The policy, which every topic has, and the key, which SNS leaves out where there is none."""
    found = aws.call("sns", "get_topic_attributes", region=topic.region, TopicArn=topic.arn)["Attributes"]
    is_subscribed = int(found["SubscriptionsConfirmed"]) > 0
    return TopicAttributes(parse_policy(found["Policy"]), found.get("KmsMasterKeyId", ""), is_subscribed)


@collects("kms:DescribeKey")
def topic_key_manager(aws: Aws, topic: Topic, attributes: TopicAttributes) -> TopicKeyManager:
    """Not asked for where the name of the key says it: an alias of AWS, or a key that another account shares."""
    key = attributes.key
    if not key or f":{AWS_MANAGED}" in f":{key}":
        return TopicKeyManager("AWS" if key else "")
    if key.startswith("arn:") and key.split(":")[4] != topic.account_id:
        return TopicKeyManager("CUSTOMER")
    return TopicKeyManager(aws.call("kms", "describe_key", region=topic.region, KeyId=key)["KeyMetadata"]["KeyManager"])
