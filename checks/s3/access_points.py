"""Whether the doors to buckets are shut to the public."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Severity, Verdict, check, failed, passed
from reporter.aws.s3.access_points import (
    AccessPoint,
    AccessPointBlock,
    AccessPointExposure,
    MultiRegionAccessPoint,
    MultiRegionAccessPointPolicyStatus,
)
from reporter.aws.s3.buckets import AccountPublicAccessBlock


@check(
    "s3-access-point-public-access-blocked",
    title="S3 access points should block public access",
    finding="S3 access point does not block public access",
    severity=Severity.HIGH,
    remediation="Create a new access point with all four settings on, move the clients to it and delete the old one; "
    "the settings of an access point cannot be changed.",
    cli="# NEW_NAME and BUCKET: a new name, and the bucket behind the access point\n"
    "aws s3control get-access-point --region {region} --account-id {account_id} --name {name}\n"
    "aws s3control create-access-point --region {region} --account-id {account_id} --name NEW_NAME --bucket "
    "BUCKET --public-access-block-configuration "
    "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true\n"
    "# check first: all clients use the new access point, which has a copy of the policy\n"
    "aws s3control delete-access-point --region {region} --account-id {account_id} --name {name}",
)
def access_point_blocks_the_public(
    point: AccessPoint,
    block: AccessPointBlock,
    account_block: Annotated[AccountPublicAccessBlock | None, OnlyIf("account_level_compensates")],
    *,
    account_level_compensates: bool = False,
) -> Verdict:
    """A public policy of the access point opens the bucket behind it to the internet."""
    if block.off and account_block and not account_block.off:
        return passed("the account blocks public access")
    return failed(f"off: {', '.join(sorted(block.off))}") if block.off else passed()


@check(
    "s3-access-point-not-public",
    title="S3 access points should not be public",
    finding="S3 access point is public",
    severity=Severity.CRITICAL,
    remediation="Turn on Block Public Access for the bucket behind it, then name the principals in the access point "
    "policy.",
    cli="# check first: who uses the access point\n"
    "aws s3control get-access-point-policy --region {region} --account-id {account_id} --name {name} --query "
    "Policy --output text > policy.json\n"
    "# edit policy.json: name the principals\n"
    "# replaces: the whole policy of the access point\n"
    "aws s3control put-access-point-policy --region {region} --account-id {account_id} --name {name} --policy "
    "file://policy.json",
)
def access_point_is_not_public(
    point: AccessPoint, exposure: AccessPointExposure, *, allowed_access_points: frozenset[str] = frozenset()
) -> Verdict:
    """Anyone on the internet can use the access that the policy of the access point grants to the bucket."""
    if point.name in allowed_access_points:
        return passed("allowed by configuration")
    if not exposure.is_public:
        return passed()
    if point.network == "VPC":
        return failed("its policy is public, to requests from its VPC", severity=Severity.MEDIUM)
    return failed("its policy is public, and no Block Public Access setting restricts it")


@check(
    "s3-multi-region-access-point-not-public",
    title="S3 Multi-Region Access Points should not be public",
    finding="S3 Multi-Region Access Point is public",
    severity=Severity.CRITICAL,
    remediation="Name the principals in the policy of the Multi-Region Access Point. The call replaces the whole "
    "policy.",
    cli="# requests about Multi-Region Access Points go to us-west-2\n"
    "# check first: who uses the access point\n"
    "aws s3control get-multi-region-access-point-policy --region us-west-2 --account-id {account_id} --name "
    "{name}\n"
    "# details.json: the Name, and the Policy with named principals\n"
    "# replaces: the whole policy of the access point\n"
    "aws s3control put-multi-region-access-point-policy --region us-west-2 --account-id {account_id} --details "
    "file://details.json",
)
def multi_region_access_point_is_not_public(
    point: MultiRegionAccessPoint, status: MultiRegionAccessPointPolicyStatus
) -> Verdict:
    """Anyone on the internet can use the access that the policy grants to buckets in several regions."""
    return failed("its policy is public, and nothing restricts it") if status.is_public else passed()


@check(
    "s3-multi-region-access-point-public-access-blocked",
    title="S3 Multi-Region Access Points should block public access",
    finding="S3 Multi-Region Access Point does not block public access",
    severity=Severity.HIGH,
    remediation="Create a new Multi-Region Access Point with all four settings on, move the clients to it and delete "
    "the old one; the settings cannot be changed.",
    cli="# requests about Multi-Region Access Points go to us-west-2\n"
    "aws s3control get-multi-region-access-point --region us-west-2 --account-id {account_id} --name {name}\n"
    "# details.json: a new Name, the same Regions, and PublicAccessBlock with all four settings on\n"
    "aws s3control create-multi-region-access-point --region us-west-2 --account-id {account_id} --details "
    "file://details.json\n"
    "# check first: all clients use the new access point. Then delete the old one in the console",
)
def multi_region_access_point_blocks_the_public(point: MultiRegionAccessPoint) -> Verdict:
    """A public policy of the access point opens buckets in several regions to the internet."""
    return failed(f"off: {', '.join(sorted(point.off))}") if point.off else passed()
