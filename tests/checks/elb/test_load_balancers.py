"""Load balancers that log access, and those that do not."""

from __future__ import annotations

import pytest

from checks.elb.load_balancers import load_balancer_logs_access
from reporter.api import failed, not_applicable, passed
from reporter.aws.elb.load_balancers import AccessLogs, LoadBalancer


def balancer(type_: str) -> LoadBalancer:
    arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/web"
    return LoadBalancer(account_id="111122223333", region="eu-west-1", arn=arn, name="web", type=type_)


@pytest.mark.parametrize("type_", ["application", "classic"])
def test_a_load_balancer_logs_access(type_: str) -> None:
    assert load_balancer_logs_access(balancer(type_), AccessLogs(enabled=True)) == passed()
    assert load_balancer_logs_access(balancer(type_), AccessLogs(enabled=False)) == failed("access logs are off")


@pytest.mark.parametrize("type_", ["network", "gateway"])
def test_other_types_cannot_log_all_requests(type_: str) -> None:
    found = load_balancer_logs_access(balancer(type_), AccessLogs(enabled=False))
    assert found == not_applicable(f"a {type_} load balancer cannot log all requests")
