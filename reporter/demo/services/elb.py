"""The demo's load balancers."""

from __future__ import annotations

from typing import Any

from reporter.demo.place import HOME, Place
from reporter.demo.services.ec2.network import subnet_id_of
from reporter.demo.state import Corrections, Question

LOG_BUCKET = "brightwater-shop-logs"
LISTENER = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}


def seed(place: Place, account: str) -> None:
    """Create load balancers that log access, and some that do not."""
    if account != "shop-prod":
        return
    modern, classic = place.client("elbv2"), place.client("elb")
    subnets = [subnet_id_of(place, name) for name in ("shop-public-a", "shop-private-a")]
    for name, type_ in (("shop-web", "application"), ("shop-admin", "application"), ("shop-mail", "network")):
        arn = modern.create_load_balancer(Name=name, Type=type_, Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
        if name == "shop-web":
            values = {"access_logs.s3.enabled": "true", "access_logs.s3.bucket": LOG_BUCKET}
            attributes = [{"Key": key, "Value": value} for key, value in values.items()]
            modern.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=attributes)
    classic.create_load_balancer(LoadBalancerName="shop-2014", Listeners=[LISTENER], AvailabilityZones=[f"{HOME}a"])


def complete_attributes(_: Question, parsed: dict[str, Any]) -> None:
    """Add the attribute that AWS always sends, and moto only where it was set."""
    if not any(attribute["Key"] == "access_logs.s3.enabled" for attribute in parsed["Attributes"]):
        parsed["Attributes"].append({"Key": "access_logs.s3.enabled", "Value": "false"})


CORRECTIONS: Corrections = {"elbv2:DescribeLoadBalancerAttributes": complete_attributes}
