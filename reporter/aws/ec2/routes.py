"""Derives from routes how subnets reach the internet, and which addresses prefix lists add to peering routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reporter.aws.ec2.networks import Family, block, collapsed
from reporter.aws.ec2.peering import Peering, RoutesByPeering, RouteTable, is_list
from reporter.aws.ec2.security_groups import PrefixList, cidrs_of
from reporter.aws.ec2.vpc import Subnet
from reporter.engine.collector import collects
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Refused
from reporter.model.subjects import Region

DESCRIBE_ROUTE_TABLES = "ec2:DescribeRouteTables"
_AIMLESS = "a route of {} does not say where it leads"


@dataclass(frozen=True, slots=True)
class TablesBySubnet(Fact):
    """The route table of each subnet."""

    own: Mapping[str, RouteTable]
    """By subnet id, for subnets with a table of their own; the main table of the VPC serves the others."""
    main: Mapping[str, RouteTable]
    """The main tables by VPC id."""
    unread: Unavailable | None = None
    """The reason why some may be missing; None where all tables were read."""

    def of(self, subnet: Subnet) -> RouteTable | None:
        """The route table of a subnet; None where the region has none for it. Raises `Refused`."""
        return self.serving(subnet.id, subnet.vpc_id)

    def serving(self, subnet_id: str, vpc_id: str) -> RouteTable | None:
        """The route table of the subnet with this id in this VPC; as `of`."""
        if self.unread and subnet_id not in self.own:
            raise Refused(self.unread)
        return self.own.get(subnet_id) or self.main.get(vpc_id)

    def certain(self, subnet_id: str, vpc_id: str, region: str) -> RouteTable:
        """The route table of a subnet; raises `Refused` where it is not certain which routes lead to the internet."""
        table = self.serving(subnet_id, vpc_id)
        if table is None:
            raise _unclear(ReasonCode.AWS_ERROR, f"no route table is known to serve {subnet_id}", region)
        if table.aimless_routes and not table.internet_routes:
            raise _unclear(ReasonCode.MALFORMED_ANSWER, _AIMLESS.format(table.name), region)
        return table


@dataclass(frozen=True, slots=True)
class PublicIpv6(Fact):
    """Whether a subnet assigns IPv6 addresses that the internet can reach."""

    assigned: bool


@dataclass(frozen=True, slots=True)
class ListedRoutes(Fact):
    """The routes to a peering with address ranges in place of prefix lists; empty where none names a list."""

    tables: tuple[tuple[str, ...], ...] = ()
    """The destinations in each table."""


@collects()
def tables_by_subnet(region: Region, tables: Known[RouteTable]) -> TablesBySubnet:
    """The route tables by subnet, computed once for all subnets of the region."""
    known = [table for table in tables.found if table.vpc_id]
    return TablesBySubnet(
        own={subnet_id: table for table in known for subnet_id in table.subnet_ids},
        main={table.vpc_id: table for table in known if table.is_main},
        unread=tables.unread,
    )


@collects()
def public_ipv6(subnet: Subnet, tables: TablesBySubnet) -> PublicIpv6:
    """Whether the subnet assigns public IPv6 addresses; raises `Refused` where that depends on unread tables."""
    if not subnet.assigns_ipv6:
        return PublicIpv6(assigned=False)
    table = tables.of(subnet)
    if table is None:
        raise _unclear(ReasonCode.AWS_ERROR, "no route table is known to serve the subnet", subnet.region)
    if _is_ipv6(table.internet_routes):
        return PublicIpv6(assigned=True)
    lists = sorted(filter(is_list, table.internet_routes))
    if lists:
        raise _unclear(ReasonCode.UNSUPPORTED, f"{', '.join(lists)} may lead to the internet by IPv6", subnet.region)
    if _is_ipv6(table.aimless_routes) or any(map(is_list, table.aimless_routes)):
        raise _unclear(ReasonCode.MALFORMED_ANSWER, _AIMLESS.format(table.name), subnet.region)
    return PublicIpv6(assigned=False)


def _is_ipv6(destinations: Iterable[str]) -> bool:
    return any(block(one).family is Family.IPV6 for one in destinations if not is_list(one))


def _unclear(reason: ReasonCode, detail: str, region: str) -> Refused:
    return Refused(Unavailable(reason, detail, DESCRIBE_ROUTE_TABLES, region=region))


@collects()
def listed_routes(peering: Peering, routes: RoutesByPeering, lists: Known[PrefixList]) -> ListedRoutes:
    """The routes with the ranges of their prefix lists; raises `Refused` where a list that they name was not read."""
    tables = routes.of(peering)
    named = frozenset(one for table in tables for one in table if is_list(one))
    if not named:
        return ListedRoutes()
    cidrs = cidrs_of(named, lists, peering.region, "a route")
    return ListedRoutes(tuple(tuple(cidr for one in table for cidr in cidrs.get(one, (one,))) for table in tables))


def wide_destinations(destinations: Iterable[str], blocks: Iterable[str]) -> list[str]:
    """The destinations of one table, joined, that contain everything or a whole block of a VPC.

    Two halves of a block count as the block. Prefix lists that were not resolved are ignored.
    """
    whole = [block(one) for one in blocks]
    together = collapsed(one for one in destinations if not is_list(one))
    return [str(one) for one in together if one.is_everything or any(map(one.holds, whole))]
