"""Which subnets the internet reaches by IPv6, and what prefix lists add to the routes of a peering."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from checks.ec2.network import admin_ports_are_closed_to_ipv4
from checks.vpc.networks import peering_routes_are_narrow, subnet_assigns_no_public_address
from reporter.aws.ec2.peering import RouteTable
from reporter.aws.ec2.routes import TablesBySubnet
from reporter.aws.ec2.vpc import Subnet
from reporter.engine.collect import derive
from reporter.engine.inventory import Inventory
from reporter.engine.judge import judge, rule
from reporter.engine.plan import plan
from reporter.model.answers import ReasonCode
from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from tests.aws.ec2.test_peering import Joined
from tests.aws.rewriting import rewrite
from tests.world import Prepare, World, deny

REGION = "eu-west-1"
TABLES = "ec2:DescribeRouteTables"
ENTRIES = "ec2:GetManagedPrefixListEntries"


class Street:
    """A VPC with an internet gateway and a subnet that gives IPv6 addresses to what starts in it."""

    def __init__(self, world: World) -> None:
        self.ec2 = world.client("ec2", REGION)
        self.vpc: str = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.gateway: str = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(VpcId=self.vpc, InternetGatewayId=self.gateway)
        self.subnet: str = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
        attribute = {"AssignIpv6AddressOnCreation": {"Value": True}}
        self.ec2.modify_subnet_attribute(SubnetId=self.subnet, **attribute)

    @property
    def main_table(self) -> str:
        of_vpc = [{"Name": "vpc-id", "Values": [self.vpc]}, {"Name": "association.main", "Values": ["true"]}]
        return str(self.ec2.describe_route_tables(Filters=of_vpc)["RouteTables"][0]["RouteTableId"])

    def own_table(self) -> str:
        table: str = self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
        self.ec2.associate_route_table(RouteTableId=table, SubnetId=self.subnet)
        return table

    def route(self, table: str, **route: str) -> None:
        self.ec2.create_route(RouteTableId=table, **({"GatewayId": self.gateway} | route))


@pytest.fixture
def street(world: World) -> Street:
    return Street(world)


def finding_about(world: World, street: Street, prepare: Prepare | None = None, **settings: Any) -> Finding:
    findings = world.judge(subnet_assigns_no_public_address, regions=[REGION], prepare=prepare, **settings)
    [found] = [finding for finding in findings if finding.arn.endswith(street.subnet)]
    return found


def test_a_subnet_whose_own_table_leads_ipv6_to_a_gateway_fails(world: World, street: Street) -> None:
    street.route(street.own_table(), DestinationIpv6CidrBlock="::/0")
    found = finding_about(world, street)
    assert (found.status, found.reason) == (Status.FAIL, "assigns IPv6 addresses")


def test_a_subnet_without_a_table_of_its_own_is_served_by_the_main_one(world: World, street: Street) -> None:
    assert finding_about(world, street).status is Status.PASS
    street.route(street.main_table, DestinationIpv6CidrBlock="2000::/3")
    assert finding_about(world, street).status is Status.FAIL
    street.own_table()
    assert finding_about(world, street).status is Status.PASS


def test_a_route_of_ipv4_lets_no_ipv6_in(world: World, street: Street) -> None:
    street.route(street.own_table(), DestinationCidrBlock="0.0.0.0/0")
    assert finding_about(world, street).status is Status.PASS


def test_a_gateway_that_only_lets_out_lets_nothing_in(world: World, street: Street) -> None:
    egress = street.ec2.create_egress_only_internet_gateway(VpcId=street.vpc)["EgressOnlyInternetGateway"]
    street.ec2.create_route(
        RouteTableId=street.own_table(),
        DestinationIpv6CidrBlock="::/0",
        EgressOnlyInternetGatewayId=egress["EgressOnlyInternetGatewayId"],
    )
    assert finding_about(world, street).status is Status.PASS


def test_tables_are_not_read_where_ipv6_is_left_out(world: World, street: Street) -> None:
    street.route(street.own_table(), DestinationIpv6CidrBlock="::/0")
    assert finding_about(world, street, include_ipv6=False).status is Status.PASS
    assert TABLES not in world.calls


def test_only_subnets_that_assign_ipv6_suffer_when_tables_are_refused(world: World, street: Street) -> None:
    findings = world.judge(subnet_assigns_no_public_address, regions=[REGION], prepare=deny(TABLES))
    unseen = [finding for finding in findings if finding.status is Status.NOT_ASSESSED]
    assert [finding.arn.rpartition("/")[2] for finding in unseen] == [street.subnet]
    assert (unseen[0].reason_code, unseen[0].operation) == ("denied-by-iam", TABLES)
    assert len(findings) > 1


def editing_routes(edit: Callable[[dict[str, Any]], None]) -> Prepare:
    def edit_all(answer: dict[str, Any]) -> None:
        for table in answer["RouteTables"]:
            for route in table["Routes"]:
                if route.get("GatewayId", "").startswith("igw-"):
                    edit(route)

    return rewrite(TABLES, edit_all)


def by_list(route: dict[str, Any]) -> None:
    del route["DestinationIpv6CidrBlock"]
    route["DestinationPrefixListId"] = "pl-1"


def aimless(route: dict[str, Any]) -> None:
    del route["GatewayId"]


def aimless_by_list(route: dict[str, Any]) -> None:
    by_list(route)
    aimless(route)


@pytest.mark.parametrize(
    ("edit", "reason", "words"),
    [
        (by_list, ReasonCode.UNSUPPORTED, "pl-1 may lead to the internet by IPv6"),
        (aimless, ReasonCode.MALFORMED_ANSWER, "does not say where it leads"),
        (aimless_by_list, ReasonCode.MALFORMED_ANSWER, "does not say where it leads"),
    ],
)
def test_a_route_that_may_lead_to_the_internet_is_neither_a_pass_nor_a_failure(
    world: World, street: Street, edit: Callable[[dict[str, Any]], None], reason: ReasonCode, words: str
) -> None:
    street.route(street.own_table(), DestinationIpv6CidrBlock="::/0")
    found = finding_about(world, street, editing_routes(edit))
    assert (found.status, found.reason_code, found.operation) == (Status.NOT_ASSESSED, reason, TABLES)
    assert words in found.reason


def test_an_aimless_route_of_ipv4_does_not_matter_to_ipv6(world: World, street: Street) -> None:
    street.route(street.own_table(), DestinationCidrBlock="0.0.0.0/0")
    assert finding_about(world, street, editing_routes(aimless)).status is Status.PASS


def test_tables_that_an_earlier_version_saved_prove_nothing(world: World, street: Street) -> None:
    street.route(street.own_table(), DestinationIpv6CidrBlock="::/0")
    inventory = world.read(Subnet, RouteTable, TablesBySubnet, regions=[REGION])
    as_saved(inventory)
    findings = judge(inventory, [rule(subnet_assigns_no_public_address)])
    [found] = [finding for finding in findings if finding.arn.endswith(street.subnet)]
    assert found.status is Status.NOT_ASSESSED


def as_saved(inventory: Inventory) -> None:
    """What an earlier version did not keep, at its defaults; and what follows from it."""
    tables = inventory.subjects(RouteTable)
    inventory.answers[RouteTable][REGION] = tuple(
        replace(table, vpc_id="", is_main=False, subnet_ids=(), internet_routes=(), aimless_routes=())
        for table in tables
    )
    subnets = inventory.subjects(Subnet)
    inventory.answers[Subnet][REGION] = tuple(replace(subnet, vpc_id="") for subnet in subnets)
    derive(plan(subnet_assigns_no_public_address.signature.kinds), inventory)


@pytest.fixture
def joined(world: World) -> Joined:
    peering = Joined(world)
    peering.accept()
    return peering


def prefix_list(joined: Joined, *cidrs: str) -> str:
    entries = [{"Cidr": cidr} for cidr in cidrs]
    answer = joined.ec2.create_managed_prefix_list(
        PrefixListName="peers", MaxEntries=9, AddressFamily="IPv4", Entries=entries
    )
    return str(answer["PrefixList"]["PrefixListId"])


def peering_finding(world: World, prepare: Prepare | None = None) -> Finding:
    [found] = world.judge(peering_routes_are_narrow, regions=[REGION], prepare=prepare)
    return found


def test_a_list_that_holds_a_whole_vpc_is_a_route_to_all_of_it(world: World, joined: Joined) -> None:
    joined.route(DestinationPrefixListId=prefix_list(joined, "10.1.0.0/17", "10.1.128.0/17"))
    found = peering_finding(world)
    assert (found.status, found.reason) == (Status.FAIL, "routes to a whole VPC or more: 10.1.0.0/16")


def test_a_list_of_parts_is_a_narrow_route(world: World, joined: Joined) -> None:
    joined.route(DestinationPrefixListId=prefix_list(joined, "10.1.2.0/24"))
    assert peering_finding(world).status is Status.PASS


def test_a_list_that_cannot_be_read_leaves_its_peering_unassessed(world: World, joined: Joined) -> None:
    joined.route(DestinationPrefixListId=prefix_list(joined, "10.1.2.0/24"))
    found = peering_finding(world, deny(ENTRIES, "UnauthorizedOperation"))
    assert (found.status, found.reason_code) == (Status.NOT_ASSESSED, "denied-by-iam")
    found = peering_finding(world, deny(ENTRIES, "InvalidPrefixListID.NotFound", status=400))
    assert found.status is Status.NOT_ASSESSED
    assert "a route names" in found.reason


def test_a_peering_without_lists_asks_for_none(world: World, joined: Joined) -> None:
    joined.route(DestinationCidrBlock="10.1.2.0/24")
    assert peering_finding(world, deny(ENTRIES)).status is Status.PASS
    assert ENTRIES not in world.calls


def test_halves_in_different_tables_are_not_the_whole(world: World, joined: Joined) -> None:
    joined.route(DestinationCidrBlock="10.1.0.0/17")
    joined.route(DestinationCidrBlock="10.1.128.0/17")
    assert peering_finding(world).status is Status.PASS


def test_a_list_that_a_group_and_a_route_name_is_read_once(world: World, joined: Joined) -> None:
    both = prefix_list(joined, "10.1.2.0/24")
    joined.route(DestinationPrefixListId=both)
    sources = [{"PrefixListId": both}]
    permission = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": sources}
    group = joined.ec2.create_security_group(GroupName="web", Description="-", VpcId=joined.vpcs[0])["GroupId"]
    joined.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])

    kinds = (*peering_routes_are_narrow.signature.kinds, *admin_ports_are_closed_to_ipv4.signature.kinds)
    inventory = world.read(*kinds, regions=[REGION])

    assert world.calls.count(ENTRIES) == 1
    rules = [rule(peering_routes_are_narrow), rule(admin_ports_are_closed_to_ipv4)]
    assert {finding.status for finding in judge(inventory, rules)} == {Status.PASS}


def test_lists_of_groups_are_not_read_for_peerings(world: World, joined: Joined) -> None:
    named = prefix_list(joined, "10.1.2.0/24")
    sources = [{"PrefixListId": named}]
    permission = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": sources}
    group = joined.ec2.create_security_group(GroupName="web", Description="-", VpcId=joined.vpcs[0])["GroupId"]
    joined.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    assert peering_finding(world).status is Status.PASS
    assert ENTRIES not in world.calls
