"""EC2 instances, EBS volumes, Elastic IP addresses, and a region's EBS encryption default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from reporter.aws.shared.identity import by, owned
from reporter.aws.shared.known import known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.subjects import Region, Resource

DESCRIBE_INSTANCES = "ec2:DescribeInstances"
ENDED = frozenset({"shutting-down", "terminated"})
"""The states of instances that have ended but are still listed for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance(Resource):
    """An instance that exists, running or not."""

    kind: ClassVar[str] = "AWS::EC2::Instance"

    metadata_tokens: str
    """`required` where only IMDSv2 is answered, `optional` where IMDSv1 is too; empty where AWS did not say."""
    metadata_endpoint: str
    """`enabled` or `disabled`; empty where AWS did not say."""
    profile_arn: str
    """The ARN of the instance profile; empty for none."""
    public_ipv4: tuple[str, ...]
    """Public IPv4 addresses, including those of a carrier network."""
    ipv6: tuple[str, ...]

    @property
    def metadata_unread(self) -> Unavailable | None:
        """The reason why it is not known which IMDS versions the instance answers; None where it is known."""
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
    """A public IPv4 address that is allocated to the account."""

    kind: ClassVar[str] = "AWS::EC2::EIP"

    associated: bool
    managed_by: str
    """The AWS service that manages it, for example `nlb`; empty for none."""
    interface_id: str = ""
    """The network interface that has it; empty for none, or where an earlier version saved it."""


@dataclass(frozen=True, slots=True)
class EbsDefaults(Fact):
    """Whether a region encrypts new volumes and copies of snapshots by default."""

    encrypted: bool


STATES = {"pending", "running", "stopping", "stopped", *ENDED}
TOKENS = {"optional", "required"}
ENDPOINTS = {"enabled", "disabled"}
VOLUME_STATES = {"creating", "available", "in-use", "deleting", "deleted", "error"}


@collects(DESCRIBE_INSTANCES)
def instances(aws: Aws, region: Region) -> Listing[Instance]:
    """The instances of a region that have not been terminated."""
    found = aws.items("ec2", "describe_instances", "Reservations", page_size=1000, region=region.region)
    return each(region, _reserved(owned(region, found)), by(region, "instance", "InstanceId"), _instance)


def _reserved(reservations: Iterator[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The instances of reservations. A reservation without instances, which AWS never creates, is passed on to fail."""
    for reservation in reservations:
        yield from reservation.get("Instances") or [reservation]


def _instance(who: Identity, answer: Mapping[str, Any]) -> Instance | None:
    if known(answer["State"]["Name"], STATES) in ENDED:
        return None
    # Without metadata options the addresses and the role of an instance can still be judged.
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
    """The public addresses of an interface; each secondary private address may have one of its own."""
    for address in (interface, *interface["PrivateIpAddresses"]):
        if "Association" in address:
            yield from _reachable(address["Association"])


def _reachable(association: Mapping[str, str]) -> list[str]:
    """The public address of an association.

    The carrier address of a Wavelength Zone is public; a customer-owned one (Outposts) is not.
    """
    found = [association[kind] for kind in ("PublicIp", "CarrierIp") if kind in association]
    if not found and "CustomerOwnedIp" not in association:
        raise LookupError("an association without an address")
    return found


@collects("ec2:DescribeVolumes")
def volumes(aws: Aws, region: Region) -> Listing[Volume]:
    """The volumes of a region."""
    found = aws.items("ec2", "describe_volumes", "Volumes", page_size=500, region=region.region)
    return each(region, found, by(region, "volume", "VolumeId"), _volume)


def _volume(who: Identity, volume: Mapping[str, Any]) -> Volume:
    attached = known(volume["State"], VOLUME_STATES) == "in-use"
    return Volume(**who, encrypted=volume["Encrypted"], attached=attached)


@collects("ec2:DescribeAddresses")
def elastic_ips(aws: Aws, region: Region) -> Listing[ElasticIp]:
    """The Elastic IP addresses of a region, including those of carriers and Outposts; AWS answers without pages."""
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
    """The default of a region; it is read for every region, also where there are no volumes yet."""
    answer = aws.call("ec2", "get_ebs_encryption_by_default", region=region.region)
    return EbsDefaults(answer["EbsEncryptionByDefault"])
