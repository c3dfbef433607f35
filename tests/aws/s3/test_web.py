"""What buckets offer to browsers and to other systems, as AWS answers it."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.aws.s3.web import BucketNotifications, BucketWebsite, CorsRule, CorsRules
from reporter.demo.services.s3.state import S3State
from tests.aws.rewriting import rewrite
from tests.world import ACCOUNT_ID, Prepare, World


@pytest.fixture
def s3(world: World) -> Any:
    client = world.client("s3")
    client.create_bucket(Bucket="acme-photos")
    return client


def about_photos(world: World, kind: type, prepare: Prepare | None = None) -> object:
    """The answer about the one bucket that each test seeds."""
    return world.read(kind, prepare=prepare).answers[kind]["arn:aws:s3:::acme-photos"]


def test_a_website_is_seen(world: World, s3: Any) -> None:
    assert about_photos(world, BucketWebsite) == BucketWebsite(configured=False)
    s3.put_bucket_website(Bucket="acme-photos", WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
    assert about_photos(world, BucketWebsite) == BucketWebsite(configured=True)


def test_a_bucket_without_cors_rules_says_so(world: World, s3: Any) -> None:
    assert about_photos(world, CorsRules) == CorsRules(None)


def test_cors_rules_are_read(world: World, s3: Any) -> None:
    rules = [{"AllowedOrigins": ["*"], "AllowedMethods": ["PUT", "GET"]}]
    s3.put_bucket_cors(Bucket="acme-photos", CORSConfiguration={"CORSRules": rules})
    expected = CorsRule(frozenset({"*"}), frozenset({"GET", "PUT"}))
    assert about_photos(world, CorsRules) == CorsRules((expected,))


def test_a_bucket_without_notifications_says_so(world: World, s3: Any) -> None:
    assert about_photos(world, BucketNotifications) == BucketNotifications(frozenset(), eventbridge=False)


def test_eventbridge_is_seen(world: World, s3: Any) -> None:
    world.state().of(S3State).eventbridge.add("acme-photos")
    assert about_photos(world, BucketNotifications) == BucketNotifications(frozenset(), eventbridge=True)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("TopicConfigurations", {"TopicArn": f"arn:aws:sns:us-east-1:{ACCOUNT_ID}:uploads"}),
        ("QueueConfigurations", {"QueueArn": f"arn:aws:sqs:us-east-1:{ACCOUNT_ID}:uploads"}),
        (
            "LambdaFunctionConfigurations",
            {"LambdaFunctionArn": f"arn:aws:lambda:us-east-1:{ACCOUNT_ID}:function:uploads"},
        ),
    ],
)
def test_the_events_of_every_kind_of_receiver_are_read(
    world: World, s3: Any, kind: str, target: dict[str, str]
) -> None:
    entries = [target | {"Events": ["s3:ObjectCreated:*"]}, target | {"Events": ["s3:ObjectRemoved:*"]}]
    shown = rewrite("s3:GetBucketNotificationConfiguration", lambda answer: answer.update({kind: entries}))
    expected = BucketNotifications(frozenset({"s3:ObjectCreated:*", "s3:ObjectRemoved:*"}), eventbridge=False)
    assert about_photos(world, BucketNotifications, shown) == expected
