"""Whether disks are encrypted."""

from __future__ import annotations

from typing import Annotated

from reporter.api import Known, OnlyIf, Region, Severity, Verdict, check, failed, not_applicable, not_assessed, passed
from reporter.aws.ec2.instances import EbsDefaults, Volume


@check(
    "ec2-region-ebs-encryption-by-default",
    title="AWS regions should encrypt new EBS volumes by default",
    finding="Region does not encrypt new EBS volumes by default",
    severity=Severity.MEDIUM,
    remediation="Enable EBS encryption by default in the region. It applies to new volumes and snapshot copies only.",
    cli="# in account {account_id}\n"
    "# check first: roles and services that launch instances may use the default KMS key of the region\n"
    "aws ec2 enable-ebs-encryption-by-default --region {region}",
)
def ebs_is_encrypted_by_default(
    region: Region,
    ebs: EbsDefaults,
    volumes: Annotated[Known[Volume] | None, OnlyIf("only_regions_in_use")],
    *,
    only_regions_in_use: bool = False,
) -> Verdict:
    """Without the default, a new volume or a copied snapshot is unencrypted whenever encryption is not asked for."""
    if volumes and not volumes.found:
        return not_assessed(volumes.unread) if volumes.unread else not_applicable("no volume is in the region")
    return passed() if ebs.encrypted else failed("encryption by default is off")


@check(
    "ec2-volume-encrypted",
    title="EBS volumes should be encrypted",
    finding="EBS volume is not encrypted",
    severity=Severity.MEDIUM,
    remediation="Create a snapshot, copy it with encryption, create a volume from the copy, and swap the volumes in a "
    "maintenance window.",
    cli="aws ec2 create-snapshot --region {region} --volume-id {id} --description 'before encryption'\n"
    "# SNAPSHOT: the id that was returned, when it is complete\n"
    "aws ec2 copy-snapshot --region {region} --source-region {region} --source-snapshot-id SNAPSHOT "
    "--encrypted\n"
    "# COPY and ZONE: the encrypted snapshot, and the availability zone of the volume\n"
    "aws ec2 create-volume --region {region} --snapshot-id COPY --availability-zone ZONE\n"
    "# check first: swap the volumes in a maintenance window, and keep the old one until the application works",
)
def volume_is_encrypted(volume: Volume, *, attached_only: bool = False) -> Verdict:
    """The data of an unencrypted volume can be read from any snapshot of it that is shared or stolen."""
    if attached_only and not volume.attached:
        return not_applicable("not attached to an instance")
    return passed() if volume.encrypted else failed("not encrypted")
