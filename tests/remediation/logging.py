"""What does not log access in moto's AWS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporter.demo.services.cloudfront import DistributionState
from tests.remediation.scenarios import NEIGHBOUR, vpc_of
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


def distributions(world: World) -> Mapping[str, Any]:
    """Two distributions."""
    world.state().of(DistributionState).logging |= {"E1": False, "E2": False}
    world.client("s3").create_bucket(Bucket="logs-of-distributions")
    return {"NAME": "shop", "LOG_BUCKET_ARN": "arn:aws:s3:::logs-of-distributions"}
