"""What each bucket offers to web browsers and to other systems: pages, answers across origins, and events."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.aws.s3.buckets import Bucket
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact

NOTIFICATIONS = ("TopicConfigurations", "QueueConfigurations", "LambdaFunctionConfigurations")


@dataclass(frozen=True, slots=True)
class BucketWebsite(Fact):
    """Whether the bucket serves its objects as a website."""

    configured: bool


@dataclass(frozen=True, slots=True)
class CorsRule:
    """One rule that lets pages of other origins use the bucket."""

    origins: frozenset[str]
    methods: frozenset[str]


@dataclass(frozen=True, slots=True)
class CorsRules(Fact):
    """Which pages of other origins a browser lets use the bucket; None: none at all."""

    rules: tuple[CorsRule, ...] | None


@dataclass(frozen=True, slots=True)
class BucketNotifications(Fact):
    """What the bucket tells other systems."""

    events: frozenset[str]
    """Types of events that go to topics, queues and functions, such as `s3:ObjectCreated:*`."""
    eventbridge: bool
    """Whether all events go to EventBridge."""


@collects("s3:GetBucketWebsite")
def bucket_website(aws: Aws, bucket: Bucket) -> BucketWebsite:
    """Whatever the configuration says, having one is the point."""
    answer = aws.find(
        "s3", "get_bucket_website", region=bucket.region, absent="NoSuchWebsiteConfiguration", Bucket=bucket.name
    )
    return BucketWebsite(answer is not None)


@collects("s3:GetBucketCORS")
def cors_rules(aws: Aws, bucket: Bucket) -> CorsRules:
    """A bucket without rules answers to its own origin only."""
    answer = aws.find(
        "s3", "get_bucket_cors", region=bucket.region, absent="NoSuchCORSConfiguration", Bucket=bucket.name
    )
    if answer is None:
        return CorsRules(None)
    rules = answer["CORSRules"]
    return CorsRules(
        tuple(CorsRule(frozenset(rule["AllowedOrigins"]), frozenset(rule["AllowedMethods"])) for rule in rules)
    )


@collects("s3:GetBucketNotification")
def bucket_notifications(aws: Aws, bucket: Bucket) -> BucketNotifications:
    """An empty answer means that nobody is told anything; EventBridge is on if it is named at all."""
    answer = aws.call("s3", "get_bucket_notification_configuration", region=bucket.region, Bucket=bucket.name)
    told = [entry for kind in NOTIFICATIONS for entry in answer.get(kind, ())]
    return BucketNotifications(
        events=frozenset(event for entry in told for event in entry["Events"]),
        eventbridge="EventBridgeConfiguration" in answer,
    )
