"""The commands for cloudwatch: which are run against moto, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.cloudwatch.watched import WATCHED
from tests.remediation.services.cloudtrail import trails
from tests.remediation.shared import NEIGHBOUR, Scenario, case
from tests.world import ACCOUNT_ID, World

ALARMS = "arn:aws:cloudwatch:us-east-1: arn:aws:logs:us-east-1: arn:aws:sns:us-east-1:"
ERRORS = {"about": ":errors"}
WATCHED_EVENTS = ("root-usage", "organizations-changes")
"""Two of a family whose commands differ in the pattern only."""
WATCHING = ("AccountAlarms", "Alarm", "AlarmChains", "NotifiedTopic", "TrailLogGroup")


def watched_trail(world: World) -> Mapping[str, str]:
    """A trail that delivers to a log group without a metric filter, and a topic with a subscription."""
    trails(world)
    world.client("logs").create_log_group(logGroupName="trail")
    group, role = (f"arn:aws:{end}" for end in (f"logs:us-east-1:{ACCOUNT_ID}:log-group:trail:*", "iam::1:role/trail"))
    world.client("cloudtrail").update_trail(Name="main", CloudWatchLogsLogGroupArn=group, CloudWatchLogsRoleArn=role)
    arn = world.client("sns").create_topic(Name="alerts")["TopicArn"]
    world.client("sns").subscribe(TopicArn=arn, Protocol="email", Endpoint="audit@example.com")
    return {"HOME_REGION": "us-east-1", "LOG_GROUP": "trail", "NAME": "watched", "TOPIC_ARN": arn}


def alarms(world: World) -> None:
    """Two alarms without an action, which would not do it either."""
    for name in ("errors", NEIGHBOUR):
        world.client("cloudwatch").put_metric_alarm(
            AlarmName=name,
            MetricName="Errors",
            Namespace="Shop",
            ComparisonOperator="GreaterThanThreshold",
            EvaluationPeriods=1,
            ActionsEnabled=False,
        )


def with_action(alarm: Any) -> Any:
    """The alarm as put-metric-alarm takes it, with an action."""
    taken = ("AlarmName", "MetricName", "Namespace", "ComparisonOperator", "EvaluationPeriods", "ActionsEnabled")
    return {**{name: alarm[name] for name in taken}, "AlarmActions": [f"arn:aws:sns:us-east-1:{ACCOUNT_ID}:alerts"]}


def log_groups(world: World) -> None:
    """Two log groups that keep events for a month."""
    for name in ("orders", NEIGHBOUR):
        world.client("logs").create_log_group(logGroupName=name)
        world.client("logs").put_retention_policy(logGroupName=name, retentionInDays=30)


_ALIKE = [f"cloudwatch-alarm-{one.name}" for one in WATCHED if one.name not in WATCHED_EVENTS]
SCENARIOS: tuple[Scenario, ...] = (
    *(case(f"cloudwatch-alarm-{name}", watched_trail, *WATCHING, beside=ALARMS) for name in WATCHED_EVENTS),
    case("cloudwatch-alarm-action-configured", alarms, "Alarm", edits={"alarm.json": with_action}, **ERRORS),
    case("cloudwatch-alarm-actions-enabled", alarms, "Alarm", **ERRORS),
    case("cloudwatch-log-group-retention-set", log_groups, "LogGroup", about=":orders"),
)
NOT_RUN = {**dict.fromkeys(_ALIKE, "as that of cloudwatch-alarm-root-usage, with another pattern")}
TO_FILL_IN = frozenset({"HOME_REGION", "LOG_GROUP", "NAME", "TOPIC_ARN"})
