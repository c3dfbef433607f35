"""Flow logs, subnets and peerings."""

from dataclasses import replace

import pytest

from checks.vpc.networks import (
    Recorded,
    peering_is_with_a_known_account,
    peering_routes_are_narrow,
    subnet_assigns_no_public_address,
    vpc_records_its_traffic,
)
from reporter.api import Known, Organization, Severity, Unavailable, failed, not_applicable, passed
from reporter.aws.ec2.interfaces import InterfaceUse
from reporter.aws.ec2.peering import Peering, PeeringSide, RoutesByPeering
from reporter.aws.ec2.routes import ListedRoutes, PublicIpv6
from reporter.aws.ec2.vpc import FlowLog, Subnet, Vpc
from reporter.model.answers import ReasonCode

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
    accepter=PeeringSide(THEIRS, ("10.1.0.0/16", "10.9.0.0/16", "2001:db8::/56")),
)
PENDING = replace(PEERING, status="pending-acceptance")
ASKED_BY_A_STRANGER_AND_ACTIVE = replace(PEERING, requester=PEERING.accepter, accepter=PEERING.requester)
ORGANIZATION = Organization(frozenset({OURS, "444455556666"}), "o-acme")


def subnet(*, ipv4: bool = False, ipv6: bool = False) -> Subnet:
    arn = f"{ARN}subnet/subnet-1"
    return Subnet(account_id=OURS, region="eu-west-1", arn=arn, assigns_public_ipv4=ipv4, assigns_ipv6=ipv6)


NO_IPV6, PUBLIC_IPV6 = PublicIpv6(assigned=False), PublicIpv6(assigned=True)
UNREAD = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
NO_LISTS = ListedRoutes()
NOT_IN_USE = not_applicable("no network interface is in it")


def routes(*tables: tuple[str, ...], peering: str = "pcx-1") -> RoutesByPeering:
    return RoutesByPeering({peering: tables})


def test_a_vpc_whose_rejected_traffic_is_recorded_passes() -> None:
    assert vpc_records_its_traffic(VPC, Known((LOG,)), None) == passed()


def test_a_vpc_without_a_flow_log_of_its_own_fails() -> None:
    verdict = vpc_records_its_traffic(VPC, Known((replace(LOG, resource_id="subnet-1"),)), None)
    assert verdict == failed("no flow log")


@pytest.mark.parametrize(
    "log", [replace(LOG, active=False), replace(LOG, delivery_failed=True), replace(LOG, traffic="ACCEPT")]
)
def test_a_flow_log_that_does_not_do_its_work_fails(log: FlowLog) -> None:
    verdict = vpc_records_its_traffic(VPC, Known((log,)), None)
    assert verdict == failed("no flow log is active, delivered, and of ALL or REJECT traffic")


def test_all_traffic_can_be_demanded() -> None:
    verdict = vpc_records_its_traffic(VPC, Known((LOG,)), None, required_traffic=frozenset({Recorded.ALL}))
    assert verdict == failed("no flow log is active, delivered, and of ALL traffic")


def test_a_vpc_without_interfaces_can_be_left_out() -> None:
    used = InterfaceUse(vpcs=frozenset({"vpc-1"}))
    assert vpc_records_its_traffic(VPC, Known(), InterfaceUse(), in_use_only=True) == NOT_IN_USE
    assert vpc_records_its_traffic(VPC, Known(), used, in_use_only=True) == failed("no flow log")


def test_a_subnet_that_assigns_private_addresses_passes() -> None:
    assert subnet_assigns_no_public_address(subnet(), NO_IPV6, None) == passed()


def test_a_subnet_that_assigns_public_addresses_fails() -> None:
    verdict = subnet_assigns_no_public_address(subnet(ipv4=True), PUBLIC_IPV6, None)
    assert verdict == failed("assigns public IPv4 and IPv6 addresses")


def test_ipv6_counts_where_the_internet_can_reach_it() -> None:
    assert subnet_assigns_no_public_address(subnet(ipv6=True), PUBLIC_IPV6, None) == failed("assigns IPv6 addresses")
    assert subnet_assigns_no_public_address(subnet(ipv6=True), NO_IPV6, None) == passed()


def test_ipv6_can_be_left_out() -> None:
    assert subnet_assigns_no_public_address(subnet(ipv6=True), None, None, include_ipv6=False) == passed()


def test_public_ipv4_addresses_are_reported_whatever_is_known_of_ipv6() -> None:
    verdict = subnet_assigns_no_public_address(subnet(ipv4=True, ipv6=True), UNREAD, None)
    assert verdict == failed("assigns public IPv4 addresses")


def test_a_subnet_without_interfaces_can_be_left_out() -> None:
    used, public = InterfaceUse(subnets=frozenset({"subnet-1"})), subnet(ipv4=True)
    assert subnet_assigns_no_public_address(public, NO_IPV6, InterfaceUse(), in_use_only=True) == NOT_IN_USE
    verdict = subnet_assigns_no_public_address(public, NO_IPV6, used, in_use_only=True)
    assert verdict == failed("assigns public IPv4 addresses")


@pytest.mark.parametrize(
    "found",
    [
        routes(),
        routes(("10.1.2.0/24", "2001:db8::/64")),
        routes(("10.1.0.0/17", "10.1.128.0/18")),
        routes(("10.1.0.0/17",), ("10.1.128.0/17",)),
        routes(("0.0.0.0/0",), peering="pcx-2"),
        routes(("128.0.0.0/1", "2001:db8::/57")),
    ],
)
def test_a_peering_with_narrow_routes_or_none_passes(found: RoutesByPeering) -> None:
    assert peering_routes_are_narrow(PEERING, found, NO_LISTS) == passed()


@pytest.mark.parametrize(
    ("destinations", "wide"),
    [
        (("0.0.0.0/0",), "0.0.0.0/0"),
        (("::/0",), "::/0"),
        (("10.1.0.0/16",), "10.1.0.0/16"),
        (("10.0.0.0/16",), "10.0.0.0/16"),
        (("10.0.0.0/8",), "10.0.0.0/8"),
        (("2001:db8::/56",), "2001:db8::/56"),
        (("10.1.0.0/17", "10.1.128.0/17"), "10.1.0.0/16"),
        (("10.9.128.0/17", "10.9.0.0/18", "10.9.64.0/18"), "10.9.0.0/16"),
        (("2001:db8::/57", "2001:db8:0:80::/57"), "2001:db8::/56"),
        (("0.0.0.0/1", "128.0.0.0/1"), "0.0.0.0/0"),
        (("10.0.0.0/15", "10.2.0.0/24"), "10.0.0.0/15"),
    ],
)
def test_routes_to_a_whole_vpc_or_more_fail(destinations: tuple[str, ...], wide: str) -> None:
    verdict = peering_routes_are_narrow(PEERING, routes(("10.1.2.0/24",), destinations), NO_LISTS)
    assert verdict == failed(f"routes to a whole VPC or more: {wide}")


def test_a_prefix_list_may_lead_to_the_other_half_of_a_vpc() -> None:
    half = routes(("10.1.0.0/17", "pl-1"))
    wide, narrow = ListedRoutes((("10.1.0.0/17", "10.1.128.0/17"),)), ListedRoutes((("10.1.0.0/17", "10.1.128.0/18"),))
    assert peering_routes_are_narrow(PEERING, half, wide) == failed("routes to a whole VPC or more: 10.1.0.0/16")
    assert peering_routes_are_narrow(PEERING, half, narrow) == passed()


def test_plain_routes_prove_a_failure_even_if_lists_cannot_be_read() -> None:
    verdict = peering_routes_are_narrow(PEERING, routes(("10.1.0.0/16", "pl-1")), UNREAD)
    assert verdict == failed("routes to a whole VPC or more: 10.1.0.0/16")


def test_routes_of_a_peering_that_is_not_active_do_not_matter() -> None:
    assert peering_routes_are_narrow(PENDING, routes(), NO_LISTS) == not_applicable("the peering is pending-acceptance")


def test_a_peering_inside_the_organisation_passes() -> None:
    inside = replace(PEERING, accepter=PeeringSide("444455556666", ()))
    assert peering_is_with_a_known_account(inside, ORGANIZATION) == passed()


def test_a_peering_with_the_management_account_passes_though_no_other_member_is_known() -> None:
    half = Organization(frozenset({OURS}), "o-acme", THEIRS, members_unknown=True)
    assert peering_is_with_a_known_account(PEERING, half) == passed()


def test_a_peering_between_a_trusted_account_and_a_stranger_names_the_stranger_alone() -> None:
    between = replace(PEERING, requester=PeeringSide("444455556666", ()))
    trusted = frozenset({"444455556666"})
    verdict = peering_is_with_a_known_account(
        between, Organization(frozenset({OURS}), "o-acme"), trusted_accounts=trusted
    )
    assert verdict == failed(f"with account {THEIRS}")


def test_a_peering_of_the_account_with_itself_passes_whatever_else_is_known() -> None:
    own = replace(PEERING, accepter=PEERING.requester)
    assert peering_is_with_a_known_account(own, Organization()) == passed()


@pytest.mark.parametrize("peering", [PEERING, PENDING, ASKED_BY_A_STRANGER_AND_ACTIVE])
def test_a_peering_with_a_stranger_fails(peering: Peering) -> None:
    assert peering_is_with_a_known_account(peering, ORGANIZATION) == failed("with account 999988887777")


def test_a_request_of_a_stranger_weighs_less_because_anyone_can_send_one() -> None:
    asked = replace(ASKED_BY_A_STRANGER_AND_ACTIVE, status="pending-acceptance")
    expected = failed("with account 999988887777, which only asks for it so far", severity=Severity.LOW)
    assert peering_is_with_a_known_account(asked, ORGANIZATION) == expected


def test_a_failure_tells_that_the_organisation_was_not_read() -> None:
    verdict = peering_is_with_a_known_account(PEERING, Organization(frozenset({OURS})))
    assert verdict == failed("with account 999988887777; the accounts of the organisation are not known")


def test_a_trusted_account_passes_and_says_why() -> None:
    verdict = peering_is_with_a_known_account(PEERING, ORGANIZATION, trusted_accounts=frozenset({THEIRS}))
    assert verdict == passed("allowed by configuration")


def test_a_peering_that_ended_is_not_judged() -> None:
    ended = replace(PEERING, status="deleted")
    assert peering_is_with_a_known_account(ended, ORGANIZATION) == not_applicable("the peering is deleted")
