"""The demo's instances, with their disks and public addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reporter.demo.place import HOME, Place
from reporter.demo.services.ec2.network import group_id_of, named, subnet_id_of

IMAGE = "ami-0abcdef1234567890"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """An instance in a subnet of the demo."""

    name: str
    subnet: str
    group: str
    region: str = HOME
    imdsv2: bool = True
    role: str = ""
    """The role of its instance profile; empty for none."""
    elastic_ip: bool = False
    data_disk: bool = False
    """Whether it has a second disk, encrypted if the region encrypts by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compute:
    """All instances, loose volumes and loose addresses of an account."""

    instances: tuple[Instance, ...] = ()
    loose_volumes: tuple[str, ...] = ()
    """Names of unattached, unencrypted volumes."""
    loose_addresses: int = 0
    """The number of unused Elastic IP addresses."""


def seed_compute(place: Place, compute: Compute) -> None:
    """Start the instances, and create the loose volumes and addresses."""
    ec2 = place.client("ec2")
    for instance in compute.instances:
        _seed_instance(place, instance)
    for name in compute.loose_volumes:
        ec2.create_volume(AvailabilityZone=f"{HOME}a", Size=100, TagSpecifications=named("volume", name))
    for _ in range(compute.loose_addresses):
        ec2.allocate_address(Domain="vpc")


def _seed_instance(place: Place, instance: Instance) -> None:
    ec2 = place.client("ec2", instance.region)
    profile = {"IamInstanceProfile": {"Name": instance.role}} if instance.role else {}
    [made] = ec2.run_instances(
        ImageId=IMAGE,
        InstanceType="t3.medium",
        MinCount=1,
        MaxCount=1,
        SubnetId=subnet_id_of(place, instance.subnet, instance.region),
        SecurityGroupIds=[group_id_of(place, instance.group, instance.region)],
        MetadataOptions={"HttpTokens": "required" if instance.imdsv2 else "optional", "HttpEndpoint": "enabled"},
        BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 30, "Encrypted": _encrypts(ec2)}}],
        TagSpecifications=named("instance", instance.name),
        **profile,
    )["Instances"]
    if instance.data_disk:
        _attach_disk(ec2, made, f"{instance.name}-data")
    if instance.elastic_ip:
        address = ec2.allocate_address(Domain="vpc", TagSpecifications=named("elastic-ip", instance.name))
        ec2.associate_address(AllocationId=address["AllocationId"], InstanceId=made["InstanceId"])


def _encrypts(ec2: Any) -> bool:
    """Whether the region encrypts new volumes by default, which moto does not apply itself."""
    return bool(ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"])


def _attach_disk(ec2: Any, instance: dict[str, Any], name: str) -> None:
    zone = instance["Placement"]["AvailabilityZone"]
    volume = ec2.create_volume(
        AvailabilityZone=zone, Size=200, Encrypted=_encrypts(ec2), TagSpecifications=named("volume", name)
    )
    ec2.attach_volume(VolumeId=volume["VolumeId"], InstanceId=instance["InstanceId"], Device="/dev/sdf")
