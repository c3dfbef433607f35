"""The commands for elb: which are run against moto, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping

from tests.remediation.shared import NEIGHBOUR, Scenario, case, vpc_of
from tests.world import World


def load_balancers(world: World) -> Mapping[str, str]:
    """Two application load balancers."""
    ec2, client = world.client("ec2"), world.client("elbv2")
    vpc = vpc_of(world)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.7.{number}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"]
        for number, zone in enumerate("ab")
    ]
    ids = [subnet["SubnetId"] for subnet in subnets]
    for name in ("web", NEIGHBOUR):
        client.create_load_balancer(Name=name, Subnets=ids)
    world.client("s3").create_bucket(Bucket="logs-of-load-balancers")
    return {"LOG_BUCKET": "logs-of-load-balancers"}


SCENARIOS: tuple[Scenario, ...] = (case("elb-access-logging-enabled", load_balancers, "AccessLogs", about="/web/"),)
TO_FILL_IN = frozenset({"LOG_BUCKET"})
