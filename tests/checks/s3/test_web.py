"""What buckets offer to browsers and to other systems."""

from __future__ import annotations

import pytest

from checks.s3.web import bucket_is_no_website, bucket_names_its_origins, bucket_sends_event_notifications
from reporter.api import failed, not_applicable, passed
from reporter.aws.s3.web import BucketNotifications, BucketWebsite, CorsRule, CorsRules
from tests.checks.s3.test_public import BUCKET

CREATED = "s3:ObjectCreated:*"
NOTHING = BucketNotifications(frozenset(), eventbridge=False)


def cors(origin: str, *methods: str) -> CorsRules:
    return CorsRules((CorsRule(frozenset({origin}), frozenset(methods)),))


def shown(*events: str, eventbridge: bool = False) -> BucketNotifications:
    return BucketNotifications(frozenset(events), eventbridge)


def test_a_bucket_that_serves_no_website_passes() -> None:
    assert bucket_is_no_website(BUCKET, BucketWebsite(configured=False)) == passed()


def test_a_bucket_that_serves_a_website_fails() -> None:
    assert bucket_is_no_website(BUCKET, BucketWebsite(configured=True)) == failed("serves a website")


def test_a_website_can_be_allowed() -> None:
    verdict = bucket_is_no_website(BUCKET, BucketWebsite(configured=True), allowed_buckets=frozenset({BUCKET.name}))
    assert verdict == passed("allowed by configuration")


def test_a_bucket_without_cors_has_no_origins_to_name() -> None:
    assert bucket_names_its_origins(BUCKET, CorsRules(None)) == not_applicable("no CORS rules")


def test_a_bucket_that_names_its_origins_passes() -> None:
    assert bucket_names_its_origins(BUCKET, cors("https://acme.example", "GET", "PUT")) == passed()


@pytest.mark.parametrize("origin", ["*", "http://*", "https://*", "http*", "*://*", "h*", "https://*.*"])
def test_a_bucket_that_lets_every_origin_write_fails(origin: str) -> None:
    verdict = bucket_names_its_origins(BUCKET, cors(origin, "PUT", "GET", "DELETE"))
    assert verdict == failed("every origin may DELETE, PUT")


@pytest.mark.parametrize("origin", ["https://*.acme.example", "http://localhost:*", "https://a.*", "*.test"])
def test_a_pattern_that_covers_the_sites_of_one_owner_passes(origin: str) -> None:
    assert bucket_names_its_origins(BUCKET, cors(origin, "PUT")) == passed()


def test_a_bucket_that_lets_every_origin_read_passes() -> None:
    assert bucket_names_its_origins(BUCKET, cors("*", "GET", "HEAD")) == passed()


def test_reading_from_every_origin_can_be_made_a_failure() -> None:
    verdict = bucket_names_its_origins(BUCKET, cors("*", "GET"), strict=True)
    assert verdict == failed("every origin may GET")


def test_a_bucket_that_notifies_passes() -> None:
    assert bucket_sends_event_notifications(BUCKET, shown(CREATED)) == passed()


def test_a_bucket_without_notifications_fails() -> None:
    assert bucket_sends_event_notifications(BUCKET, NOTHING) == failed("no event notifications")


def test_a_bucket_whose_events_go_to_eventbridge_passes() -> None:
    verdict = bucket_sends_event_notifications(BUCKET, shown(eventbridge=True), event_types=frozenset({CREATED}))
    assert verdict == passed("EventBridge receives all events")


def test_eventbridge_can_be_left_out_of_account() -> None:
    verdict = bucket_sends_event_notifications(BUCKET, shown(eventbridge=True), count_eventbridge=False)
    assert verdict == failed("no event notifications")


def test_a_type_of_events_is_covered_by_the_pattern_for_its_family() -> None:
    wanted = frozenset({"s3:ObjectCreated:Put"})
    assert bucket_sends_event_notifications(BUCKET, shown(CREATED), event_types=wanted) == passed()


def test_a_type_of_events_without_a_notification_fails() -> None:
    wanted = frozenset({"s3:ObjectCreated:Put", "s3:ObjectRemoved:*"})
    verdict = bucket_sends_event_notifications(BUCKET, shown(CREATED), event_types=wanted)
    assert verdict == failed("no notifications of s3:ObjectRemoved:*")
