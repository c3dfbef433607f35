"""Flow logs, subnets and peerings."""

from dataclasses import replace

import pytest

from checks.vpc import (
    peering_is_with_a_known_account,
    peering_routes_are_narrow,
    subnet_assigns_no_public_address,
    vpc_records_its_traffic,
)
from reporter.api import Known, Organization, failed, manual, not_applicable, passed
from reporter.aws.peering import Peering, PeeringRoute, PeeringSide, RouteTable
from reporter.aws.vpc import FlowLog, Subnet, Vpc

OURS, THEIRS = "111122223333", "999988887777"
ARN = "arn:aws:ec2:eu-west-1:111122223333:"
VPC = Vpc(account_id=OURS, region="eu-west-1", arn=f"{ARN}vpc/vpc-1", id="vpc-1")
LOG = FlowLog(
    account_id=OURS,
    region="eu-west-1",
    arn=f"{ARN}vpc-flow-log/fl-1",
    resource_id="vpc-1",
    active=True,
    delivery_failed=False,
    traffic="REJECT",
)
PEERING = Peering(
    account_id=OURS,
    region="eu-west-1",
    arn=f"{ARN}vpc-peering-connection/pcx-1",
    id="pcx-1",
    status="active",
    requester=PeeringSide(OURS, ("10.0.0.0/16",)),
    accepter=PeeringSide(THEIRS, ("10.1.0.0/16", "2001:db8::/56")),
)
PENDING = replace(PEERING, status="pending-acceptance")
ORGANIZATION = Organization(frozenset({OURS, "444455556666"}), "o-acme")


def subnet(*, ipv4: bool = False, ipv6: bool = False) -> Subnet:
    arn = f"{ARN}subnet/subnet-1"
    return Subnet(account_id=OURS, region="eu-west-1", arn=arn, assigns_public_ipv4=ipv4, assigns_ipv6=ipv6)


def table(*destinations: str, peering: str = "pcx-1") -> RouteTable:
    routes = tuple(PeeringRoute(peering, destination) for destination in destinations)
    return RouteTable(account_id=OURS, region="eu-west-1", arn=f"{ARN}route-table/rtb-1", peering_routes=routes)


def test_a_vpc_whose_rejected_traffic_is_recorded_passes() -> None:
    assert vpc_records_its_traffic(VPC, Known((LOG,))) == passed()


def test_a_vpc_without_a_flow_log_of_its_own_fails() -> None:
    verdict = vpc_records_its_traffic(VPC, Known((replace(LOG, resource_id="subnet-1"),)))
    assert verdict == failed("no flow log")


@pytest.mark.parametrize(
    "log", [replace(LOG, active=False), replace(LOG, delivery_failed=True), replace(LOG, traffic="ACCEPT")]
)
def test_a_flow_log_that_does_not_do_its_work_fails(log: FlowLog) -> None:
    verdict = vpc_records_its_traffic(VPC, Known((log,)))
    assert verdict == failed("no flow log is active, delivered, and of ALL or REJECT traffic")


def test_all_traffic_can_be_demanded() -> None:
    verdict = vpc_records_its_traffic(VPC, Known((LOG,)), required_traffic=frozenset({"ALL"}))
    assert verdict == failed("no flow log is active, delivered, and of ALL traffic")


def test_a_subnet_that_assigns_private_addresses_passes() -> None:
    assert subnet_assigns_no_public_address(subnet()) == passed()


def test_a_subnet_that_assigns_public_addresses_fails() -> None:
    verdict = subnet_assigns_no_public_address(subnet(ipv4=True, ipv6=True))
    assert verdict == failed("assigns public IPv4 and IPv6 addresses")


def test_ipv6_can_be_left_out() -> None:
    assert subnet_assigns_no_public_address(subnet(ipv6=True)) == failed("assigns IPv6 addresses")
    assert subnet_assigns_no_public_address(subnet(ipv6=True), include_ipv6=False) == passed()


@pytest.mark.parametrize("tables", [[], [table("10.1.2.0/24", "2001:db8::/64")], [table("0.0.0.0/0", peering="pcx-2")]])
def test_a_peering_with_narrow_routes_or_none_passes(tables: list[RouteTable]) -> None:
    assert peering_routes_are_narrow(PEERING, Known(tuple(tables))) == passed()


@pytest.mark.parametrize("wide", ["0.0.0.0/0", "::/0", "10.1.0.0/16", "10.0.0.0/8", "2001:db8::/56"])
def test_a_route_to_a_whole_vpc_or_more_fails(wide: str) -> None:
    verdict = peering_routes_are_narrow(PEERING, Known((table("10.1.2.0/24"), table(wide))))
    assert verdict == failed(f"routes to a whole VPC or more: {wide}")


def test_routes_by_prefix_list_are_for_a_person_to_compare() -> None:
    verdict = peering_routes_are_narrow(PEERING, Known((table("pl-1", "10.1.2.0/24"),)))
    assert verdict == manual("compare the ranges of pl-1 with those of the VPCs")


def test_routes_of_a_peering_that_is_not_active_do_not_matter() -> None:
    assert peering_routes_are_narrow(PENDING, Known()) == not_applicable("the peering is pending-acceptance")


def test_a_peering_inside_the_organisation_passes() -> None:
    inside = replace(PEERING, accepter=PeeringSide("444455556666", ()))
    assert peering_is_with_a_known_account(inside, ORGANIZATION) == passed()


def test_a_peering_of_the_account_with_itself_passes_whatever_else_is_known() -> None:
    own = replace(PEERING, accepter=PEERING.requester)
    assert peering_is_with_a_known_account(own, Organization()) == passed()


@pytest.mark.parametrize("peering", [PEERING, PENDING])
def test_a_peering_with_a_stranger_fails(peering: Peering) -> None:
    assert peering_is_with_a_known_account(peering, ORGANIZATION) == failed("with account 999988887777")


def test_a_failure_tells_that_the_organisation_was_not_read() -> None:
    verdict = peering_is_with_a_known_account(PEERING, Organization(frozenset({OURS})))
    assert verdict == failed("with account 999988887777; the accounts of the organisation are not known")


def test_a_trusted_account_passes_and_says_why() -> None:
    verdict = peering_is_with_a_known_account(PEERING, ORGANIZATION, trusted_accounts=frozenset({THEIRS}))
    assert verdict == passed("allowed by configuration")


def test_a_peering_that_ended_is_not_judged() -> None:
    ended = replace(PEERING, status="deleted")
    assert peering_is_with_a_known_account(ended, ORGANIZATION) == not_applicable("the peering is deleted")
