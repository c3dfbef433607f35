"""Network interfaces, and what of a region is in use because of them; read only where a setting asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.ec2.identity import identity
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Region, Resource

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
    unread: Unavailable | None = None
    """Why there may be more of them; None: there are no more."""


@collects("ec2:DescribeNetworkInterfaces")
def network_interfaces(aws: Aws, region: Region) -> Listing[NetworkInterface]:
    """Every interface of a region."""
    found = aws.items("ec2", "describe_network_interfaces", "NetworkInterfaces", page_size=1000, region=region.region)
    return each(region, found, partial(_who, region), _interface)


def _who(region: Region, answer: Mapping[str, Any]) -> Identity:
    """Its tags have a name of their own."""
    return identity(region, f"network-interface/{answer['NetworkInterfaceId']}", {"Tags": answer.get("TagSet")})


def _interface(who: Identity, answer: Mapping[str, Any]) -> NetworkInterface:
    return NetworkInterface(
        **who,
        id=answer["NetworkInterfaceId"],
        owner_id=answer["OwnerId"],
        vpc_id=answer["VpcId"],
        subnet_id=answer["SubnetId"],
        group_ids=tuple(group["GroupId"] for group in answer["Groups"]),
        status=known(answer["Status"], STATUSES),
    )


@collects()
def interface_use(region: Region, interfaces: Known[NetworkInterface]) -> InterfaceUse:
    """Found once for all groups, subnets and VPCs of the region."""
    return InterfaceUse(
        vpcs=frozenset(one.vpc_id for one in interfaces.found),
        subnets=frozenset(one.subnet_id for one in interfaces.found),
        groups=frozenset(id_ for one in interfaces.found for id_ in one.group_ids),
        attached=frozenset(one.id for one in interfaces.found if one.status == "in-use"),
        unread=interfaces.unread,
    )
