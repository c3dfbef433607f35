"""Load balancers of both interfaces, and whether they log access."""

from __future__ import annotations

from typing import Any

import pytest

from checks.elb.load_balancers import load_balancer_logs_access
from reporter.aws.elb.load_balancers import AccessLogs, LoadBalancer
from reporter.engine.judge import judge, rule
from tests.aws.recorded import REGION, read_recorded
from tests.world import ACCOUNT_ID

ARN = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT_ID}:loadbalancer"
LIST, CLASSIC = f"elbv2:describe_load_balancers/{REGION}", f"elb:describe_load_balancers/{REGION}"
GET, GET_CLASSIC = (f"{api}:describe_load_balancer_attributes/{REGION}" for api in ("elbv2", "elb"))
NONE: dict[str, Any] = {LIST: {"LoadBalancers": []}, CLASSIC: {"LoadBalancerDescriptions": []}}


def listing(type_: str) -> dict[str, Any]:
    return {LIST: {"LoadBalancers": [{"LoadBalancerArn": f"{ARN}/x/web/1", "LoadBalancerName": "web", "Type": type_}]}}


def attributes(value: str) -> dict[str, Any]:
    return {f"{GET}/{ARN}/x/web/1": {"Attributes": [{"Key": "access_logs.s3.enabled", "Value": value}]}}


def test_load_balancers_of_both_interfaces_are_listed() -> None:
    classic = {CLASSIC: {"LoadBalancerDescriptions": [{"LoadBalancerName": "old"}]}}
    web, old = read_recorded({**listing("application"), **classic}, LoadBalancer).of(LoadBalancer)
    assert (web.name, web.arn, web.type, web.is_classic, web.logs_requests) == (
        "web", f"{ARN}/x/web/1", "application", False, True,
    )  # fmt: skip
    assert (old.name, old.arn, old.is_classic, old.logs_requests) == ("old", f"{ARN}/old", True, True)


def test_a_region_without_load_balancers_costs_one_request_for_each_interface() -> None:
    heard = read_recorded(NONE, AccessLogs)
    assert (heard.of(LoadBalancer), heard.asked) == ((), (LIST, CLASSIC))


def test_a_new_type_is_not_guessed() -> None:
    heard = read_recorded({**NONE, **listing("brand-new")}, LoadBalancer)
    assert (heard.of(LoadBalancer), list(heard.gaps(LoadBalancer))) == ((), [f"{ARN}/x/web/1"])


@pytest.mark.parametrize(("value", "enabled"), [("true", True), ("false", False)])
def test_an_application_load_balancer_says_so_in_an_attribute(value: str, *, enabled: bool) -> None:
    heard = read_recorded({**NONE, **listing("application"), **attributes(value)}, AccessLogs)
    assert heard.about(AccessLogs, f"{ARN}/x/web/1") == AccessLogs(enabled=enabled)


def test_another_value_is_no_answer() -> None:
    heard = read_recorded({**NONE, **listing("application"), **attributes("maybe")}, AccessLogs)
    assert "'maybe' is none of false, true" in heard.about(AccessLogs, f"{ARN}/x/web/1").detail


@pytest.mark.parametrize("enabled", [True, False])
def test_a_classic_load_balancer_has_a_member_of_its_own(*, enabled: bool) -> None:
    answers = {
        **NONE,
        CLASSIC: {"LoadBalancerDescriptions": [{"LoadBalancerName": "old"}]},
        f"{GET_CLASSIC}/old": {"LoadBalancerAttributes": {"AccessLog": {"Enabled": enabled}}},
    }
    assert read_recorded(answers, AccessLogs).about(AccessLogs, f"{ARN}/old") == AccessLogs(enabled=enabled)


@pytest.mark.parametrize("type_", ["network", "gateway"])
def test_what_cannot_log_all_requests_is_not_asked(type_: str) -> None:
    heard = read_recorded({**NONE, **listing(type_)}, AccessLogs)
    assert heard.about(AccessLogs, f"{ARN}/x/web/1") == AccessLogs(enabled=False)
    assert heard.asked == (LIST, CLASSIC)


@pytest.mark.parametrize(
    ("arn", "kind"),
    [
        (f"{ARN}/web", "AWS::ElasticLoadBalancing::LoadBalancer"),
        (f"{ARN}/app/web/0123456789abcdef", "AWS::ElasticLoadBalancingV2::LoadBalancer"),
        (f"{ARN}/net/web/0123456789abcdef", "AWS::ElasticLoadBalancingV2::LoadBalancer"),
        (f"arn:aws:ec2:{REGION}:{ACCOUNT_ID}:region", "AWS::ElasticLoadBalancingV2::LoadBalancer"),
    ],
)
def test_classic_load_balancers_have_a_resource_type_of_their_own(arn: str, kind: str) -> None:
    assert LoadBalancer.kind_at(arn) == kind


def test_findings_have_the_resource_type_of_the_load_balancer() -> None:
    classic = {CLASSIC: {"LoadBalancerDescriptions": [{"LoadBalancerName": "old"}]}}
    heard = read_recorded({**listing("application"), **attributes("true"), **classic}, AccessLogs)
    found = judge(heard.inventory, [rule(load_balancer_logs_access)])
    types = {one.resource_name: one.resource_type.split("::")[1] for one in found}
    assert types["web"] == "ElasticLoadBalancingV2"
    assert types["old"] == "ElasticLoadBalancing"
