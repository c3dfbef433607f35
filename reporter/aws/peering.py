"""Peerings between VPCs, and the routes that lead through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from reporter.aws.identity import identity, of_owner, owned
from reporter.aws.known import filled, known
from reporter.collectors import Aws, collects
from reporter.model import Region, Resource


@dataclass(frozen=True, slots=True)
class PeeringSide:
    """One of the two VPCs of a peering."""

    account_id: str
    cidrs: tuple[str, ...]
    """All its address ranges; AWS tells them only of active peerings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peering(Resource):
    """A peering that the account takes part in; both sides see it."""

    kind: ClassVar[str] = "AWS::EC2::VPCPeeringConnection"

    id: str
    status: str
    """`active`, `pending-acceptance`, and others for peerings that joined nothing yet or no longer do."""
    requester: PeeringSide
    accepter: PeeringSide


@dataclass(frozen=True, slots=True)
class PeeringRoute:
    """A route that leads to a peering."""

    peering_id: str
    destination: str
    """An address range, or the id of a prefix list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTable(Resource):
    """A route table of the account, as far as it leads to peerings."""

    kind: ClassVar[str] = "AWS::EC2::RouteTable"

    peering_routes: tuple[PeeringRoute, ...]


STATUSES = {
    "initiating-request", "pending-acceptance", "provisioning", "active", "deleting",
    "deleted", "rejected", "failed", "expired",
}  # fmt: skip


@collects("ec2:DescribeVpcPeeringConnections")
def peerings(aws: Aws, region: Region) -> Iterator[Peering]:
    """Every peering of a region, those that ended a short while ago included."""
    found = aws.items(
        "ec2", "describe_vpc_peering_connections", "VpcPeeringConnections", page_size=1000, region=region.region
    )
    for peering in found:
        status = known(peering["Status"]["Code"], STATUSES)
        owners = {peering[f"{side}VpcInfo"]["OwnerId"] for side in ("Requester", "Accepter")}
        if region.account_id not in owners:
            raise ValueError(f"the answer is about accounts {', '.join(sorted(owners))}")
        yield Peering(
            **identity(region, f"vpc-peering-connection/{peering['VpcPeeringConnectionId']}", peering),
            id=peering["VpcPeeringConnectionId"],
            status=status,
            requester=_side(peering["RequesterVpcInfo"], active=status == "active"),
            accepter=_side(peering["AccepterVpcInfo"], active=status == "active"),
        )


def _side(answer: Mapping[str, Any], *, active: bool) -> PeeringSide:
    if not active:
        return PeeringSide(answer["OwnerId"], ())
    # The sets hold further ranges, and are left out where there are none.
    ipv4 = {answer["CidrBlock"], *(block["CidrBlock"] for block in answer.get("CidrBlockSet", ()))}
    ipv6 = {block["Ipv6CidrBlock"] for block in answer.get("Ipv6CidrBlockSet", ())}
    return PeeringSide(answer["OwnerId"], tuple(sorted(ipv4 | ipv6)))


@collects("ec2:DescribeRouteTables")
def route_tables(aws: Aws, region: Region) -> Iterator[RouteTable]:
    """Every route table of a region that the account owns."""
    listed = aws.items(
        "ec2", "describe_route_tables", "RouteTables", page_size=100, region=region.region, Filters=of_owner(region)
    )
    for table in owned(region, listed):
        yield RouteTable(
            **identity(region, f"route-table/{table['RouteTableId']}", table),
            peering_routes=tuple(_peering_routes(filled(table["Routes"], "the routes of a route table"))),
        )


def _peering_routes(routes: list[Mapping[str, Any]]) -> Iterator[PeeringRoute]:
    for route in routes:
        if "VpcPeeringConnectionId" in route:
            keys = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
            [destination] = [route[key] for key in keys if key in route]
            yield PeeringRoute(route["VpcPeeringConnectionId"], destination)
