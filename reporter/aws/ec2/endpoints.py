"""VPC endpoints, the route tables that gateway endpoints have to be in, and whether Incident Manager is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from reporter.aws.ec2.routes import TablesBySubnet
from reporter.aws.ec2.vpc import Subnet, Vpc
from reporter.aws.shared.closed import is_closed
from reporter.aws.shared.identity import by
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Refused
from reporter.model.subjects import Region, Resource

INTERFACE, GATEWAY = "Interface", "Gateway"
OF_SERVICES = frozenset({INTERFACE, GATEWAY, "GatewayLoadBalancer"})
"""The types of endpoints that lead to a service; the others lead to single resources or to networks of them."""
TYPES = OF_SERVICES | {"Resource", "ServiceNetwork", "Tunnel"}
AVAILABLE = "available"
STATES = frozenset({
    AVAILABLE, "pendingacceptance", "pending", "deleting", "deleted", "rejected", "failed", "expired", "partial",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class VpcEndpoint(Resource):
    """An endpoint in a VPC."""

    kind: ClassVar[str] = "AWS::EC2::VPCEndpoint"

    id: str
    type: str
    vpc_id: str
    service: str
    """The name of the service, for example `com.amazonaws.eu-west-1.s3`; empty where it leads to no service."""
    available: bool
    route_table_ids: tuple[str, ...]
    """The route tables with routes to it; only gateway endpoints have any."""
    private_dns: bool
    """Whether the usual host name of the service leads to it."""

    def serves(self, service: str) -> bool:
        """Whether it is available and leads to a service of AWS in its own region, for example `s3` or `ecr.api`."""
        ends = tuple(f".{self.region}.{service}{suffix}" for suffix in ("", "-fips"))
        return self.available and self.service.endswith(ends)


@dataclass(frozen=True, slots=True)
class PrivateTables(Fact):
    """The route tables of private subnets: those without a route to an internet gateway."""

    by_vpc: Mapping[str, frozenset[str]]
    """By VPC id: the ids of the route tables."""
    unclear: Mapping[str, Unavailable]
    """By VPC id: why a subnet may be private or not."""
    unread: Unavailable | None = None
    """The reason why subnets may be missing; None where all were read."""

    def gap(self, vpc: Vpc) -> Unavailable | None:
        """The reason why tables of a VPC may be missing; None where all are known."""
        return self.unclear.get(vpc.id, self.unread)


@dataclass(frozen=True, slots=True)
class IncidentManager(Fact):
    """Whether the account uses Incident Manager in a region."""

    used: bool


@collects("ec2:DescribeVpcEndpoints")
def vpc_endpoints(aws: Aws, region: Region) -> Listing[VpcEndpoint]:
    """The endpoints of a region."""
    found = aws.items("ec2", "describe_vpc_endpoints", "VpcEndpoints", page_size=1000, region=region.region)
    return each(region, found, by(region, "vpc-endpoint", "VpcEndpointId"), _endpoint)


def _endpoint(who: Identity, answer: Mapping[str, Any]) -> VpcEndpoint:
    type_ = known(answer["VpcEndpointType"], TYPES)
    return VpcEndpoint(
        **who,
        id=answer["VpcEndpointId"],
        type=type_,
        vpc_id=answer["VpcId"],
        service=answer["ServiceName"] if type_ in OF_SERVICES else "",
        available=known(answer["State"].lower(), STATES) == AVAILABLE,
        route_table_ids=tuple(answer["RouteTableIds"]) if type_ == GATEWAY else (),
        private_dns=answer["PrivateDnsEnabled"] if type_ == INTERFACE else False,
    )


@collects()
def private_tables(region: Region, subnets: Known[Subnet], tables: TablesBySubnet) -> PrivateTables:
    """The route tables of private subnets, computed once for all VPCs of the region."""
    private: dict[str, set[str]] = defaultdict(set)
    unclear: dict[str, Unavailable] = {}
    for subnet in subnets.found:
        try:
            table = tables.certain(subnet.id, subnet.vpc_id, region.region)
        except Refused as refused:
            unclear[subnet.vpc_id] = refused.unavailable
            continue
        if not table.internet_routes:
            private[subnet.vpc_id].add(table.id)
    return PrivateTables({vpc: frozenset(ids) for vpc, ids in private.items()}, unclear, subnets.unread)


@collects("ssm-incidents:ListReplicationSets")
def incident_manager(aws: Aws, region: Region, vpcs: Known[Vpc]) -> IncidentManager:
    """Whether the account has a replication set, without which Incident Manager does nothing.

    Not asked for where there is no VPC. AWS has closed the service to accounts that did not use it.
    """
    if not (vpcs.found or vpcs.unread):
        return IncidentManager(used=False)
    pages = aws.pages("ssm-incidents", "list_replication_sets", page_size=100, region=region.region)
    try:
        return IncidentManager(used=any(page["replicationSetArns"] for page in pages))
    except Refused as refused:
        if is_closed(refused):
            return IncidentManager(used=False)
        raise
