"""Peerings and their routes, as AWS answers them."""

from typing import Any

import pytest

from reporter.aws.ec2.peering import Peering, PeeringRoute, PeeringSide, RoutesByPeering, RouteTable
from reporter.model.answers import ReasonCode
from tests.aws.rewriting import rewrite
from tests.world import ACCOUNT_ID, Prepare, World, cut_pages

REGION = "eu-west-1"


class Joined:
    """Two VPCs of one account with a peering between them."""

    def __init__(self, world: World) -> None:
        self.ec2 = world.client("ec2", REGION)
        self.vpcs = [self.ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in range(2)]
        requested = self.ec2.create_vpc_peering_connection(VpcId=self.vpcs[0], PeerVpcId=self.vpcs[1])
        self.id: str = requested["VpcPeeringConnection"]["VpcPeeringConnectionId"]

    def accept(self) -> None:
        self.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=self.id)

    def route(self, **destination: str) -> None:
        table = self.ec2.create_route_table(VpcId=self.vpcs[0])["RouteTable"]["RouteTableId"]
        self.ec2.create_route(RouteTableId=table, VpcPeeringConnectionId=self.id, **destination)


@pytest.fixture
def joined(world: World) -> Joined:
    return Joined(world)


def peerings(world: World, prepare: Prepare | None = None) -> Any:
    return world.read(Peering, regions=[REGION], prepare=prepare).subjects(Peering)


def routes(world: World, prepare: Prepare | None = None) -> list[PeeringRoute]:
    tables = world.read(RouteTable, regions=[REGION], prepare=prepare).subjects(RouteTable)
    return [route for table in tables for route in table.peering_routes]


def test_the_ranges_of_a_pending_peering_are_not_known(world: World, joined: Joined) -> None:
    [peering] = peerings(world)
    assert (peering.id, peering.status) == (joined.id, "pending-acceptance")
    assert peering.requester == peering.accepter == PeeringSide(ACCOUNT_ID, ())


def test_all_ranges_of_an_active_peering_are_read(world: World, joined: Joined) -> None:
    def add_ranges(answer: dict[str, Any]) -> None:
        side = answer["VpcPeeringConnections"][0]["AccepterVpcInfo"]
        side["CidrBlockSet"] = [{"CidrBlock": "10.1.0.0/16"}, {"CidrBlock": "10.9.0.0/16"}]
        side["Ipv6CidrBlockSet"] = [{"Ipv6CidrBlock": "2001:db8::/56"}]

    joined.accept()

    [peering] = peerings(world, rewrite("ec2:DescribeVpcPeeringConnections", add_ranges))

    assert peering.requester == PeeringSide(ACCOUNT_ID, ("10.0.0.0/16",))
    assert peering.accepter == PeeringSide(ACCOUNT_ID, ("10.1.0.0/16", "10.9.0.0/16", "2001:db8::/56"))


def test_only_routes_to_peerings_are_kept(world: World, joined: Joined) -> None:
    joined.accept()
    joined.route(DestinationCidrBlock="10.1.2.0/24")
    joined.route(DestinationIpv6CidrBlock="2001:db8::/64")
    assert {(route.peering_id, route.destination) for route in routes(world)} == {
        (joined.id, "10.1.2.0/24"),
        (joined.id, "2001:db8::/64"),
    }


def table_of(world: World, id_: str, prepare: Prepare | None = None) -> RouteTable:
    tables = world.read(RouteTable, regions=[REGION], prepare=prepare).subjects(RouteTable)
    [found] = [table for table in tables if table.name == id_]
    assert isinstance(found, RouteTable)
    return found


def test_a_table_is_read_with_what_it_serves(world: World, joined: Joined) -> None:
    table = joined.ec2.create_route_table(VpcId=joined.vpcs[0])["RouteTable"]["RouteTableId"]
    subnet = joined.ec2.create_subnet(VpcId=joined.vpcs[0], CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    joined.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    found = table_of(world, table)
    assert (found.vpc_id, found.is_main, found.subnet_ids) == (joined.vpcs[0], False, (subnet,))


def test_the_main_table_of_a_vpc_is_known_as_such(world: World, joined: Joined) -> None:
    of_vpc = [{"Name": "vpc-id", "Values": [joined.vpcs[0]]}]
    [table] = joined.ec2.describe_route_tables(Filters=of_vpc)["RouteTables"]
    found = table_of(world, table["RouteTableId"])
    assert (found.is_main, found.subnet_ids) == (True, ())


@pytest.mark.parametrize("key", ["GatewayId", "PublicIpv4Pool"])
def test_a_table_may_serve_a_gateway_or_a_pool(world: World, joined: Joined, key: str) -> None:
    def associate(answer: dict[str, Any]) -> None:
        for table in answer["RouteTables"]:
            table["Associations"] = [{"Main": False, key: "igw-1", "AssociationState": {"State": "associated"}}]

    tables = world.read(RouteTable, regions=[REGION], prepare=rewrite("ec2:DescribeRouteTables", associate))
    assert {(table.is_main, table.subnet_ids) for table in tables.subjects(RouteTable)} == {(False, ())}


def test_an_association_that_is_over_serves_nothing(world: World, joined: Joined) -> None:
    def end(answer: dict[str, Any]) -> None:
        for table in answer["RouteTables"]:
            for association in table["Associations"]:
                association["AssociationState"] = {"State": "disassociated"}

    tables = world.read(RouteTable, regions=[REGION], prepare=rewrite("ec2:DescribeRouteTables", end))
    assert not any(table.is_main for table in tables.subjects(RouteTable))


def test_an_association_with_nothing_is_malformed(world: World, joined: Joined) -> None:
    def forget(answer: dict[str, Any]) -> None:
        for table in answer["RouteTables"]:
            table["Associations"] = [{"RouteTableAssociationId": "rtbassoc-1"}]

    inventory = world.read(RouteTable, regions=[REGION], prepare=rewrite("ec2:DescribeRouteTables", forget))
    assert {why.reason for _, why in inventory.gaps(RouteTable)} == {ReasonCode.MALFORMED_ANSWER}


def test_routes_to_internet_gateways_are_kept_and_those_without_a_target(world: World, joined: Joined) -> None:
    def add_routes(answer: dict[str, Any]) -> None:
        for table in answer["RouteTables"]:
            table["Routes"] = [
                {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"},
                {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"},
                {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1"},
                {"DestinationCidrBlock": "10.9.0.0/16", "NatGatewayId": "nat-1"},
                {"DestinationIpv6CidrBlock": "::/0", "State": "blackhole"},
            ]

    table = joined.ec2.create_route_table(VpcId=joined.vpcs[0])["RouteTable"]["RouteTableId"]
    found = table_of(world, table, rewrite("ec2:DescribeRouteTables", add_routes))
    assert (found.internet_routes, found.aimless_routes, found.peering_routes) == (("0.0.0.0/0",), ("::/0",), ())


def test_the_routes_of_a_region_are_sorted_by_peering_and_table(world: World, joined: Joined) -> None:
    joined.accept()
    table = joined.ec2.create_route_table(VpcId=joined.vpcs[0])["RouteTable"]["RouteTableId"]
    for cidr in ("10.1.2.0/24", "10.1.3.0/24"):
        joined.ec2.create_route(RouteTableId=table, VpcPeeringConnectionId=joined.id, DestinationCidrBlock=cidr)
    joined.route(DestinationCidrBlock="10.1.4.0/24")

    found = world.read(RoutesByPeering, regions=[REGION]).answers[RoutesByPeering][REGION]

    assert isinstance(found, RoutesByPeering)
    assert sorted(found.by_peering[joined.id]) == [("10.1.2.0/24", "10.1.3.0/24"), ("10.1.4.0/24",)]
    assert found.lists == frozenset()


@pytest.mark.parametrize("nonsense", ["everywhere", "10.0.0.0/33"])
def test_a_destination_that_is_no_network_is_malformed(world: World, joined: Joined, nonsense: str) -> None:
    def edit(answer: dict[str, Any]) -> None:
        for table in answer["RouteTables"]:
            for route in table["Routes"]:
                if "VpcPeeringConnectionId" in route:
                    route["DestinationCidrBlock"] = nonsense

    joined.accept()
    joined.route(DestinationCidrBlock="10.1.2.0/24")
    inventory = world.read(RouteTable, regions=[REGION], prepare=rewrite("ec2:DescribeRouteTables", edit))
    assert [why.reason for _, why in inventory.gaps(RouteTable)] == [ReasonCode.MALFORMED_ANSWER]


def test_a_route_to_nowhere_is_malformed(world: World, joined: Joined) -> None:
    def forget(answer: dict[str, Any]) -> None:
        for table in answer["RouteTables"]:
            for route in table["Routes"]:
                route.pop("DestinationCidrBlock", None)

    joined.accept()
    joined.route(DestinationCidrBlock="10.1.2.0/24")
    inventory = world.read(RouteTable, regions=[REGION], prepare=rewrite("ec2:DescribeRouteTables", forget))
    assert [why.reason for _, why in inventory.gaps(RouteTable)] == [ReasonCode.MALFORMED_ANSWER]


def test_route_tables_of_other_accounts_are_theirs_to_judge(world: World, joined: Joined) -> None:
    def share(answer: dict[str, Any]) -> None:
        answer["RouteTables"].append({**answer["RouteTables"][0], "OwnerId": "999988887777"})

    joined.accept()
    joined.route(DestinationCidrBlock="10.1.2.0/24")
    assert routes(world, rewrite("ec2:DescribeRouteTables", share)) == routes(world)


@pytest.mark.parametrize(
    "change", [{"OwnerId": "999988887777"}, {"Routes": []}], ids=["of another account", "without routes"]
)
def test_route_tables_that_aws_cannot_have_listed_are_no_answer(
    world: World, joined: Joined, change: dict[str, Any]
) -> None:
    def edit_all(answer: dict[str, Any]) -> None:
        for table in answer["RouteTables"]:
            table.update(change)

    inventory = world.read(RouteTable, regions=[REGION], prepare=rewrite("ec2:DescribeRouteTables", edit_all))
    assert {why.reason for _, why in inventory.gaps(RouteTable)} == {ReasonCode.MALFORMED_ANSWER}
    assert inventory.subjects(RouteTable) == ()


def test_peerings_between_two_other_accounts_are_no_answer(world: World, joined: Joined) -> None:
    def move(answer: dict[str, Any]) -> None:
        for peering in answer["VpcPeeringConnections"]:
            for side in ("RequesterVpcInfo", "AccepterVpcInfo"):
                peering[side]["OwnerId"] = "999988887777"

    prepare = rewrite("ec2:DescribeVpcPeeringConnections", move)
    inventory = world.read(Peering, regions=[REGION], prepare=prepare)
    assert [why.reason for _, why in inventory.gaps(Peering)] == [ReasonCode.MALFORMED_ANSWER]


def test_every_page_is_read(world: World, joined: Joined) -> None:
    joined.accept()
    for part in range(3):
        joined.route(DestinationCidrBlock=f"10.1.{part}.0/24")
    assert routes(world, cut_pages(2)) == routes(world)
    assert len(routes(world)) == 3
    assert peerings(world, cut_pages(1)) == peerings(world)
