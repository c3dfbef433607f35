"""What VPCs record, what their subnets hand out, and whom they are joined with."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from reporter.api import Known, Organization, Severity, Verdict, check, failed, manual, not_applicable, passed, unknown
from reporter.aws.peering import Peering, PeeringRoute, RouteTable
from reporter.aws.vpc import FlowLog, Subnet, Vpc


@check(
    "vpc-flow-logs-enabled",
    title="VPCs record flow logs",
    severity=Severity.MEDIUM,
    remediation="Create a flow log of the VPC that records at least rejected traffic.",
    cli="aws ec2 create-flow-logs --resource-type VPC --resource-ids VPC --traffic-type REJECT "
    "--log-destination-type s3 --log-destination ARN",
)
def vpc_records_its_traffic(
    vpc: Vpc, logs: Known[FlowLog], *, required_traffic: frozenset[str] = frozenset({"REJECT", "ALL"})
) -> Verdict:
    """After an incident, flow logs are often the only trace of who talked to whom."""
    own = [log for log in logs.found if log.resource_id == vpc.id]
    if any(log.active and not log.delivery_failed and log.traffic in required_traffic for log in own):
        return passed()
    if logs.unread:
        return unknown(logs.unread)
    if not own:
        return failed("no flow log")
    return failed(f"no flow log is active, delivered, and of {' or '.join(sorted(required_traffic))} traffic")


@check(
    "vpc-subnet-auto-assign-public-ip-disabled",
    title="Subnets hand out no public addresses by themselves",
    severity=Severity.MEDIUM,
    remediation="Turn the attribute off, and give addresses to those that need one.",
    cli="aws ec2 modify-subnet-attribute --subnet-id SUBNET --no-map-public-ip-on-launch",
)
def subnet_assigns_no_public_address(subnet: Subnet, *, include_ipv6: bool = True) -> Verdict:
    """What becomes public should become so on purpose."""
    assigned = {"public IPv4": subnet.assigns_public_ipv4, "IPv6": include_ipv6 and subnet.assigns_ipv6}
    found = [family for family, on in assigned.items() if on]
    return failed(f"assigns {' and '.join(found)} addresses") if found else passed()


@check(
    "vpc-peering-routes-least-access",
    title="Routes to peered VPCs lead to parts of them only",
    severity=Severity.LOW,
    remediation="Replace the route by routes to the subnets that are needed.",
    cli="aws ec2 replace-route --route-table-id RT --destination-cidr-block CIDR --vpc-peering-connection-id PCX",
)
def peering_routes_are_narrow(peering: Peering, tables: Known[RouteTable]) -> Verdict:
    """A route to all of a network joins the two as one; an intruder in either is in both."""
    if peering.status != "active":
        return not_applicable(f"the peering is {peering.status}")
    routes = [route for table in tables.found for route in table.peering_routes if route.peering_id == peering.id]
    wide = sorted({route.destination for route in routes if _is_wide(route, peering)})
    if wide:
        return failed(f"routes to a whole VPC or more: {', '.join(wide)}")
    if tables.unread:
        return unknown(tables.unread)
    lists = sorted({route.destination for route in routes if _names_a_list(route)})
    return manual(f"compare the ranges of {', '.join(lists)} with those of the VPCs") if lists else passed()


def _names_a_list(route: PeeringRoute) -> bool:
    return route.destination.startswith("pl-")


def _is_wide(route: PeeringRoute, peering: Peering) -> bool:
    if _names_a_list(route):
        return False
    destination = ip_network(route.destination)
    return destination.prefixlen == 0 or any(_contains(destination, block) for block in _blocks(peering))


def _blocks(peering: Peering) -> Iterator[IPv4Network | IPv6Network]:
    return map(ip_network, (*peering.requester.cidrs, *peering.accepter.cidrs))


def _contains(outer: IPv4Network | IPv6Network, inner: IPv4Network | IPv6Network) -> bool:
    if isinstance(outer, IPv4Network):
        return isinstance(inner, IPv4Network) and outer.supernet_of(inner)
    return isinstance(inner, IPv6Network) and outer.supernet_of(inner)


@check(
    "vpc-peering-account-trusted",
    title="Peerings join networks of known accounts only",
    severity=Severity.MEDIUM,
    remediation="Delete the peering, or name the account in trusted_accounts.",
    cli="aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id PCX",
)
def peering_is_with_a_known_account(
    peering: Peering, organization: Organization, *, trusted_accounts: frozenset[str] = frozenset()
) -> Verdict:
    """A peering makes the other network a neighbour; whose it is must be known."""
    if peering.status not in {"active", "pending-acceptance"}:
        return not_applicable(f"the peering is {peering.status}")
    sides = {peering.requester.account_id, peering.accepter.account_id}
    foreign = sides - organization.account_ids - {peering.account_id}
    if not foreign:
        return passed()
    if foreign <= trusted_accounts:
        return passed("allowed by configuration")
    doubt = "" if organization.known else "; the accounts of the organisation are not known"
    return failed(f"with account {', '.join(sorted(foreign))}{doubt}")
