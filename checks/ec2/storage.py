"""Whether disks are encrypted."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Region, Sequence, Severity, Verdict, check, failed, not_applicable, passed
from reporter.aws.ec2.instances import EbsDefaults, Volume


@check(
    "ec2-region-ebs-encryption-by-default",
    title="AWS regions should encrypt new EBS volumes by default",
    severity=Severity.MEDIUM,
    remediation="Turn on EBS encryption by default in the region.",
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
    """Then nobody can forget it: no new volume or copied snapshot is ever plain."""
    if only_regions_in_use and not volumes:
        return not_applicable("no volume is in the region")
    return passed() if ebs.encrypted else failed("encryption by default is off")


@check(
    "ec2-volume-encrypted",
    title="EBS volumes should be encrypted",
    severity=Severity.MEDIUM,
    remediation="Copy a snapshot with encryption, make a volume of it, and swap the two in a maintenance window.",
    cli="aws ec2 copy-snapshot --source-snapshot-id SNAP --source-region REGION --encrypted",
)
def volume_is_encrypted(volume: Volume, *, attached_only: bool = False) -> Verdict:
    """Whoever gets hold of an encrypted disk or of its snapshot has nothing."""
    if attached_only and not volume.attached:
        return not_applicable("not attached to an instance")
    return passed() if volume.encrypted else failed("not encrypted")
