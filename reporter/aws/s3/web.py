"""Websites, CORS rules and event notifications of each bucket."""

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
    """One rule that allows pages of other origins to use the bucket."""

    origins: frozenset[str]
    methods: frozenset[str]


@dataclass(frozen=True, slots=True)
class CorsRules(Fact):
    """The CORS rules of a bucket; None without a configuration."""

    rules: tuple[CorsRule, ...] | None


@dataclass(frozen=True, slots=True)
class BucketNotifications(Fact):
    """The event notifications that a bucket sends."""

    events: frozenset[str]
    """Types of events that go to topics, queues and functions, such as `s3:ObjectCreated:*`."""
    eventbridge: bool
    """Whether all events go to EventBridge."""


@collects("s3:GetBucketWebsite")
def bucket_website(aws: Aws, bucket: Bucket) -> BucketWebsite:
    """Whether the bucket has a website configuration; its content does not matter."""
    answer = aws.find(
        "s3", "get_bucket_website", region=bucket.region, absent="NoSuchWebsiteConfiguration", Bucket=bucket.name
    )
    return BucketWebsite(answer is not None)


@collects("s3:GetBucketCORS")
def cors_rules(aws: Aws, bucket: Bucket) -> CorsRules:
    """The CORS rules of a bucket; without rules it answers only to its own origin."""
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
    """The notifications of a bucket; an empty answer means none. EventBridge is on if the answer names it."""
    answer = aws.call("s3", "get_bucket_notification_configuration", region=bucket.region, Bucket=bucket.name)
    entries = [entry for kind in NOTIFICATIONS for entry in answer.get(kind, ())]
    return BucketNotifications(
        events=frozenset(event for entry in entries for event in entry["Events"]),
        eventbridge="EventBridgeConfiguration" in answer,
    )
