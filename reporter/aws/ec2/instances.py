"""EC2 instances with their volumes and addresses, and what a region does to new volumes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from reporter.aws.ec2.identity import by, owned
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.subjects import Region, Resource

DESCRIBE_INSTANCES = "ec2:DescribeInstances"
ENDED = frozenset({"shutting-down", "terminated"})
"""States of instances that AWS still lists for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance(Resource):
    """An instance that exists, running or not."""

    kind: ClassVar[str] = "AWS::EC2::Instance"

    metadata_tokens: str
    """`required` where only IMDSv2 is answered, `optional` where IMDSv1 is too; empty: AWS did not say."""
    metadata_endpoint: str
    """`enabled` or `disabled`; empty: AWS did not say."""
    profile_arn: str
    """The instance profile; empty: none."""
    public_ipv4: tuple[str, ...]
    """Those of the network of a carrier too."""
    ipv6: tuple[str, ...]

    @property
    def metadata_unread(self) -> Unavailable | None:
        """Why it is not known how it hands out the credentials of its role; None: it is."""
        if self.metadata_tokens == "required" or (self.metadata_tokens and self.metadata_endpoint):
            return None
        missing = "HttpEndpoint" if self.metadata_tokens else "HttpTokens"
        detail = f"the answer has no MetadataOptions.{missing} of this instance"
        return Unavailable(ReasonCode.MALFORMED_ANSWER, detail, DESCRIBE_INSTANCES, region=self.region)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume(Resource):
    """An EBS volume."""

    kind: ClassVar[str] = "AWS::EC2::Volume"

    encrypted: bool
    attached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ElasticIp(Resource):
    """A public IPv4 address that the account keeps."""

    kind: ClassVar[str] = "AWS::EC2::EIP"

    associated: bool
    managed_by: str
    """The AWS service that looks after it, for example `nlb`; empty: none."""
    interface_id: str = ""
    """The network interface that has it; empty: none, or an earlier version saved it."""


@dataclass(frozen=True, slots=True)
class EbsDefaults(Fact):
    """What a region does to new volumes and copies of snapshots."""

    encrypted: bool


STATES = {"pending", "running", "stopping", "stopped", *ENDED}
TOKENS = {"optional", "required"}
ENDPOINTS = {"enabled", "disabled"}
VOLUME_STATES = {"creating", "available", "in-use", "deleting", "deleted", "error"}


@collects(DESCRIBE_INSTANCES)
def instances(aws: Aws, region: Region) -> Listing[Instance]:
    """Every instance of a region that has not been terminated."""
    found = aws.items("ec2", "describe_instances", "Reservations", page_size=1000, region=region.region)
    return each(region, _reserved(owned(region, found)), by(region, "instance", "InstanceId"), _instance)


def _reserved(reservations: Iterator[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Their instances; a reservation without any stands for one that cannot be read: AWS makes none of that kind."""
    for reservation in reservations:
        yield from reservation.get("Instances") or [reservation]


def _instance(who: Identity, answer: Mapping[str, Any]) -> Instance | None:
    if known(answer["State"]["Name"], STATES) in ENDED:
        return None
    # Without them an instance can still be judged by its addresses and its role.
    metadata = answer.get("MetadataOptions", {})
    interfaces = answer["NetworkInterfaces"]
    return Instance(
        **who,
        metadata_tokens=known(metadata.get("HttpTokens", ""), TOKENS | {""}),
        metadata_endpoint=known(metadata.get("HttpEndpoint", ""), ENDPOINTS | {""}),
        profile_arn=answer["IamInstanceProfile"]["Arn"] if "IamInstanceProfile" in answer else "",
        public_ipv4=tuple(sorted({address for interface in interfaces for address in _public_ipv4(interface)})),
        ipv6=tuple(address["Ipv6Address"] for interface in interfaces for address in interface["Ipv6Addresses"]),
    )


def _public_ipv4(interface: Mapping[str, Any]) -> Iterator[str]:
    """A secondary private address may have a public one of its own."""
    for address in (interface, *interface["PrivateIpAddresses"]):
        if "Association" in address:
            yield from _reachable(address["Association"])


def _reachable(association: Mapping[str, str]) -> list[str]:
    """The address of a Wavelength carrier is public too; one of your own network (Outposts) is not."""
    found = [association[kind] for kind in ("PublicIp", "CarrierIp") if kind in association]
    if not found and "CustomerOwnedIp" not in association:
        raise LookupError("an association without an address")
    return found


@collects("ec2:DescribeVolumes")
def volumes(aws: Aws, region: Region) -> Listing[Volume]:
    """Every volume of a region."""
    found = aws.items("ec2", "describe_volumes", "Volumes", page_size=500, region=region.region)
    return each(region, found, by(region, "volume", "VolumeId"), _volume)


def _volume(who: Identity, volume: Mapping[str, Any]) -> Volume:
    attached = known(volume["State"], VOLUME_STATES) == "in-use"
    return Volume(**who, encrypted=volume["Encrypted"], attached=attached)


@collects("ec2:DescribeAddresses")
def elastic_ips(aws: Aws, region: Region) -> Listing[ElasticIp]:
    """Every Elastic IP address of a region, those of carriers and Outposts too; AWS answers without pages."""
    found = aws.call("ec2", "describe_addresses", region=region.region)["Addresses"]
    return each(region, found, by(region, "elastic-ip", "AllocationId"), _elastic_ip)


def _elastic_ip(who: Identity, address: Mapping[str, Any]) -> ElasticIp:
    return ElasticIp(
        **who,
        associated=bool(address.get("AssociationId")),
        managed_by=address.get("ServiceManaged", ""),
        interface_id=address.get("NetworkInterfaceId", ""),
    )


@collects("ec2:GetEbsEncryptionByDefault")
def ebs_defaults(aws: Aws, region: Region) -> EbsDefaults:
    """Asked of every region, also where there are no volumes yet."""
    answer = aws.call("ec2", "get_ebs_encryption_by_default", region=region.region)
    return EbsDefaults(answer["EbsEncryptionByDefault"])
