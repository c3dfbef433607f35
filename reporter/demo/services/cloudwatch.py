"""The demo's log groups, and the metric filters and alarms on what trails record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reporter.demo.place import HOME, Place
from reporter.demo.state import Corrections, Question

NAMESPACE = "Audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A metric filter on the log group of a trail, with an alarm of the same name."""

    name: str
    pattern: str
    topic: str = "security-alerts"
    muted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """What an account does with the events of its trail."""

    trail: str
    watches: tuple[Watch, ...]
    topics: dict[str, str] = field(default_factory=lambda: {"security-alerts": "security@brightwater.example"})
    """By topic: the address that is subscribed to it; empty for none."""
    log_groups: dict[str, int | None] = field(default_factory=dict)
    """By further log group: the days that it keeps events; None for ever."""
    idle_alarms: tuple[str, ...] = ()
    """Alarms without an action."""


def changes(name: str, source: str, events: str) -> Watch:
    """A watch on these operations of a service."""
    names = " || ".join(f"($.eventName = {event})" for event in events.split())
    return Watch(name=name, pattern=f"{{ ($.eventSource = {source}.amazonaws.com) && ({names}) }}")


ANY_ERROR = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
ROOT = '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
FAILED_SIGN_IN = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
NO_MFA = '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }'
NETWORK = (
    "*SecurityGroup* *NetworkAcl* *NetworkAclEntry *NetworkAclAssociation *InternetGateway *CustomerGateway *Route "
    "*RouteTable *RouteTableAssociation *Vpc *VpcAttribute *VpcPeeringConnection *VpcClassicLink"
)
SHOP = Monitoring(
    trail="shop-management",
    watches=(
        Watch(name="unauthorised-calls", pattern=ANY_ERROR),
        Watch(name="root-user", pattern=ROOT),
        Watch(name="failed-sign-ins", pattern=FAILED_SIGN_IN, topic="night-shift"),
        changes("trails-changed", "cloudtrail", "CreateTrail UpdateTrail DeleteTrail"),
        Watch(name="keys-deleted", pattern="{ $.eventName = DisableKey || $.eventName = Schedule* }", muted=True),
    ),
    topics={"security-alerts": "security@brightwater.example", "night-shift": ""},
    log_groups={"/aws/lambda/shop-checkout": 30, "/aws/lambda/shop-search": None},
    idle_alarms=("checkout-errors",),
)
PAYMENTS = Monitoring(
    trail="payments-audit",
    watches=(
        Watch(name="failed-sign-ins", pattern=FAILED_SIGN_IN),
        Watch(name="sign-ins-without-mfa", pattern=NO_MFA),
        changes("permissions", "iam", "*Policy *PolicyVersion"),
        changes("trails", "cloudtrail", "*Trail StartLogging StopLogging"),
        changes("keys", "kms", "DisableKey ScheduleKeyDeletion"),
        changes("buckets", "s3", "PutBucket* DeleteBucket*"),
        changes("config", "config", "*ConfigurationRecorder *DeliveryChannel"),
        changes("network", "ec2", NETWORK),
    ),
)
MANAGEMENT = Monitoring(
    trail="management-audit",
    watches=(Watch(name="organisation", pattern="{ $.eventSource = organizations.amazonaws.com }"),),
)
MONITORED = {"shop-prod": SHOP, "payments-prod": PAYMENTS, "brightwater-management": MANAGEMENT}


def seed(place: Place, account: str) -> None:
    """Create what the account of this name has; its trail must exist."""
    if account in MONITORED:
        _seed_monitoring(place, MONITORED[account])


def _seed_monitoring(place: Place, monitoring: Monitoring) -> None:
    _seed_log_groups(place, monitoring)
    topics = {name: _seed_topic(place, name, address) for name, address in monitoring.topics.items()}
    for watch in monitoring.watches:
        metric = {"metricName": watch.name, "metricNamespace": NAMESPACE, "metricValue": "1"}
        place.client("logs").put_metric_filter(
            logGroupName=monitoring.trail,
            filterName=watch.name,
            filterPattern=watch.pattern,
            metricTransformations=[metric],
        )
        _seed_alarm(place, watch.name, NAMESPACE, actions=[topics[watch.topic]], enabled=not watch.muted)
    for name in monitoring.idle_alarms:
        _seed_alarm(place, name, "AWS/Lambda", actions=[])


def _seed_log_groups(place: Place, monitoring: Monitoring) -> None:
    """Create the log groups; that of the trail has its name, and keeps events for two years."""
    logs, trail = place.client("logs"), monitoring.trail
    for name, days in {trail: 731, **monitoring.log_groups}.items():
        logs.create_log_group(logGroupName=name)
        if days:
            logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    place.client("cloudtrail").update_trail(
        Name=trail,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{HOME}:{place.account_id}:log-group:{trail}:*",
        CloudWatchLogsRoleArn=f"arn:aws:iam::{place.account_id}:role/{trail}",
    )


def _seed_topic(place: Place, name: str, address: str) -> str:
    """Create a topic; returns its ARN."""
    sns = place.client("sns")
    arn: str = sns.create_topic(Name=name)["TopicArn"]
    if address:
        sns.subscribe(TopicArn=arn, Protocol="email", Endpoint=address)
    return arn


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
