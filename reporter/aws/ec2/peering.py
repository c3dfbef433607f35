"""VPC peering connections, route tables with their routes to peerings and internet gateways, and their subnets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from reporter.aws.ec2.networks import checked
from reporter.aws.shared.identity import by, of_owner, owned
from reporter.aws.shared.known import filled, known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Region, Resource


@dataclass(frozen=True, slots=True)
class PeeringSide:
    """One of the two VPCs of a peering connection."""

    account_id: str
    cidrs: tuple[str, ...]
    """All its address ranges; AWS returns them only for active peerings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peering(Resource):
    """A peering connection that a VPC of the account takes part in; both accounts list it."""

    kind: ClassVar[str] = "AWS::EC2::VPCPeeringConnection"

    id: str
    status: str
    """`active`, `pending-acceptance`, or a state of a peering that does not connect yet or no longer."""
    requester: PeeringSide
    accepter: PeeringSide


@dataclass(frozen=True, slots=True)
class PeeringRoute:
    """A route to a peering connection."""

    peering_id: str
    destination: str
    """An address range, or the id of a prefix list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTable(Resource):
    """A route table of the account, with its routes to peerings and internet gateways."""

    kind: ClassVar[str] = "AWS::EC2::RouteTable"

    peering_routes: tuple[PeeringRoute, ...]
    vpc_id: str = ""
    """Empty where an earlier version saved it: then the fields below are not known either."""
    is_main: bool = False
    """Whether it is the main route table, for the subnets of the VPC without one of their own."""
    subnet_ids: tuple[str, ...] = ()
    """The ids of the subnets that are associated with it."""
    internet_routes: tuple[str, ...] = ()
    """Destinations of routes to an internet gateway: address ranges or prefix lists."""
    aimless_routes: tuple[str, ...] = ()
    """Destinations of routes whose target is missing in the answer."""

    @property
    def id(self) -> str:
        """The route table id, from the end of the ARN."""
        return self.arn.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class RoutesByPeering(Fact):
    """The routes of a region to peering connections, grouped by peering and table."""

    by_peering: Mapping[str, tuple[tuple[str, ...], ...]]
    """By peering: for each table with routes to it, their destinations, address ranges or prefix lists."""
    unread: Unavailable | None = None
    """The reason why some may be missing; None where all tables were read."""

    def of(self, peering: Peering) -> tuple[tuple[str, ...], ...]:
        """The destinations of the routes to one peering, for each table."""
        return self.by_peering.get(peering.id, ())

    @property
    def lists(self) -> frozenset[str]:
        """The ids of the prefix lists that routes name."""
        tables = (table for tables in self.by_peering.values() for table in tables)
        return frozenset(destination for table in tables for destination in table if is_list(destination))


STATUSES = {
    "initiating-request", "pending-acceptance", "provisioning", "active", "deleting",
    "deleted", "rejected", "failed", "expired",
}  # fmt: skip


@collects("ec2:DescribeVpcPeeringConnections")
def peerings(aws: Aws, region: Region) -> Listing[Peering]:
    """The peering connections of a region, including those that ended recently."""
    found = aws.items(
        "ec2", "describe_vpc_peering_connections", "VpcPeeringConnections", page_size=1000, region=region.region
    )
    return each(region, found, by(region, "vpc-peering-connection", "VpcPeeringConnectionId"), _peering)


def _peering(who: Identity, peering: Mapping[str, Any]) -> Peering:
    status = known(peering["Status"]["Code"], STATUSES)
    owners = {peering[f"{side}VpcInfo"]["OwnerId"] for side in ("Requester", "Accepter")}
    if who["account_id"] not in owners:
        raise ValueError(f"the answer is about accounts {', '.join(sorted(owners))}")
    return Peering(
        **who,
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
    return PeeringSide(answer["OwnerId"], tuple(map(checked, sorted(ipv4 | ipv6))))


@collects("ec2:DescribeRouteTables")
def route_tables(aws: Aws, region: Region) -> Listing[RouteTable]:
    """The route tables of a region that the account owns."""
    found = aws.items(
        "ec2", "describe_route_tables", "RouteTables", page_size=100, region=region.region, Filters=of_owner(region)
    )
    return each(region, owned(region, found), by(region, "route-table", "RouteTableId"), _route_table)


def _route_table(who: Identity, table: Mapping[str, Any]) -> RouteTable:
    routes = filled(table["Routes"], "the routes of a route table")
    served = [_served(association) for association in table["Associations"] if _is_in_force(association)]
    return RouteTable(
        **who,
        peering_routes=tuple(_peering_routes(routes)),
        vpc_id=table["VpcId"],
        is_main=MAIN in served,
        subnet_ids=tuple(sorted(id_ for id_ in served if id_.startswith("subnet-"))),
        internet_routes=tuple(map(_destination, filter(_is_internet_route, routes))),
        aimless_routes=tuple(_destination(route) for route in routes if not TARGETS & route.keys()),
    )


MAIN = "main"
OVER = frozenset({"disassociating", "disassociated", "failed"})
TARGETS = frozenset({
    "CarrierGatewayId", "CoreNetworkArn", "EgressOnlyInternetGatewayId", "GatewayId", "InstanceId", "IpAddress",
    "LocalGatewayId", "NatGatewayId", "NetworkInterfaceId", "OdbNetworkArn", "TransitGatewayId",
    "VpcPeeringConnectionId",
})  # fmt: skip


def _is_in_force(association: Mapping[str, Any]) -> bool:
    # AWS leaves the state out where nothing has changed.
    return association.get("AssociationState", {}).get("State") not in OVER


def _served(association: Mapping[str, Any]) -> str:
    """The id of the associated subnet, gateway or address pool, or `main`."""
    if association.get("Main"):
        return MAIN
    [served] = [association[key] for key in ("SubnetId", "GatewayId", "PublicIpv4Pool") if key in association]
    return str(served)


def _peering_routes(routes: Iterable[Mapping[str, Any]]) -> Iterator[PeeringRoute]:
    for route in routes:
        if "VpcPeeringConnectionId" in route:
            yield PeeringRoute(route["VpcPeeringConnectionId"], _destination(route))


def _is_internet_route(route: Mapping[str, Any]) -> bool:
    # AWS names one target only. A gateway may also be `local`, a VPN gateway or an endpoint.
    return str(route.get("GatewayId", "")).startswith("igw-")


def _destination(route: Mapping[str, Any]) -> str:
    keys = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
    [destination] = [route[key] for key in keys if key in route]
    return destination if is_list(destination) else checked(destination)


def is_list(destination: str) -> bool:
    """Whether a destination is the id of a prefix list."""
    return destination.startswith("pl-")


@collects()
def routes_by_peering(region: Region, tables: Known[RouteTable]) -> RoutesByPeering:
    """The routes to peerings, grouped once for all peerings of the region."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for table in tables.found:
        of_table: dict[str, list[str]] = defaultdict(list)
        for route in table.peering_routes:
            of_table[route.peering_id].append(route.destination)
        for peering_id, destinations in of_table.items():
            found[peering_id].append(tuple(destinations))
    return RoutesByPeering({peering_id: tuple(of_tables) for peering_id, of_tables in found.items()}, tables.unread)
