"""The demo's log groups, metric filters and alarms on what the shop's trail records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reporter.demo.place import HOME, Place
from reporter.demo.state import Corrections, Question

SHOP, TRAIL, GROUP = "shop-prod", "shop-management", "shop-trail"
NAMESPACE = "ShopAudit"
ANY_ERROR = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
ROOT = '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
FAILED_SIGN_IN = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
TRAILS = "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) }"
KEYS = "{ ($.eventSource = kms.amazonaws.com) && (($.eventName = DisableKey) || ($.eventName = ScheduleKeyDeletion)) }"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A metric filter on the log group of the trail, with an alarm of the same name."""

    name: str
    pattern: str
    topic: str = "security-alerts"
    muted: bool = False


WATCHES = (
    Watch(name="unauthorised-calls", pattern=ANY_ERROR),
    Watch(name="root-user", pattern=ROOT),
    Watch(name="failed-sign-ins", pattern=FAILED_SIGN_IN, topic="night-shift"),
    Watch(name="trails-changed", pattern=TRAILS),
    Watch(name="keys-deleted", pattern=KEYS, muted=True),
)
SUBSCRIBERS = {"security-alerts": ("security@brightwater.example",), "night-shift": ()}
"""By topic: those who are subscribed to it; the night shift was never asked to confirm."""
RETENTION = {GROUP: 731, "/aws/lambda/shop-checkout": 30, "/aws/lambda/shop-search": None}
"""By log group: the days that it keeps events; None for ever."""


def seed(place: Place, account: str) -> None:
    """Create the log groups and alarms of the shop; its trail must exist."""
    if account != SHOP:
        return
    _seed_log_groups(place)
    topics = _seed_topics(place)
    for watch in WATCHES:
        metric = {"metricName": watch.name, "metricNamespace": NAMESPACE, "metricValue": "1"}
        place.client("logs").put_metric_filter(
            logGroupName=GROUP, filterName=watch.name, filterPattern=watch.pattern, metricTransformations=[metric]
        )
        _seed_alarm(place, watch.name, NAMESPACE, actions=[topics[watch.topic]], enabled=not watch.muted)
    _seed_alarm(place, "checkout-errors", "AWS/Lambda", actions=[])


def _seed_log_groups(place: Place) -> None:
    logs = place.client("logs")
    for name, days in RETENTION.items():
        logs.create_log_group(logGroupName=name)
        if days:
            logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    place.client("cloudtrail").update_trail(
        Name=TRAIL,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{HOME}:{place.account_id}:log-group:{GROUP}:*",
        CloudWatchLogsRoleArn=f"arn:aws:iam::{place.account_id}:role/shop-trail",
    )


def _seed_topics(place: Place) -> dict[str, str]:
    """Create the topics; returns their ARNs by name."""
    sns = place.client("sns")
    arns = {name: sns.create_topic(Name=name)["TopicArn"] for name in SUBSCRIBERS}
    for name, subscribers in SUBSCRIBERS.items():
        for mail in subscribers:
            sns.subscribe(TopicArn=arns[name], Protocol="email", Endpoint=mail)
    return arns


def _seed_alarm(place: Place, name: str, namespace: str, *, actions: list[str], enabled: bool = True) -> None:
    place.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        MetricName=name,
        Namespace=namespace,
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=actions,
        ActionsEnabled=enabled,
    )


def name_classes(_: Question, parsed: dict[str, Any]) -> None:
    """Give each log group its class; moto has none."""
    for group in parsed["logGroups"]:
        group["logGroupClass"] = "STANDARD"


CORRECTIONS: Corrections = {"logs:DescribeLogGroups": name_classes}
