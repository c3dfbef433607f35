"""EC2 instances with their volumes and addresses, and what a region does to new volumes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from reporter.aws.identity import identity, owned
from reporter.aws.known import filled, known
from reporter.collectors import Aws, collects
from reporter.model import Fact, Region, Resource

ENDED = frozenset({"shutting-down", "terminated"})
"""States of instances that AWS still lists for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance(Resource):
    """An instance that exists, running or not."""

    kind: ClassVar[str] = "AWS::EC2::Instance"

    metadata_tokens: str
    """`required` where only IMDSv2 is answered, `optional` where IMDSv1 is too."""
    metadata_endpoint: str
    """`enabled` or `disabled`."""
    profile_arn: str
    """The instance profile; empty: none."""
    public_ipv4: tuple[str, ...]
    ipv6: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class EbsDefaults(Fact):
    """What a region does to new volumes and copies of snapshots."""

    encrypted: bool


STATES = {"pending", "running", "stopping", "stopped", *ENDED}
TOKENS = {"optional", "required"}
ENDPOINTS = {"enabled", "disabled"}


@collects("ec2:DescribeInstances")
def instances(aws: Aws, region: Region) -> Iterator[Instance]:
    """Every instance of a region that has not been terminated."""
    reservations = aws.items("ec2", "describe_instances", "Reservations", page_size=1000, region=region.region)
    for reservation in owned(region, reservations):
        for instance in filled(reservation["Instances"], "the instances of a reservation"):
            if known(instance["State"]["Name"], STATES) not in ENDED:
                yield _instance(region, instance)


def _instance(region: Region, answer: Mapping[str, Any]) -> Instance:
    metadata = answer["MetadataOptions"]
    interfaces = answer["NetworkInterfaces"]
    return Instance(
        **identity(region, f"instance/{answer['InstanceId']}", answer),
        metadata_tokens=known(metadata["HttpTokens"], TOKENS),
        metadata_endpoint=known(metadata["HttpEndpoint"], ENDPOINTS),
        profile_arn=answer["IamInstanceProfile"]["Arn"] if "IamInstanceProfile" in answer else "",
        public_ipv4=tuple(sorted({address for interface in interfaces for address in _public_ipv4(interface)})),
        ipv6=tuple(address["Ipv6Address"] for interface in interfaces for address in interface["Ipv6Addresses"]),
    )


def _public_ipv4(interface: Mapping[str, Any]) -> Iterator[str]:
    """A secondary private address may have a public one of its own."""
    for address in (interface, *interface["PrivateIpAddresses"]):
        if "Association" in address:
            yield address["Association"]["PublicIp"]


@collects("ec2:DescribeVolumes")
def volumes(aws: Aws, region: Region) -> Iterator[Volume]:
    """Every volume of a region."""
    for volume in aws.items("ec2", "describe_volumes", "Volumes", page_size=500, region=region.region):
        yield Volume(
            **identity(region, f"volume/{volume['VolumeId']}", volume),
            encrypted=volume["Encrypted"],
            attached=volume["State"] == "in-use",
        )


@collects("ec2:DescribeAddresses")
def elastic_ips(aws: Aws, region: Region) -> Iterator[ElasticIp]:
    """Every Elastic IP address of a region; AWS answers without pages."""
    for address in aws.call("ec2", "describe_addresses", region=region.region)["Addresses"]:
        yield ElasticIp(
            **identity(region, f"elastic-ip/{address['AllocationId']}", address),
            associated=bool(address.get("AssociationId")),
            managed_by=address.get("ServiceManaged", ""),
        )


@collects("ec2:GetEbsEncryptionByDefault")
def ebs_defaults(aws: Aws, region: Region) -> EbsDefaults:
    """Asked of every region, also where there are no volumes yet."""
    answer = aws.call("ec2", "get_ebs_encryption_by_default", region=region.region)
    return EbsDefaults(answer["EbsEncryptionByDefault"])
