"""Alarms, as CloudWatch describes them."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest

from reporter.aws.cloudwatch.alarms import FALLING, RISING, Alarm, Metric, composite_actions, read_alarm
from reporter.engine.listing import Identity
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Account, Region
from tests.world import ACCOUNT_ID, Prepare, World

REGION = "eu-west-1"
ARN = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT_ID}:alarm:"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT_ID}:alerts"
HERE = Region.of(Account.of(ACCOUNT_ID), REGION)


def alarm(name: str, **more: Any) -> Alarm:
    given = {"type": "metric", "actions_enabled": True, "alarm_actions": (TOPIC,), **more}
    return Alarm(account_id=ACCOUNT_ID, region=REGION, arn=ARN + name, name=name, **given)


def composite(name: str, rule: str, **more: Any) -> Alarm:
    return alarm(name, type="composite", rule=rule, **more)


def put_alarms(world: World) -> None:
    """An alarm on a metric."""
    client = world.client("cloudwatch", REGION)
    client.put_metric_alarm(
        AlarmName="signins",
        MetricName="Failures",
        Namespace="Audit",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Period=300,
        Statistic="Sum",
        Threshold=0,
        AlarmActions=[TOPIC],
    )


COMPOSITE = {
    "AlarmArn": ARN + "any",
    "AlarmName": "any",
    "AlarmRule": "ALARM(signins)",
    "ActionsEnabled": False,
    "AlarmActions": [],
    "OKActions": [],
    "InsufficientDataActions": [],
}


def with_others(region: str) -> Prepare:
    """Composite alarms and alarms on logs, which moto has not."""

    def edit(**event: Any) -> None:
        if event["context"]["client_region"] == region:
            event["parsed"]["CompositeAlarms"] = [COMPOSITE]
            event["parsed"]["LogAlarms"] = [{**COMPOSITE, "AlarmArn": ARN + "errors", "AlarmName": "errors"}]

    return lambda session: session.register("after-call.cloudwatch.DescribeAlarms", edit)


def test_alarms_of_all_types_are_listed_in_every_region(world: World) -> None:
    put_alarms(world)
    listed = world.read(Alarm, regions=(REGION, "us-east-1"), prepare=with_others(REGION)).subjects(Alarm)
    found = {one.name: one for one in listed}
    assert found["signins"] == alarm("signins", metrics=(Metric("Audit", "Failures"),), operator="GreaterThanThreshold")
    assert found["any"] == composite("any", "ALARM(signins)", actions_enabled=False, alarm_actions=())
    assert found["errors"].type == "log"
    assert world.calls.count("cloudwatch:DescribeAlarms") == 2


ANSWER: dict[str, Any] = {
    "type": "metric",
    "AlarmArn": ARN + "x",
    "AlarmName": "x",
    "ActionsEnabled": True,
    "AlarmActions": [],
    "OKActions": [TOPIC],
    "InsufficientDataActions": [],
    "ComparisonOperator": "GreaterThanThreshold",
}
STAT = {"Metric": {"Namespace": "Audit", "MetricName": "Sum"}, "Period": 60, "Stat": "Sum"}
OF_A_HOST = {"Metric": {**STAT["Metric"], "Dimensions": [{"Name": "Host", "Value": "a"}]}}  # type: ignore[dict-item]


def read(**more: Any) -> Alarm:
    who = Identity(account_id=ACCOUNT_ID, region=REGION, arn=ARN + "x", name="x", tags={})
    return read_alarm(who, {**ANSWER, **more})


@pytest.mark.parametrize(
    ("members", "metrics"),
    [
        ({"MetricName": "Sum", "Namespace": "Audit", "Dimensions": []}, (Metric("Audit", "Sum"),)),
        ({"MetricName": "Sum", "Namespace": "Audit", "Dimensions": [{"Name": "Host", "Value": "a"}]}, ()),
        ({"Metrics": [{"Id": "a", "MetricStat": STAT}, {"Id": "b", "Expression": "a*2"}]}, (Metric("Audit", "Sum"),)),
        ({"Metrics": [{"Id": "a", "MetricStat": STAT, "AccountId": ACCOUNT_ID}]}, (Metric("Audit", "Sum"),)),
        ({"Metrics": [{"Id": "a", "MetricStat": STAT, "AccountId": "444455556666"}]}, ()),
        ({"Metrics": [{"Id": "a", "MetricStat": OF_A_HOST}]}, ()),
    ],
)
def test_the_metrics_without_dimensions_of_the_own_account_are_kept(members: Any, metrics: Any) -> None:
    found = read(**members)
    assert (found.metrics, found.operator, found.ok_actions) == (metrics, "GreaterThanThreshold", (TOPIC,))


def test_an_alarm_on_an_expected_band_watches_the_metric_of_the_band() -> None:
    band = {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(a, 2)"}
    operator = "LessThanLowerOrGreaterThanUpperThreshold"
    found = read(Metrics=[{"Id": "a", "MetricStat": STAT}, band], ThresholdMetricId="band", ComparisonOperator=operator)
    assert (found.metrics, found.operator) == ((Metric("Audit", "Sum"),), operator)


def test_every_operator_of_aws_rises_or_falls() -> None:
    shape = botocore.session.get_session().get_service_model("cloudwatch").shape_for("ComparisonOperator")
    assert sorted(shape.enum) == sorted([*RISING, *FALLING])  # type: ignore[attr-defined]


def test_an_alarm_with_an_operator_that_is_not_known_is_malformed() -> None:
    with pytest.raises(ValueError, match="'NotEqual' is none of"):
        read(MetricName="Sum", Namespace="Audit", ComparisonOperator="NotEqual")


def test_an_alarm_without_any_metric_is_malformed() -> None:
    with pytest.raises(LookupError, match="it lacks its metrics"):
        read(Metrics=[])


def test_an_alarm_on_a_query_has_neither_metric_nor_operator() -> None:
    found = read(EvaluationCriteria={"PromQLCriteria": {"Query": "up"}})
    assert (found.metrics, found.operator) == ((), "")


def test_a_composite_alarm_has_its_rule_and_what_mutes_it() -> None:
    found = read(type="composite", AlarmRule="TRUE", ActionsSuppressor="night")
    assert (found.rule, found.suppressor, found.operator) == ("TRUE", "night", "")
    assert read(type="log").rule == ""


@pytest.mark.parametrize(
    ("rule", "named", "raised_by"),
    [
        ("ALARM(a)", {"a"}, {"a"}),
        ('ALARM("an a") OR ALARM(b)', {"an a", "b"}, {"an a", "b"}),
        (f"(ALARM({ARN}a) OR ALARM(b)) OR ALARM(c)", {ARN + "a", "b", "c"}, {ARN + "a", "b", "c"}),
        ("ALARM(a) AND ALARM(b)", {"a", "b"}, set()),
        ("ALARM(a) OR OK(b)", {"a", "b"}, set()),
        ("NOT ALARM(a)", {"a"}, set()),
        ("ALARM(a) OR NOT ALARM(b)", {"a", "b"}, set()),
        ("AT_LEAST(2, ALARM, (a, b))", {"2", "a", "b"}, set()),
        ("TRUE", set(), set()),
        ("ALARM(a) OR", {"a"}, set()),
        ("", set(), set()),
    ],
)
def test_a_rule_names_alarms_and_says_which_raise_it_alone(rule: str, named: set[str], raised_by: set[str]) -> None:
    found = composite("x", rule)
    assert found.named == named
    assert found.raised_by == raised_by


def test_the_alarm_that_mutes_another_is_named_too() -> None:
    assert composite("x", "ALARM(a)", suppressor="night").named == {"a", "night"}


def test_an_alarm_acts_through_composite_ones_at_any_height() -> None:
    alarms = (
        alarm("low", alarm_actions=()),
        composite("middle", "ALARM(low)", alarm_actions=()),
        composite("top", f"OK({ARN}middle)", suppressor="night"),
        composite("quiet", "ALARM(other)", alarm_actions=()),
        composite("ring", "ALARM(ring) OR ALARM(low)"),
    )
    found = composite_actions(HERE, Known(alarms))
    assert {one: found.above(alarm(one)) for one in ("low", "middle", "night", "other", "top")} == {
        "low": "ring", "middle": "top", "night": "top", "other": "", "top": "",
    }  # fmt: skip


def test_alarms_that_could_not_be_read_may_be_composite_ones() -> None:
    why = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
    assert composite_actions(HERE, Known((), {"odd": why})).unread == why
