"""What VPCs log, which addresses their subnets assign, and which accounts they are peered with."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from reporter.api import (
    Known,
    OnlyIf,
    OnlyWhere,
    Organization,
    Severity,
    Unavailable,
    Verdict,
    check,
    failed,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.ec2.interfaces import InterfaceUse
from reporter.aws.ec2.peering import Peering, RoutesByPeering
from reporter.aws.ec2.routes import ListedRoutes, PublicIpv6, wide_destinations
from reporter.aws.ec2.vpc import FlowLog, Subnet, Vpc

WITHOUT_INTERFACES = "no network interface is in it"


class Recorded(StrEnum):
    """Which traffic a flow log records."""

    ACCEPT = "ACCEPT"
    REJECT = "REJECT"
    ALL = "ALL"


@check(
    "vpc-flow-logs-enabled",
    title="VPCs should have flow logs enabled",
    finding="VPC has no suitable flow log",
    severity=Severity.MEDIUM,
    remediation="Create a flow log of the VPC that records at least rejected traffic.",
    cli="# LOG_BUCKET_ARN: a log bucket. Flow logs cost money for what they record\n"
    "aws ec2 create-flow-logs --region {region} --resource-type VPC --resource-ids {id} --traffic-type REJECT "
    "--log-destination-type s3 --log-destination LOG_BUCKET_ARN",
)
def vpc_records_its_traffic(
    vpc: Vpc,
    logs: Annotated[Known[FlowLog], OnlyWhere(Vpc)],
    use: Annotated[InterfaceUse | None, OnlyIf("in_use_only")],
    *,
    required_traffic: frozenset[Recorded] = frozenset({Recorded.REJECT, Recorded.ALL}),
    in_use_only: bool = False,
) -> Verdict:
    """Without flow logs, network connections cannot be traced after an incident."""
    if use and vpc.id not in use.vpcs:
        return not_assessed(use.unread) if use.unread else not_applicable(WITHOUT_INTERFACES)
    own = [log for log in logs.found if log.resource_id == vpc.id]
    if any(log.active and not log.delivery_failed and log.traffic in required_traffic for log in own):
        return passed()
    if logs.unread:
        return not_assessed(logs.unread)
    if not own:
        return failed("no flow log")
    return failed(f"no flow log is active, delivered, and of {' or '.join(sorted(required_traffic))} traffic")


@check(
    "vpc-subnet-auto-assign-public-ip-disabled",
    title="Subnets should not assign public IP addresses automatically",
    finding="Subnet assigns public IP addresses automatically",
    severity=Severity.MEDIUM,
    remediation="Turn off automatic assignment. Addresses in use stay; a launch that needs a public address must ask "
    "for it.",
    cli="# check first: nothing launched here needs a public address. Addresses in use stay\n"
    "aws ec2 modify-subnet-attribute --region {region} --subnet-id {id} --no-map-public-ip-on-launch\n"
    "# only where the finding names IPv6\n"
    "aws ec2 modify-subnet-attribute --region {region} --subnet-id {id} --no-assign-ipv6-address-on-creation",
)
def subnet_assigns_no_public_address(
    subnet: Subnet,
    ipv6: Annotated[PublicIpv6 | Unavailable | None, OnlyIf("include_ipv6")],
    use: Annotated[InterfaceUse | None, OnlyIf("in_use_only")],
    *,
    include_ipv6: bool = True,
    in_use_only: bool = False,
) -> Verdict:
    """Instances launched in the subnet can be reachable from the internet without a decision for each of them."""
    if use and subnet.id not in use.subnets:
        return not_assessed(use.unread) if use.unread else not_applicable(WITHOUT_INTERFACES)
    assigned = {"public IPv4": subnet.assigns_public_ipv4, "IPv6": isinstance(ipv6, PublicIpv6) and ipv6.assigned}
    found = [family for family, on in assigned.items() if on]
    return failed(f"assigns {' and '.join(found)} addresses") if found else passed()


@check(
    "vpc-peering-routes-least-access",
    title="Routes to peered VPCs should cover only the networks that are needed",
    finding="VPC peering connection has routes to a whole network",
    severity=Severity.LOW,
    remediation="Add routes to the subnets that are needed, then delete the wide routes; a route's destination cannot "
    "be changed.",
    cli="aws ec2 describe-route-tables --region {region} --filters "
    "Name=route.vpc-peering-connection-id,Values={id}\n"
    "# RTB, NARROW and WIDE: the route table, the network that is needed, and the route that the finding names\n"
    "aws ec2 create-route --region {region} --route-table-id RTB --destination-cidr-block NARROW "
    "--vpc-peering-connection-id {id}\n"
    "# check first: VPC flow logs show no traffic to other parts of WIDE\n"
    "aws ec2 delete-route --region {region} --route-table-id RTB --destination-cidr-block WIDE",
)
def peering_routes_are_narrow(
    peering: Peering,
    routes: Annotated[RoutesByPeering, OnlyWhere(Peering)],
    listed: Annotated[ListedRoutes | Unavailable, OnlyWhere(Peering)],
) -> Verdict:
    """A route to a whole VPC lets an intruder in one of the two networks reach everything in the other."""
    if peering.status != "active":
        return not_applicable(f"the peering is {peering.status}")
    resolved = listed.tables if isinstance(listed, ListedRoutes) else ()
    tables = resolved or routes.of(peering)
    blocks = (*peering.requester.cidrs, *peering.accepter.cidrs)
    wide = sorted({one for table in tables for one in wide_destinations(table, blocks)})
    if wide:
        return failed(f"routes to a whole VPC or more: {', '.join(wide)}")
    return not_assessed(routes.unread) if routes.unread else passed()


@check(
    "vpc-peering-account-trusted",
    title="VPC peering connections should join only networks of known accounts",
    finding="VPC peering connection joins the network of an unknown account",
    severity=Severity.MEDIUM,
    remediation="Ask the owner of the VPC; list the account under trusted_accounts, or reject the request or delete "
    "the connection.",
    cli="# changes nothing: shows both sides\n"
    "aws ec2 describe-vpc-peering-connections --region {region} --vpc-peering-connection-ids {id}\n"
    "# check first: no traffic needs the connection. Run one of the two: reject a request, or delete a "
    "connection\n"
    "# aws ec2 reject-vpc-peering-connection --region {region} --vpc-peering-connection-id {id}\n"
    "# aws ec2 delete-vpc-peering-connection --region {region} --vpc-peering-connection-id {id}",
)
def peering_is_with_a_known_account(
    peering: Peering, organization: Organization, *, trusted_accounts: frozenset[str] = frozenset()
) -> Verdict:
    """An unknown account on the other side can reach resources in the VPC over private addresses."""
    if peering.status not in {"active", "pending-acceptance"}:
        return not_applicable(f"the peering is {peering.status}")
    sides = {peering.requester.account_id, peering.accepter.account_id}
    others = sides - organization.account_ids - {peering.account_id, organization.management_account_id}
    if not others:
        return passed()
    foreign = others - trusted_accounts
    if not foreign:
        return passed("allowed by configuration")
    doubt = "" if organization.known else "; the accounts of the organisation are not known"
    waits_for_us = peering.status == "pending-acceptance" and peering.requester.account_id in foreign
    words = (
        f"with account {', '.join(sorted(foreign))}{', which only asks for it so far' if waits_for_us else ''}{doubt}"
    )
    # Anyone can send a request, and nothing is joined by it.
    return failed(words, severity=Severity.LOW if waits_for_us else None)
