"""Network interfaces, and the resources of a region in use by them; read only where a setting needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.shared.identity import identity
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Region, Resource

STATUSES = {"available", "associated", "attaching", "in-use", "detaching"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkInterface(Resource):
    """An interface that the account can see; in its own subnets these include interfaces of other accounts."""

    kind: ClassVar[str] = "AWS::EC2::NetworkInterface"

    id: str
    owner_id: str
    """The account that owns it."""
    vpc_id: str
    subnet_id: str
    group_ids: tuple[str, ...]
    """The ids of its security groups."""
    status: str
    """`in-use`, `available`, or a state between the two."""


@dataclass(frozen=True, slots=True)
class InterfaceUse(Fact):
    """The ids of the resources of a region that network interfaces use."""

    vpcs: frozenset[str] = frozenset()
    subnets: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    attached: frozenset[str] = frozenset()
    """The ids of the interfaces that are in use."""
    unread: Unavailable | None = None
    """The reason why some may be missing; None where all interfaces were read."""


@collects("ec2:DescribeNetworkInterfaces")
def network_interfaces(aws: Aws, region: Region) -> Listing[NetworkInterface]:
    """The network interfaces of a region."""
    found = aws.items("ec2", "describe_network_interfaces", "NetworkInterfaces", page_size=1000, region=region.region)
    return each(region, found, partial(_who, region), _interface)


def _who(region: Region, answer: Mapping[str, Any]) -> Identity:
    """The identity of an interface; AWS calls its tags TagSet."""
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
    """The resources in use, computed once for all groups, subnets and VPCs of the region."""
    return InterfaceUse(
        vpcs=frozenset(one.vpc_id for one in interfaces.found),
        subnets=frozenset(one.subnet_id for one in interfaces.found),
        groups=frozenset(id_ for one in interfaces.found for id_ in one.group_ids),
        attached=frozenset(one.id for one in interfaces.found if one.status == "in-use"),
        unread=interfaces.unread,
    )
