"""Networks that fail in moto's AWS."""

from __future__ import annotations

from collections.abc import Mapping

from tests.remediation.scenarios import vpc_of
from tests.world import World


def used_vpc(world: World) -> Mapping[str, str]:
    """A VPC without endpoints, with an interface."""
    client, vpc = world.client("ec2"), vpc_of(world)
    subnet = client.create_subnet(VpcId=vpc, CidrBlock="10.7.1.0/24")["Subnet"]["SubnetId"]
    group = client.create_security_group(VpcId=vpc, GroupName="endpoints", Description="-")["GroupId"]
    client.create_network_interface(SubnetId=subnet, Groups=[group])
    of_vpc = [{"Name": "vpc-id", "Values": [vpc]}]
    [table] = client.describe_route_tables(Filters=of_vpc)["RouteTables"]
    return {"ABOUT": vpc, "SUBNET": subnet, "GROUP": group, "RTB": table["RouteTableId"]}
