"""From a metric filter to the topics that its alarms notify."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reporter.aws.cloudwatch.alarms import Metric
from reporter.aws.cloudwatch.chains import Chain, GroupChains, alarm_chains, chain_of
from reporter.aws.cloudwatch.metric_filters import MetricFilter, OtherRegion, TrailLogGroup
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import GLOBAL, Account
from tests.aws.cloudwatch.test_alarms import ARN, REGION, TOPIC, alarm, composite
from tests.world import ACCOUNT_ID

ACCOUNT = Account.of(ACCOUNT_ID)
GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:trail"
SUM = Metric("Audit", "Sum")
FILTER = MetricFilter(name="root", pattern="{ $.a = 1 }", metrics=(SUM,), narrowed=False)
ON_SUM = alarm("sum", metrics=(SUM,), operator="GreaterThanThreshold")
QUIET = replace(ON_SUM, alarm_actions=())
LAMBDA = f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:page"
WHY = Unavailable(ReasonCode.DENIED_BY_IAM, "no")


def test_a_filter_leads_to_the_topics_of_all_alarms_on_its_metrics() -> None:
    other = alarm("all", metrics=(Metric("Audit", "Other"),), alarm_actions=("arn:aws:sns:eu-west-1:1:other",))
    second = alarm("second", metrics=(SUM,), alarm_actions=("arn:aws:sns:eu-west-1:1:second", LAMBDA))
    found = chain_of(FILTER, [ON_SUM, second, other])
    assert found == Chain(filter="root", pattern="{ $.a = 1 }", topics=(TOPIC, "arn:aws:sns:eu-west-1:1:second"))


@pytest.mark.parametrize(
    ("change", "alarms", "broken"),
    [
        ({"narrowed": True}, [ON_SUM], "is for some accounts or regions only"),
        ({"metrics": ()}, [ON_SUM], "has only metrics with dimensions or with the value 0"),
        ({}, [], "has no alarm on its metric"),
        ({}, [alarm("x", metrics=(Metric("Other", "Sum"),))], "has no alarm on its metric"),
        ({}, [replace(ON_SUM, actions_enabled=False)], "has the alarm sum, whose actions are disabled"),
        ({}, [QUIET], "has the alarm sum, which has no action"),
        ({}, [QUIET, composite("c", "ALARM(sum)", actions_enabled=False)], "has the alarm sum, which has no action"),
        ({}, [QUIET, composite("c", "ALARM(sum) AND ALARM(x)")], "has the alarm sum, which has no action"),
        ({}, [QUIET, composite("c", "ALARM(sum)", alarm_actions=())], "has the alarm sum, which has no action"),
    ],
)
def test_the_first_broken_link_is_named(change: dict[str, Any], alarms: list[Any], broken: str) -> None:
    found = chain_of(replace(FILTER, **change), alarms)
    assert (found.broken, found.topics) == (broken, ())


@pytest.mark.parametrize("operator", ["LessThanThreshold", "LessThanOrEqualToThreshold", "LessThanLowerThreshold"])
def test_an_alarm_that_is_raised_when_the_metric_falls_is_a_broken_link(operator: str) -> None:
    found = chain_of(FILTER, [replace(ON_SUM, operator=operator)])
    assert (found.broken, found.topics) == ("has the alarm sum, which is raised when the metric falls", ())


@pytest.mark.parametrize(
    "operator",
    [
        "GreaterThanThreshold",
        "GreaterThanOrEqualToThreshold",
        "GreaterThanUpperThreshold",
        "LessThanLowerOrGreaterThanUpperThreshold",
    ],
)
def test_an_alarm_that_is_raised_when_the_metric_rises_acts(operator: str) -> None:
    found = chain_of(FILTER, [replace(ON_SUM, operator=operator)])
    assert (found.broken, found.topics) == ("", (TOPIC,))


@pytest.mark.parametrize("rule", ["ALARM(sum)", f"ALARM(x) OR ALARM({ARN}sum)"])
def test_an_alarm_without_actions_may_use_those_of_a_composite_one(rule: str) -> None:
    found = chain_of(FILTER, [replace(QUIET, actions_enabled=False), composite("c", rule)])
    assert (found.broken, found.topics) == ("", (TOPIC,))


def test_an_alarm_that_acts_on_something_else_than_a_topic_acts() -> None:
    found = chain_of(FILTER, [alarm("page", metrics=(SUM,), alarm_actions=(LAMBDA,))])
    assert (found.broken, found.topics) == ("", ())


def group(*filters: MetricFilter, arn: str = GROUP) -> TrailLogGroup:
    return TrailLogGroup(account_id=ACCOUNT_ID, region=GLOBAL, arn=arn, of_organization=False, filters=filters)


def test_alarms_of_another_region_do_not_count() -> None:
    far = replace(ON_SUM, region="us-east-1", arn=ON_SUM.arn.replace(REGION, "us-east-1"))
    [found] = alarm_chains(ACCOUNT, Known((group(FILTER),)), Known((far,)), Known()).groups
    assert found.chains[0].broken == "has no alarm on its metric"


def test_in_a_region_that_is_not_selected_alarms_count_as_well() -> None:
    place = OtherRegion(account_id=ACCOUNT_ID, region=GLOBAL, arn="x", name=REGION, alarms=(ON_SUM,))
    [found] = alarm_chains(ACCOUNT, Known((group(FILTER),)), Known(), Known((place,))).groups
    assert found.chains[0].topics == (TOPIC,)


@pytest.mark.parametrize(
    ("key", "unread"),
    [
        (REGION, WHY),
        ("us-east-1", None),
        (ARN + "odd", WHY),
        (ARN.replace(REGION, "us-east-1") + "odd", None),
        (ACCOUNT_ID, WHY),
    ],
)
def test_alarms_that_could_not_be_read_matter_in_their_own_region(key: str, unread: Unavailable | None) -> None:
    gaps = {key: WHY}
    groups = Known((group(FILTER),))
    [found] = alarm_chains(ACCOUNT, groups, Known((), gaps), Known()).groups
    assert (found.unread_alarms, found.unread) == (unread, None)
    [found] = alarm_chains(ACCOUNT, groups, Known(), Known((), gaps)).groups
    assert found.unread_alarms == unread


def test_one_alarm_of_another_region_that_could_not_be_read_leaves_the_others() -> None:
    place = OtherRegion(account_id=ACCOUNT_ID, region=GLOBAL, arn="x", name=REGION, alarms=(ON_SUM,), unread=WHY)
    [found] = alarm_chains(ACCOUNT, Known((group(FILTER),)), Known(), Known((place,))).groups
    assert (found.chains[0].topics, found.unread_alarms) == ((TOPIC,), WHY)


def test_one_filter_that_could_not_be_read_leaves_the_others() -> None:
    odd = replace(group(FILTER), unread=WHY)
    [found] = alarm_chains(ACCOUNT, Known((odd,)), Known((ON_SUM,)), Known()).groups
    assert (found.chains[0].topics, found.unread, found.unread_alarms) == ((TOPIC,), WHY, None)


def test_log_groups_that_could_not_be_read_are_kept_with_the_reason() -> None:
    found = alarm_chains(ACCOUNT, Known((), {GROUP: WHY}), Known(), Known())
    assert (found.groups, found.unread) == ((GroupChains(arn=GROUP, of_organization=True, unread=WHY),), None)
    assert alarm_chains(ACCOUNT, Known((), {ACCOUNT_ID: WHY}), Known(), Known()).unread == WHY
