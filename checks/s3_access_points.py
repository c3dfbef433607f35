"""Whether the doors to buckets are shut to the public."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Severity, Verdict, check, failed, passed
from reporter.aws.s3 import AccountPublicAccessBlock
from reporter.aws.s3_access_points import AccessPoint, AccessPointBlock, MultiRegionAccessPoint

BLOCK_ALL = "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"


@check(
    "s3-access-point-public-access-blocked",
    title="Access points block public access",
    severity=Severity.HIGH,
    remediation="Make the access point anew with all four settings on; those of an existing one cannot be changed.",
    cli="aws s3control create-access-point --account-id ACCOUNT --name NAME --bucket BUCKET "
    f"--public-access-block-configuration {BLOCK_ALL}",
)
def access_point_blocks_the_public(
    point: AccessPoint,
    block: AccessPointBlock,
    account_block: Annotated[AccountPublicAccessBlock | None, OnlyIf("account_level_compensates")],
    *,
    account_level_compensates: bool = False,
) -> Verdict:
    """An access point has a policy of its own, and one that opens it to the world opens the bucket behind it."""
    if block.off and account_block and not account_block.off:
        return passed("the account blocks public access")
    return failed(f"off: {', '.join(sorted(block.off))}") if block.off else passed()


@check(
    "s3-multi-region-access-point-public-access-blocked",
    title="Multi-Region Access Points block public access",
    severity=Severity.HIGH,
    remediation="Make it anew with all four settings on; those of an existing one cannot be changed.",
    cli="aws s3control create-multi-region-access-point --region us-west-2 --account-id ACCOUNT "
    "--details file://details.json",
)
def multi_region_access_point_blocks_the_public(point: MultiRegionAccessPoint) -> Verdict:
    """One address stands before buckets in several regions: what opens it, opens them all."""
    return failed(f"off: {', '.join(sorted(point.off))}") if point.off else passed()
