"""Network interfaces, and what of a region is in use because of them; read only where a setting asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from reporter.aws.identity import identity
from reporter.aws.known import known
from reporter.collectors import Aws, collects
from reporter.model import Fact, Region, Resource

STATUSES = {"available", "associated", "attaching", "in-use", "detaching"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkInterface(Resource):
    """An interface that the account can see; in its own subnets it sees those of others, too."""

    kind: ClassVar[str] = "AWS::EC2::NetworkInterface"

    id: str
    owner_id: str
    """The account that it belongs to."""
    vpc_id: str
    subnet_id: str
    group_ids: tuple[str, ...]
    """Its security groups."""
    status: str
    """`in-use`, or on the way there or back."""


@dataclass(frozen=True, slots=True)
class InterfaceUse(Fact):
    """The ids of all that some interface of a region is in, or is attached to."""

    vpcs: frozenset[str] = frozenset()
    subnets: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    attached: frozenset[str] = frozenset()
    """The interfaces themselves that are in use."""


@collects("ec2:DescribeNetworkInterfaces")
def network_interfaces(aws: Aws, region: Region) -> Iterator[NetworkInterface]:
    """Every interface of a region."""
    found = aws.items("ec2", "describe_network_interfaces", "NetworkInterfaces", page_size=1000, region=region.region)
    for one in found:
        yield NetworkInterface(
            # Its tags have a name of their own.
            **identity(region, f"network-interface/{one['NetworkInterfaceId']}", {"Tags": one.get("TagSet")}),
            id=one["NetworkInterfaceId"],
            owner_id=one["OwnerId"],
            vpc_id=one["VpcId"],
            subnet_id=one["SubnetId"],
            group_ids=tuple(group["GroupId"] for group in one["Groups"]),
            status=known(one["Status"], STATUSES),
        )


@collects()
def interface_use(region: Region, interfaces: Sequence[NetworkInterface]) -> InterfaceUse:
    """Found once for all groups, subnets and VPCs of the region."""
    return InterfaceUse(
        vpcs=frozenset(one.vpc_id for one in interfaces),
        subnets=frozenset(one.subnet_id for one in interfaces),
        groups=frozenset(id_ for one in interfaces for id_ in one.group_ids),
        attached=frozenset(one.id for one in interfaces if one.status == "in-use"),
    )
