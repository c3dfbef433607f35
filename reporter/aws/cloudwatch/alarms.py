"""The alarms of CloudWatch: what they watch, and what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.shared.known import filled, known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Region, Resource, account_in

TYPES = {"MetricAlarms": "metric", "CompositeAlarms": "composite", "LogAlarms": "log"}
"""By the name of the list in an answer. Without asking for all types, AWS lists metric alarms only."""
WANTED = ("MetricAlarm", "CompositeAlarm", "LogAlarm")
TOKEN = re.compile(r'"([^"]*)"|([^\s()",]+)')
FALLING = frozenset({"LessThanThreshold", "LessThanOrEqualToThreshold", "LessThanLowerThreshold"})
"""The operators by which an alarm is raised only when a metric falls."""
RISING = frozenset(
    {
        "GreaterThanThreshold",
        "GreaterThanOrEqualToThreshold",
        "GreaterThanUpperThreshold",
        "LessThanLowerOrGreaterThanUpperThreshold",
    }
)
"""The operators by which it may be raised when a metric rises, also out of the band that AWS expects."""
FUNCTIONS = frozenset({"ALARM", "OK", "INSUFFICIENT_DATA", "AT_LEAST", "AND", "OR", "NOT", "TRUE", "FALSE"})


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric without dimensions."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm(Resource):
    """An alarm of any type, in its own region."""

    kind: ClassVar[str] = "AWS::CloudWatch::Alarm"

    type: str
    """`metric`, `composite` or `log`."""
    actions_enabled: bool
    alarm_actions: tuple[str, ...] = ()
    ok_actions: tuple[str, ...] = ()
    insufficient_data_actions: tuple[str, ...] = ()
    metrics: tuple[Metric, ...] = ()
    """The metrics of the own account that it watches, as far as they have no dimensions."""
    operator: str = ""
    """How it compares a metric with its threshold; empty for composite alarms."""
    rule: str = ""
    """The rule of a composite alarm."""
    suppressor: str = ""
    """The name or ARN of the alarm that mutes a composite alarm."""

    def is_any_of(self, names: frozenset[str]) -> bool:
        """Whether it is named, by its name or its ARN."""
        return self.name in names or self.arn in names

    @property
    def named(self) -> frozenset[str]:
        """The names and ARNs of the alarms that a composite alarm is made of, or muted by."""
        found = (quoted or plain for quoted, plain in TOKEN.findall(self.rule) if quoted or plain not in FUNCTIONS)
        return frozenset(found) | ({self.suppressor} if self.suppressor else frozenset())

    @property
    def raised_by(self) -> frozenset[str]:
        """The alarms of which each alone raises a composite alarm; none where its rule is no chain of `ALARM(x) OR`."""
        tokens = TOKEN.findall(self.rule)
        words = [plain for _, plain in tokens]
        calls, names, joints = words[::3], tokens[1::3], words[2::3]
        plain = set(calls) == {"ALARM"} and set(joints) <= {"OR"} and len(calls) == len(names) == len(joints) + 1
        return frozenset(quoted or word for quoted, word in names) if plain else frozenset()


@dataclass(frozen=True, slots=True)
class CompositeActions(Fact):
    """The alarms of a region that act through a composite alarm."""

    by_name: Mapping[str, str]
    """By name and ARN of an alarm: a composite alarm with actions that names it, directly or through others."""
    unread: Unavailable | None = None
    """The reason why alarms may be missing."""

    def above(self, alarm: Alarm) -> str:
        """The name of a composite alarm through which an alarm acts; empty for none."""
        return self.by_name.get(alarm.name) or self.by_name.get(alarm.arn, "")


@collects("cloudwatch:DescribeAlarms")
def alarms(aws: Aws, region: Region) -> Listing[Alarm]:
    """The alarms of all types in a region."""
    return each(region, listed(aws, region.region), partial(who_is, region.account_id, region.region), read_alarm)


def listed(aws: Aws, region: str) -> Iterator[Mapping[str, Any]]:
    """The alarms of a region as AWS describes them, each with its type."""
    for page in aws.pages("cloudwatch", "describe_alarms", page_size=100, region=region, AlarmTypes=list(WANTED)):
        for key, type_ in TYPES.items():
            # Where AWS has no alarms on logs yet, the answer has no list of them.
            found = page.get(key, ()) if type_ == "log" else page[key]
            yield from ({**alarm, "type": type_} for alarm in found)


def who_is(account_id: str, region: str, item: Mapping[str, Any]) -> Identity:
    """The identity of an alarm."""
    return Identity(account_id=account_id, region=region, arn=item["AlarmArn"], name=item["AlarmName"], tags={})


def read_alarm(who: Identity, item: Mapping[str, Any]) -> Alarm:
    """The alarm."""
    is_metric, is_composite = item["type"] == "metric", item["type"] == "composite"
    return Alarm(
        **who,
        type=item["type"],
        actions_enabled=item["ActionsEnabled"],
        alarm_actions=tuple(item["AlarmActions"]),
        ok_actions=tuple(item["OKActions"]),
        insufficient_data_actions=tuple(item["InsufficientDataActions"]),
        metrics=tuple(_metrics(item, account_in(item["AlarmArn"]))) if is_metric else (),
        operator=known(item["ComparisonOperator"], FALLING | RISING)
        if is_metric and "EvaluationCriteria" not in item
        else "",
        rule=item["AlarmRule"] if is_composite else "",
        suppressor=item.get("ActionsSuppressor", "") if is_composite else "",
    )


def _metrics(item: Mapping[str, Any], account_id: str) -> Iterator[Metric]:
    """The metric that an alarm names, or those that go into its expression; an alarm on a query in PromQL has none."""
    if "MetricName" in item:
        wanted = [item]
    elif "EvaluationCriteria" in item:
        wanted = []
    else:
        own = (one for one in filled(item["Metrics"], "its metrics") if one.get("AccountId", account_id) == account_id)
        wanted = [one["MetricStat"]["Metric"] for one in own if "MetricStat" in one]
    for one in wanted:
        if not one.get("Dimensions"):
            yield Metric(one["Namespace"], one["MetricName"])


@collects()
def composite_actions(region: Region, alarms: Known[Alarm]) -> CompositeActions:
    """Composite alarms with actions, with all that they are made of."""
    composites = [alarm for alarm in alarms.found if alarm.type == "composite"]
    known = {key: alarm for alarm in composites for key in (alarm.name, alarm.arn)}
    found: dict[str, str] = {}
    for top in sorted(composites, key=lambda alarm: alarm.name):
        below = list(top.named) if top.alarm_actions else []
        while below:
            name = below.pop()
            if name not in found:
                found[name] = top.name
                below += known[name].named if name in known else ()
    return CompositeActions(found, alarms.unread)
