"""Protection and delivery of the logs of trails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from checks.cloudtrail.own_trails import (
    insights_are_recorded,
    log_files_are_signed,
    logs_are_encrypted,
    trail_delivers_to_cloudwatch,
)
from reporter.api import ScanTime, Verdict, failed, not_assessed, passed
from reporter.aws.cloudtrail.own_trails import InsightTypes, OwnTrail, WatchedTrail
from reporter.aws.cloudtrail.trails import Delivery, LogsDelivery

ARN = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"
GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
NOW = ScanTime(datetime(2026, 12, 1, 12, tzinfo=UTC))
JUST_STARTED = not_assessed("the trail has just been switched on, and has delivered nothing so far")


def trail(key: str = "", *, validated: bool = False) -> OwnTrail:
    delivery = Delivery(bucket="logs", key=key, log_files_validated=validated)
    return OwnTrail(account_id="111122223333", region="eu-west-1", arn=ARN, name="main", delivery=delivery)


def test_a_trail_signs_its_log_files_or_not() -> None:
    assert log_files_are_signed(trail(validated=True)) == passed()
    assert log_files_are_signed(trail()) == failed("log file validation is off")


def test_a_trail_has_a_key_or_not() -> None:
    assert logs_are_encrypted(trail(KEY)) == passed(KEY)
    assert logs_are_encrypted(trail()) == failed("no KMS key is set")


def test_one_type_of_insights_is_enough() -> None:
    assert insights_are_recorded(trail(), InsightTypes(frozenset({"ApiCallRateInsight"}))) == passed(
        "ApiCallRateInsight"
    )
    assert insights_are_recorded(trail(), InsightTypes(frozenset())) == failed("no type of Insights is on")


def watched(last: float | None = None, *, error: str = "", started: float | None = None, hours: int = 24) -> Verdict:
    """The verdict for a trail that delivered and was switched on so many hours ago."""

    def ago(age: float | None) -> datetime | None:
        return None if age is None else NOW.at - timedelta(hours=age)

    logs = LogsDelivery(last=ago(last), error=error, logging_since=ago(started))
    one = WatchedTrail(account_id="111122223333", region="eu-west-1", arn=ARN, log_group=GROUP, logs=logs)
    return trail_delivers_to_cloudwatch(one, NOW, max_delivery_age_hours=hours)


def test_a_trail_without_a_log_group_delivers_nothing() -> None:
    one = WatchedTrail(account_id="111122223333", region="eu-west-1", arn=ARN, log_group="", logs=None)
    assert trail_delivers_to_cloudwatch(one, NOW) == failed("no log group is set")


@pytest.mark.parametrize("last", [0, 23.9])
def test_a_trail_that_delivered_in_the_last_hours_passes(last: float) -> None:
    assert watched(last, error="AccessDenied", started=1000) == passed(f"to {GROUP}")


@pytest.mark.parametrize("started", [1, 1000, None])
def test_a_trail_that_stopped_delivering_fails_with_the_error(started: float | None) -> None:
    assert watched(24, started=started) == failed("last delivered 2026-11-30 12:00 UTC")
    assert watched(30, error="AccessDenied", started=started) == failed(
        "last delivered 2026-11-30 06:00 UTC; error: AccessDenied"
    )
    assert watched(error="AccessDenied", started=started) == failed("never delivered; error: AccessDenied")


def test_the_hours_are_a_setting() -> None:
    assert watched(30, hours=48) == passed(f"to {GROUP}")
    assert watched(started=30, hours=48) == JUST_STARTED


def test_a_trail_that_was_just_started_may_still_deliver() -> None:
    assert watched(started=1) == JUST_STARTED
    assert watched(started=24) == failed("never delivered")
    assert watched() == failed("never delivered")
