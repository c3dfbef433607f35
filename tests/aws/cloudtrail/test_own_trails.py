"""Trails of the account itself, as AWS describes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from reporter.aws.cloudtrail.own_trails import (
    NOT_KEPT,
    InsightTypes,
    OwnTrail,
    WatchedTrail,
    own_trails,
    watched_trails,
)
from reporter.aws.cloudtrail.trails import Delivery, LogsDelivery, Trail, TrailStatus
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import Refused
from tests.aws.cloudtrail.test_management import GROUP, trail
from tests.aws.cloudtrail.test_trails import IN_ORGANIZATION, create_trail
from tests.aws.rewriting import answer_with, rewrite
from tests.world import ACCOUNT_ID, World, together

ARN = f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT_ID}:trail/main"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT_ID}:key/1"
LOGS = LogsDelivery(last=datetime(2026, 12, 1, tzinfo=UTC), error="", logging_since=None)
DENIED = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
WITHOUT_GROUP = replace(trail(), delivery=Delivery(bucket="logs", log_files_validated=True))
OF_OLD = replace(trail(), delivery=None)
FOREIGN = trail("999988887777")


def protect(answer: dict[str, Any]) -> None:
    for one in answer["trailList"]:
        one |= {"KmsKeyId": KEY, "CloudWatchLogsLogGroupArn": GROUP, "LogFileValidationEnabled": True}


def test_own_trails_have_what_aws_says_of_them(world: World) -> None:
    create_trail(world)
    delivered = {"IsLogging": True, "LatestCloudWatchLogsDeliveryTime": 1764547200}
    failing = delivered | {"LatestCloudWatchLogsDeliveryError": "AccessDenied", "StartLoggingTime": 1764547100}
    hooks = together(
        rewrite("cloudtrail:DescribeTrails", protect),
        IN_ORGANIZATION,
        answer_with("cloudtrail:GetTrailStatus", failing),
    )
    read = world.read(OwnTrail, WatchedTrail, prepare=hooks)
    [own], [watched] = read.subjects(OwnTrail), read.subjects(WatchedTrail)
    assert (own.arn, own.region) == (ARN, "eu-west-1")
    assert own.delivery == Delivery(bucket="acme-main", key=KEY, log_group=GROUP, log_files_validated=True)
    assert (watched.log_group, watched.logs.error) == (GROUP, "AccessDenied")


def test_a_new_trail_has_nothing_of_it(world: World) -> None:
    create_trail(world)
    read = world.read(OwnTrail, WatchedTrail, InsightTypes)
    [own], [watched] = read.subjects(OwnTrail), read.subjects(WatchedTrail)
    assert own.delivery == Delivery(bucket="acme-main", log_files_validated=False)
    assert (watched.log_group, watched.logs) == ("", None)
    assert read.answers[InsightTypes] == {ARN: InsightTypes(frozenset())}
    world.client("cloudtrail", "eu-west-1").put_insight_selectors(
        TrailName="main", InsightSelectors=[{"InsightType": "ApiErrorRateInsight"}]
    )
    read = world.read(InsightTypes)
    assert read.answers[InsightTypes] == {ARN: InsightTypes(frozenset({"ApiErrorRateInsight"}))}
    assert world.calls.count("cloudtrail:GetInsightSelectors") == 1


def test_trails_of_other_accounts_are_judged_there() -> None:
    assert list(own_trails(FOREIGN)) == []
    assert list(watched_trails(FOREIGN, DENIED)) == []


def test_the_status_plays_no_part_without_a_log_group() -> None:
    [watched] = watched_trails(WITHOUT_GROUP, DENIED)
    assert (watched.log_group, watched.logs) == ("", None)
    [watched] = watched_trails(trail(), TrailStatus(logging=True, logs=LOGS))
    assert watched.logs == LOGS


@pytest.mark.parametrize(
    ("one", "status", "why"),
    [
        (trail(), DENIED, DENIED),
        (trail(), TrailStatus(logging=True), NOT_KEPT),
        (OF_OLD, TrailStatus(logging=True, logs=LOGS), NOT_KEPT),
    ],
)
def test_what_is_not_known_leaves_the_trail_unassessed(
    one: Trail, status: TrailStatus | Unavailable, why: Unavailable
) -> None:
    with pytest.raises(Refused) as refused:
        list(watched_trails(one, status))
    assert refused.value.unavailable == why


def test_evidence_of_an_older_version_does_not_say_how_logs_are_protected() -> None:
    with pytest.raises(Refused):
        list(own_trails(OF_OLD))
