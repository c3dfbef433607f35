"""The answers of Elastic Load Balancing."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, always, regional

SIZES = {"load_balancers": 8, "classic_load_balancers": 0}


def load_balancer(number: str) -> dict[str, Any]:
    """A load balancer as it is listed."""
    name = f"web-{number}"
    arn = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/{name}/0123456789abcdef"
    return {"LoadBalancerArn": arn, "LoadBalancerName": name, "Type": "application", "Scheme": "internal"}


def classic_load_balancer(number: str) -> dict[str, Any]:
    """A classic load balancer as it is listed."""
    return {"LoadBalancerName": f"old-{number}", "Scheme": "internal"}


ANSWERS: dict[str, Fixed | Listing] = {
    "elb:DescribeLoadBalancerAttributes": always({"LoadBalancerAttributes": {"AccessLog": {"Enabled": True}}}),
    "elb:DescribeLoadBalancers": regional(
        "classic_load_balancers", "LoadBalancerDescriptions", classic_load_balancer, most=400, next_page="NextMarker"
    ),
    "elbv2:DescribeLoadBalancerAttributes": always(
        {"Attributes": [{"Key": "access_logs.s3.enabled", "Value": "true"}]}
    ),
    "elbv2:DescribeLoadBalancers": regional(
        "load_balancers", "LoadBalancers", load_balancer, most=400, next_page="NextMarker"
    ),
}
