"""The demo's networks: VPCs with subnets, security groups, network ACLs, flow logs and peerings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reporter.demo.place import HOME, Place, tag_list
from reporter.demo.state import REGIONS

ANYWHERE_V4 = "0.0.0.0/0"
ANYWHERE_V6 = "::/0"


@dataclass(frozen=True, slots=True)
class Opening:
    """An inbound rule of a security group."""

    port: int
    sources: tuple[str, ...]
    to_port: int = 0
    """0 for the same port."""
    protocol: str = "tcp"

    def permission(self) -> dict[str, Any]:
        """The rule in the form that EC2 takes."""
        return {
            "IpProtocol": self.protocol,
            "FromPort": self.port,
            "ToPort": self.to_port or self.port,
            "IpRanges": [{"CidrIp": source} for source in self.sources if ":" not in source],
            "Ipv6Ranges": [{"CidrIpv6": source} for source in self.sources if ":" in source],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGroup:
    """A security group with its inbound rules."""

    name: str
    description: str
    openings: tuple[Opening, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subnet:
    """A subnet of a network."""

    name: str
    cidr: str
    public: bool = False
    """Whether everything launched there gets a public address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A VPC with its subnets and security groups."""

    name: str
    cidr: str
    region: str = HOME
    subnets: tuple[Subnet, ...] = ()
    groups: tuple[SecurityGroup, ...] = ()
    flow_logs_to: str = ""
    """The bucket for its flow logs; empty for none."""
    default_group_closed: bool = False
    acl_closed: bool = False
    """Whether its default network ACL denies SSH and RDP from the internet."""


def seed_network(place: Place, network: Network) -> None:
    """Create the VPC and everything in it."""
    ec2 = place.client("ec2", network.region)
    vpc_id = ec2.create_vpc(CidrBlock=network.cidr, TagSpecifications=named("vpc", network.name))["Vpc"]["VpcId"]
    for subnet in network.subnets:
        _seed_subnet(ec2, vpc_id, subnet)
    for group in network.groups:
        _seed_group(ec2, vpc_id, group)
    if network.flow_logs_to:
        target = f"arn:aws:s3:::{network.flow_logs_to}"
        vpc = {"ResourceType": "VPC", "ResourceIds": [vpc_id]}
        ec2.create_flow_logs(**vpc, TrafficType="ALL", LogDestinationType="s3", LogDestination=target)
    if network.default_group_closed:
        _close_default_group(ec2, vpc_id)
    if network.acl_closed:
        _close_acl(ec2, vpc_id)


def named(resource_type: str, name: str, **tags: str) -> list[dict[str, Any]]:
    """The TagSpecifications that name a resource."""
    return [{"ResourceType": resource_type, "Tags": tag_list({"Name": name, **tags})}]


def _seed_subnet(ec2: Any, vpc_id: str, subnet: Subnet) -> None:
    tags = named("subnet", subnet.name)
    made = ec2.create_subnet(VpcId=vpc_id, CidrBlock=subnet.cidr, TagSpecifications=tags)["Subnet"]
    ec2.modify_subnet_attribute(SubnetId=made["SubnetId"], MapPublicIpOnLaunch={"Value": subnet.public})


def _seed_group(ec2: Any, vpc_id: str, group: SecurityGroup) -> None:
    tags = [{"ResourceType": "security-group", "Tags": tag_list(group.tags)}] if group.tags else []
    made = ec2.create_security_group(
        VpcId=vpc_id, GroupName=group.name, Description=group.description, TagSpecifications=tags
    )
    permissions = [opening.permission() for opening in group.openings]
    if permissions:
        ec2.authorize_security_group_ingress(GroupId=made["GroupId"], IpPermissions=permissions)


def _close_default_group(ec2: Any, vpc_id: str) -> None:
    of_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "group-name", "Values": ["default"]}]
    for group in ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"]:
        ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])
        ec2.revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])


def _close_acl(ec2: Any, vpc_id: str) -> None:
    [acl] = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["NetworkAcls"]
    for number, port in ((80, 22), (90, 3389)):
        ec2.create_network_acl_entry(
            NetworkAclId=acl["NetworkAclId"],
            RuleNumber=number,
            Protocol="-1",
            RuleAction="deny",
            Egress=False,
            CidrBlock=ANYWHERE_V4,
            PortRange={"From": port, "To": port},
        )


def seed_default_networks(place: Place, *, kept: bool) -> None:
    """Create the default VPC of each region; a landing zone removes it.

    Moto makes a default VPC at the first look; this look keeps ids the same each time.
    """
    for region in REGIONS:
        ec2 = place.client("ec2", region)
        [vpc] = ec2.describe_vpcs()["Vpcs"]
        if not kept:
            _remove_network(ec2, vpc["VpcId"])


def _remove_network(ec2: Any, vpc_id: str) -> None:
    for subnet in ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["Subnets"]:
        ec2.delete_subnet(SubnetId=subnet["SubnetId"])
    ec2.delete_vpc(VpcId=vpc_id)


def vpc_id_of(place: Place, name: str, region: str = HOME) -> str:
    """The id of a seeded network."""
    return _id_of(place.client("ec2", region).describe_vpcs, "Vpcs", "VpcId", name)


def subnet_id_of(place: Place, name: str, region: str = HOME) -> str:
    """The id of a seeded subnet."""
    return _id_of(place.client("ec2", region).describe_subnets, "Subnets", "SubnetId", name)


def _id_of(describe: Any, listed: str, id_: str, name: str) -> str:
    [found] = describe(Filters=[{"Name": "tag:Name", "Values": [name]}])[listed]
    return str(found[id_])


def group_id_of(place: Place, name: str, region: str = HOME) -> str:
    """The id of a seeded security group."""
    named_so = [{"Name": "group-name", "Values": [name]}]
    [found] = place.client("ec2", region).describe_security_groups(Filters=named_so)["SecurityGroups"]
    return str(found["GroupId"])


def seed_unknown_request(place: Place, network: str, stranger: Place) -> None:
    """Seed a peering request of a foreign account that was not answered."""
    ec2 = stranger.client("ec2")
    own = ec2.create_vpc(CidrBlock="172.20.0.0/16")["Vpc"]["VpcId"]
    ec2.create_vpc_peering_connection(
        VpcId=own, PeerVpcId=vpc_id_of(place, network), PeerOwnerId=place.account_id, PeerRegion=HOME
    )


def seed_peering(requester: Place, network: str, accepter: Place, other_network: str, route: str) -> None:
    """Connect two networks of the company, with a route from the first to a part of the other."""
    ec2 = requester.client("ec2")
    vpc_id, other_id = vpc_id_of(requester, network), vpc_id_of(accepter, other_network)
    peering = ec2.create_vpc_peering_connection(
        VpcId=vpc_id,
        PeerVpcId=other_id,
        PeerOwnerId=accepter.account_id,
        PeerRegion=HOME,
        TagSpecifications=named("vpc-peering-connection", f"{network}-to-{other_network}"),
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    accepter.client("ec2").accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    [table] = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["RouteTables"]
    ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock=route, VpcPeeringConnectionId=peering)
