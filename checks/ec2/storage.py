"""Whether disks are encrypted."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Region, Sequence, Severity, Verdict, check, failed, not_applicable, passed
from reporter.aws.ec2.instances import EbsDefaults, Volume


@check(
    "ec2-region-ebs-encryption-by-default",
    title="AWS regions should encrypt new EBS volumes by default",
    finding="Region does not encrypt new EBS volumes by default",
    severity=Severity.MEDIUM,
    remediation="Enable EBS encryption by default in the region. It applies to new volumes and snapshot copies only.",
    cli="aws ec2 enable-ebs-encryption-by-default --region REGION"
    "  # for new volumes only; launch roles need the KMS key",
)
def ebs_is_encrypted_by_default(
    region: Region,
    ebs: EbsDefaults,
    volumes: Annotated[Sequence[Volume] | None, OnlyIf("only_regions_in_use")],
    *,
    only_regions_in_use: bool = False,
) -> Verdict:
    """Without the default, a new volume or a copied snapshot is unencrypted whenever encryption is not asked for."""
    if only_regions_in_use and not volumes:
        return not_applicable("no volume is in the region")
    return passed() if ebs.encrypted else failed("encryption by default is off")


@check(
    "ec2-volume-encrypted",
    title="EBS volumes should be encrypted",
    finding="EBS volume is not encrypted",
    severity=Severity.MEDIUM,
    remediation="Create a snapshot, copy it with encryption, create a volume from the copy, and swap the volumes in a "
    "maintenance window.",
    cli="aws ec2 copy-snapshot --source-snapshot-id SNAP --source-region REGION --encrypted",
)
def volume_is_encrypted(volume: Volume, *, attached_only: bool = False) -> Verdict:
    """The data of an unencrypted volume can be read from any snapshot of it that is shared or stolen."""
    if attached_only and not volume.attached:
        return not_applicable("not attached to an instance")
    return passed() if volume.encrypted else failed("not encrypted")
