"""VPCs, and their subnets, flow logs and network ACLs; which default VPCs nothing uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from reporter.aws.ec2.exposure import AclEntry, Traffic
from reporter.aws.ec2.interfaces import NetworkInterface
from reporter.aws.ec2.networks import block, checked
from reporter.aws.shared.identity import by, of_owner, owned
from reporter.aws.shared.known import filled, known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.folding import folds
from reporter.engine.inventory import Inventory
from reporter.engine.listing import Identity, each
from reporter.model.subjects import Region, Resource

OF_VPCS = "AWS::EC2::"
"""Begins the names of all resource types that are part of a VPC."""
RESERVED = 5
"""The addresses of each subnet that AWS keeps: the first four and the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vpc(Resource):
    """A VPC of the account; a shared one is judged in the account of its owner."""

    kind: ClassVar[str] = "AWS::EC2::VPC"

    id: str
    is_default: bool = False
    """Whether AWS created it with the account; False where an earlier version saved it."""

    @property
    def vpc_id(self) -> str:
        """The id, as what is in the VPC names it."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Subnet(Resource):
    """A subnet of the account; a shared one is judged in the account of its owner."""

    kind: ClassVar[str] = "AWS::EC2::Subnet"

    assigns_public_ipv4: bool
    assigns_ipv6: bool
    vpc_id: str = ""
    """Empty where an earlier version saved it."""
    addresses_in_use: int | None = None
    """The IPv4 addresses that network interfaces have; None for a subnet without IPv4, or saved by an earlier version.
    """

    @property
    def id(self) -> str:
        """The subnet id, from the end of the ARN."""
        return self.arn.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLog(Resource):
    """A flow log of a VPC, a subnet, an interface or a transit gateway."""

    kind: ClassVar[str] = "AWS::EC2::FlowLog"

    resource_id: str
    """The id of the resource whose traffic it records."""
    active: bool
    delivery_failed: bool
    traffic: str
    """`ACCEPT`, `REJECT` or `ALL`; empty for a transit gateway, which records both without distinction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkAcl(Resource):
    """A network ACL of the account, with its inbound entries."""

    kind: ClassVar[str] = "AWS::EC2::NetworkAcl"

    is_default: bool
    inbound: tuple[AclEntry, ...]
    vpc_id: str = ""
    """Empty where an earlier version saved it."""


@collects("ec2:DescribeVpcs")
def vpcs(aws: Aws, region: Region) -> Listing[Vpc]:
    """The VPCs of a region that the account owns."""
    found = aws.items("ec2", "describe_vpcs", "Vpcs", page_size=1000, region=region.region, Filters=of_owner(region))
    return each(region, owned(region, found), by(region, "vpc", "VpcId"), _vpc)


def _vpc(who: Identity, vpc: Mapping[str, Any]) -> Vpc:
    return Vpc(**who, id=vpc["VpcId"], is_default=vpc["IsDefault"])


@collects("ec2:DescribeSubnets")
def subnets(aws: Aws, region: Region) -> Listing[Subnet]:
    """The subnets of a region that the account owns."""
    found = aws.items(
        "ec2", "describe_subnets", "Subnets", page_size=1000, region=region.region, Filters=of_owner(region)
    )
    return each(region, owned(region, found), by(region, "subnet", "SubnetId"), _subnet)


def _subnet(who: Identity, subnet: Mapping[str, Any]) -> Subnet:
    return Subnet(
        **who,
        assigns_public_ipv4=subnet["MapPublicIpOnLaunch"],
        assigns_ipv6=subnet["AssignIpv6AddressOnCreation"],
        vpc_id=subnet["VpcId"],
        addresses_in_use=_addresses_in_use(subnet),
    )


def _addresses_in_use(subnet: Mapping[str, Any]) -> int | None:
    """AWS counts the free IPv4 addresses, also against stopped instances; a subnet for IPv6 only has none to count."""
    cidr, free = subnet.get("CidrBlock"), subnet.get("AvailableIpAddressCount")
    if not cidr or free is None:
        return None
    addresses = block(cidr)
    return addresses.end - addresses.start - RESERVED - int(free)


@collects("ec2:DescribeFlowLogs")
def flow_logs(aws: Aws, region: Region) -> Listing[FlowLog]:
    """The flow logs of a region."""
    found = aws.items("ec2", "describe_flow_logs", "FlowLogs", page_size=1000, region=region.region)
    return each(region, found, by(region, "vpc-flow-log", "FlowLogId"), _flow_log)


def _flow_log(who: Identity, log: Mapping[str, Any]) -> FlowLog:
    return FlowLog(
        **who,
        resource_id=log["ResourceId"],
        active=log["FlowLogStatus"] == "ACTIVE",
        # A flow log that was just created has not delivered anything yet.
        delivery_failed=log.get("DeliverLogsStatus") == "FAILED",
        traffic=log.get("TrafficType", ""),
    )


@collects("ec2:DescribeNetworkAcls")
def network_acls(aws: Aws, region: Region) -> Listing[NetworkAcl]:
    """The network ACLs of a region that the account owns."""
    found = aws.items(
        "ec2", "describe_network_acls", "NetworkAcls", page_size=1000, region=region.region, Filters=of_owner(region)
    )
    return each(region, owned(region, found), by(region, "network-acl", "NetworkAclId"), _network_acl)


def _network_acl(who: Identity, acl: Mapping[str, Any]) -> NetworkAcl:
    inbound = tuple(map(_acl_entry, _inbound(acl["Entries"])))
    return NetworkAcl(**who, is_default=acl["IsDefault"], inbound=inbound, vpc_id=acl["VpcId"])


def _inbound(entries: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The inbound entries. In each direction AWS adds a last entry that denies the rest, so there is at least one."""
    return filled([entry for entry in entries if not entry["Egress"]], "the inbound entries of a network ACL")


def _acl_entry(entry: Mapping[str, Any]) -> AclEntry:
    # Only protocols with ports have a port range.
    ports = entry.get("PortRange", {})
    return AclEntry(
        number=entry["RuleNumber"],
        allows=known(entry["RuleAction"], {"allow", "deny"}) == "allow",
        cidr=checked(entry["CidrBlock"] if "CidrBlock" in entry else entry["Ipv6CidrBlock"]),
        traffic=Traffic(entry["Protocol"], ports.get("From"), ports.get("To")),
    )


@folds("unused default VPC")
def in_unused_default_vpcs(inventory: Inventory) -> Iterator[Resource]:
    """The VPCs that AWS created in each region and that hold no network interface, with everything in them.

    Subnets count the interfaces in them; where a region needs no subnets read, its list of interfaces is empty.
    """
    unread = _regions_unread(inventory, Subnet) & _regions_unread(inventory, NetworkInterface)
    default = {(one.region, one.id) for one in inventory.subjects(Vpc) if one.is_default and one.region not in unread}
    in_use = [one for one in inventory.subjects(Subnet) if one.addresses_in_use != 0]
    unused = default - {(one.region, one.vpc_id) for one in (*in_use, *inventory.subjects(NetworkInterface))}
    for kind in inventory.answers if unused else ():
        if issubclass(kind, Resource) and kind.kind.startswith(OF_VPCS):
            yield from (one for one in inventory.subjects(kind) if (one.region, getattr(one, "vpc_id", "")) in unused)


def _regions_unread(inventory: Inventory, kind: type[Resource]) -> set[str]:
    return {place.region for place, _ in inventory.gaps(kind)}
