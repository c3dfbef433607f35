"""The commands for vpc: which are run against moto, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping

from tests.remediation.shared import Scenario, case, vpc_of
from tests.world import World

NETWORK = "arn:aws:ec2:us-east-1:111122223333:"
VPC_ENDPOINT = f"{NETWORK}vpc-endpoint/"
ROUTE_TABLE = "arn:aws:ec2:us-east-1:111122223333:route-table/"


def a_vpc(world: World) -> Mapping[str, str]:
    world.client("s3").create_bucket(Bucket="flow-logs")
    return {"ABOUT": vpc_of(world), "LOG_BUCKET_ARN": "arn:aws:s3:::flow-logs"}


def a_subnet(world: World) -> Mapping[str, str]:
    client = world.client("ec2")
    subnet = client.create_subnet(VpcId=vpc_of(world), CidrBlock="10.7.1.0/24")["Subnet"]["SubnetId"]
    client.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    return {"ABOUT": subnet}


def peered(world: World) -> Mapping[str, str]:
    """Two VPCs of one account, all of one routed to the other."""
    client = world.client("ec2")
    near, far = (client.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"] for number in (1, 2))
    made = client.create_vpc_peering_connection(VpcId=near, PeerVpcId=far)["VpcPeeringConnection"]
    peering = made["VpcPeeringConnectionId"]
    client.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    tables = client.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [near]}])["RouteTables"]
    table = tables[0]["RouteTableId"]
    client.create_route(RouteTableId=table, DestinationCidrBlock="10.2.0.0/16", VpcPeeringConnectionId=peering)
    return {"ABOUT": peering, "RTB": table, "NARROW": "10.2.3.0/24", "WIDE": "10.2.0.0/16"}


def used_vpc(world: World) -> Mapping[str, str]:
    """A VPC without endpoints, with an interface."""
    client, vpc = world.client("ec2"), vpc_of(world)
    subnet = client.create_subnet(VpcId=vpc, CidrBlock="10.7.1.0/24")["Subnet"]["SubnetId"]
    group = client.create_security_group(VpcId=vpc, GroupName="endpoints", Description="-")["GroupId"]
    client.create_network_interface(SubnetId=subnet, Groups=[group])
    of_vpc = [{"Name": "vpc-id", "Values": [vpc]}]
    [table] = client.describe_route_tables(Filters=of_vpc)["RouteTables"]
    return {"ABOUT": vpc, "SUBNET": subnet, "GROUP": group, "RTB": table["RouteTableId"]}


_FAMILY = "the command is the same, for another service, as that of"
SCENARIOS: tuple[Scenario, ...] = (
    case("vpc-flow-logs-enabled", a_vpc, "FlowLog", beside="arn:aws:ec2:us-east-1:111122223333:vpc-flow-log/"),
    case(
        "vpc-peering-routes-least-access", peered, "RouteTable", "RoutesByPeering", "TablesBySubnet", beside=ROUTE_TABLE
    ),
    case("vpc-subnet-auto-assign-public-ip-disabled", a_subnet, "Subnet"),
    case(
        "vpc-endpoint-ec2-present",
        used_vpc,
        "InterfaceUse",
        "NetworkInterface",
        "Subnet",
        "VpcEndpoint",
        beside=f"{VPC_ENDPOINT} {NETWORK}network-interface/ {NETWORK}subnet/",
    ),
    case("vpc-endpoint-s3-gateway-present", used_vpc, "VpcEndpoint", beside=VPC_ENDPOINT),
)
NOT_RUN = {
    "vpc-endpoint-dynamodb-gateway-present": f"{_FAMILY} vpc-endpoint-s3-gateway-present",
    "vpc-endpoint-ecr-api-present": f"{_FAMILY} vpc-endpoint-ec2-present",
    "vpc-endpoint-ecr-dkr-present": f"{_FAMILY} vpc-endpoint-ec2-present",
    "vpc-endpoint-ssm-contacts-present": f"{_FAMILY} vpc-endpoint-ec2-present",
    "vpc-endpoint-ssm-incidents-present": f"{_FAMILY} vpc-endpoint-ec2-present",
    "vpc-endpoint-ssm-present": f"{_FAMILY} vpc-endpoint-ec2-present",
    "vpc-peering-account-trusted": "the command only shows both sides",
}
TO_FILL_IN = frozenset({"ENDPOINT", "GROUP", "LOG_BUCKET_ARN", "NARROW", "RTB", "SUBNET", "WIDE"})
