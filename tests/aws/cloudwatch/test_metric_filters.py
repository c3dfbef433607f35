"""The metric filters of the log groups that trails deliver to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reporter.aws.cloudtrail.trails import Delivery, Trail
from reporter.aws.cloudwatch.alarms import Metric
from reporter.aws.cloudwatch.chains import AlarmChains
from reporter.aws.cloudwatch.metric_filters import MetricFilter, OtherRegion, TrailLogGroup, _filter, trail_log_groups
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Account
from tests.aws.cloudwatch.test_alarms import TOPIC
from tests.world import ACCOUNT_ID, Prepare, World, deny

HOME = "eu-west-1"
PATTERN = '{ $.userIdentity.type = "Root" }'
ANSWER: dict[str, Any] = {
    "filterName": "root",
    "filterPattern": PATTERN,
    "metricTransformations": [{"metricName": "Root", "metricNamespace": "Audit", "metricValue": "1"}],
}
ROOT = MetricFilter(name="root", pattern=PATTERN, metrics=(Metric("Audit", "Root"),), narrowed=False)


def seed(world: World, group: str = "trail", *, trails: tuple[str, ...] = ("main",)) -> None:
    """Trails that deliver to a log group with a metric filter and an alarm on its metric."""
    logs = world.client("logs", HOME)
    logs.create_log_group(logGroupName=group)
    logs.put_metric_filter(logGroupName=group, **ANSWER)
    world.client("s3").create_bucket(Bucket="trail-logs")
    for name in trails:
        world.client("cloudtrail", HOME).create_trail(
            Name=name,
            S3BucketName="trail-logs",
            IsMultiRegionTrail=True,
            CloudWatchLogsLogGroupArn=f"arn:aws:logs:{HOME}:{ACCOUNT_ID}:log-group:{group}:*",
            CloudWatchLogsRoleArn=f"arn:aws:iam::{ACCOUNT_ID}:role/trail",
        )
    world.client("cloudwatch", HOME).put_metric_alarm(
        AlarmName="root",
        MetricName="Root",
        Namespace="Audit",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        AlarmActions=[TOPIC],
    )


def test_a_log_group_is_read_once_for_all_its_trails(world: World) -> None:
    seed(world, trails=("main", "second"))
    [found] = world.read(TrailLogGroup).subjects(TrailLogGroup)
    assert (found.arn, found.home, found.filters, found.of_organization) == (
        f"arn:aws:logs:{HOME}:{ACCOUNT_ID}:log-group:trail", HOME, (ROOT,), False,
    )  # fmt: skip
    assert world.calls.count("logs:DescribeMetricFilters") == 1


def test_without_a_trail_that_delivers_nothing_is_asked(world: World) -> None:
    world.client("logs", HOME).create_log_group(logGroupName="trail")
    assert world.read(TrailLogGroup).subjects(TrailLogGroup) == ()
    assert "logs:DescribeMetricFilters" not in world.calls


@pytest.mark.parametrize("group", ["", f"arn:aws:logs:{HOME}:444455556666:log-group:trail:*"])
def test_a_log_group_of_another_account_is_read_there(group: str) -> None:
    aws: Any = None
    trail = Trail(
        account_id=ACCOUNT_ID,
        region=HOME,
        arn="arn:aws:cloudtrail:eu-west-1:444455556666:trail/main",
        multi_region=True,
        delivery=Delivery(bucket="trail-logs", log_group=group, log_files_validated=True),
    )
    older = replace(trail, delivery=None)
    assert list(trail_log_groups(aws, Account.of(ACCOUNT_ID), Known((trail, older)))) == []


def chains_in(world: World, *regions: str, **more: Any) -> AlarmChains:
    found = world.read(AlarmChains, OtherRegion, regions=regions, **more).answers[AlarmChains][ACCOUNT_ID]
    assert isinstance(found, AlarmChains)
    return found


@pytest.mark.parametrize("region", [HOME, "us-east-1"])
def test_the_alarms_of_the_log_group_are_read_once_wherever_it_is(world: World, region: str) -> None:
    seed(world)
    [group] = chains_in(world, region).groups
    assert (group.chains[0].broken, group.chains[0].topics, group.unread) == ("", (TOPIC,), None)
    assert world.calls.count("cloudwatch:DescribeAlarms") == (1 if region == HOME else 2)


def test_a_log_group_that_was_deleted_has_no_filters(world: World) -> None:
    seed(world)
    gone = deny("logs:DescribeMetricFilters", "ResourceNotFoundException", "does not exist", 400)
    [found] = world.read(TrailLogGroup, prepare=gone).subjects(TrailLogGroup)
    assert found.filters == ()


def odd_first(operation: str, key: str, item: dict[str, Any]) -> Prepare:
    """An answer in which something odd comes before what there is."""

    def edit(**event: Any) -> None:
        event["parsed"][key] = [item, *event["parsed"][key]]

    return lambda session: session.register(f"after-call.{operation}", edit)


def test_one_odd_filter_leaves_the_others(world: World) -> None:
    seed(world)
    odd = odd_first("cloudwatch-logs.DescribeMetricFilters", "metricFilters", {"filterName": "odd"})
    [found] = world.read(TrailLogGroup, prepare=odd).subjects(TrailLogGroup)
    assert found.filters == (ROOT,)
    assert found.unread
    assert (found.unread.reason, found.unread.operation) == (
        ReasonCode.MALFORMED_ANSWER,
        "logs:DescribeMetricFilters",
    )


def test_one_odd_alarm_of_another_region_leaves_the_others(world: World) -> None:
    seed(world)
    odd = odd_first("cloudwatch.DescribeAlarms", "MetricAlarms", {"AlarmName": "odd"})
    [found] = world.read(OtherRegion, prepare=odd, regions=("us-east-1",)).subjects(OtherRegion)
    assert [one.name for one in found.alarms] == ["root"]
    assert found.unread
    assert found.unread.reason is ReasonCode.MALFORMED_ANSWER


def test_a_refusal_stands_for_the_log_group(world: World) -> None:
    seed(world)
    [group] = chains_in(world, HOME, prepare=deny("logs:DescribeMetricFilters")).groups
    assert isinstance(group.unread, Unavailable)
    assert (group.unread.operation, group.unread.action) == ("logs:DescribeMetricFilters",) * 2


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, ROOT),
        ({"fieldSelectionCriteria": '@aws.account = "111122223333"'}, replace(ROOT, narrowed=True)),
        ({"fieldSelectionCriteria": ""}, ROOT),
        ({"emitSystemFieldDimensions": ["@aws.region"]}, replace(ROOT, metrics=())),
        ({"emitSystemFieldDimensions": []}, ROOT),
    ],
)
def test_what_narrows_a_filter_is_kept(members: dict[str, Any], expected: MetricFilter) -> None:
    assert _filter({**ANSWER, **members}) == expected


@pytest.mark.parametrize(
    ("transformation", "counts"),
    [
        ({"metricValue": "1"}, True),
        ({"metricValue": "0"}, False),
        ({"metricValue": "0.0"}, False),
        ({"metricValue": "$.size"}, True),
        ({"metricValue": "1", "dimensions": {}}, True),
        ({"metricValue": "1", "dimensions": {"User": "$.user"}}, False),
    ],
)
def test_a_metric_counts_events_with_a_value_and_without_dimensions(transformation: Any, counts: bool) -> None:  # noqa: FBT001
    metric = {"metricName": "Root", "metricNamespace": "Audit", **transformation}
    assert bool(_filter({**ANSWER, "metricTransformations": [metric]}).metrics) is counts
