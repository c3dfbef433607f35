"""Access points of buckets, in one region and in several, with settings of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.s3.buckets import AccountPublicAccessBlock, Bucket, PublicAccessBlock, flags_off
from reporter.aws.shared.identity import named
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each, same_as
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Refused
from reporter.model.subjects import GLOBAL, Account, Region, Resource

CONTROL_REGION = "us-west-2"
"""The only region whose API lists Multi-Region Access Points."""
UNFINISHED = frozenset({"CREATING", "DELETING"})
PAGE_SIZE = 1000
RESTRICT = "RestrictPublicBuckets"
"""The setting that disables the grants of a public policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPoint(Resource):
    """A named endpoint of one bucket, with a policy of its own."""

    kind: ClassVar[str] = "AWS::S3::AccessPoint"

    bucket: str
    """The name of its bucket."""
    bucket_account: str = ""
    """The account that owns the bucket; empty where AWS did not say: then it is this account."""
    network: str = ""
    """`VPC` where it accepts requests from one VPC only, otherwise `Internet`."""


@dataclass(frozen=True, slots=True)
class AccessPointBlock(Fact):
    """The Block Public Access settings, of four, that are off at the access point."""

    off: frozenset[str]


@dataclass(frozen=True, slots=True)
class AccessPointPolicyStatus(Fact):
    """Whether Amazon S3 calls the policy of an access point public."""

    is_public: bool
    """False also without a policy, and where Block Public Access disables its public grants."""


@dataclass(frozen=True, slots=True)
class AccessPointExposure(Fact):
    """Whether the public policy of an access point is in effect, which its bucket must not prevent."""

    is_public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAccessPoint(Resource):
    """An access point whose public policy is in effect; the bucket policy must allow the access too."""

    kind: ClassVar[str] = "AWS::S3::AccessPoint"

    bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnrestrictedBucket(Resource):
    """A bucket whose own settings do not disable the grants of a public policy."""

    kind: ClassVar[str] = "AWS::S3::Bucket"


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiRegionAccessPoint(Resource):
    """A global endpoint for buckets in several regions."""

    kind: ClassVar[str] = "AWS::S3::MultiRegionAccessPoint"

    off: frozenset[str]
    """The Block Public Access settings, of four, that are off at it."""


@dataclass(frozen=True, slots=True)
class MultiRegionAccessPointPolicyStatus(Fact):
    """Whether Amazon S3 calls the policy in force at a Multi-Region Access Point public."""

    is_public: bool
    """False also where Block Public Access disables its public grants."""


@collects("s3:ListAccessPoints")
def access_points(aws: Aws, region: Region) -> Listing[AccessPoint]:
    """The access points of the account in a region."""
    found = aws.items(
        "s3control",
        "list_access_points",
        "AccessPointList",
        page_size=PAGE_SIZE,
        region=region.region,
        AccountId=region.account_id,
    )
    return each(region, found, named(region, "s3", "accesspoint", "AccessPointArn"), _access_point)


def _access_point(who: Identity, point: Mapping[str, Any]) -> AccessPoint:
    owner = point.get("BucketAccountId", "")
    return AccessPoint(**who, bucket=point["Bucket"], bucket_account=owner, network=point["NetworkOrigin"])


@collects("s3:GetAccessPoint")
def access_point_block(aws: Aws, point: AccessPoint) -> AccessPointBlock:
    """The settings of an access point, which are set at its creation and never change."""
    answer = aws.call("s3control", "get_access_point", region=point.region, AccountId=point.account_id, Name=point.name)
    return AccessPointBlock(flags_off(answer["PublicAccessBlockConfiguration"]))


@collects("s3:GetAccessPointPolicyStatus")
def access_point_policy_status(
    aws: Aws, point: AccessPoint, block: AccessPointBlock, account_block: AccountPublicAccessBlock
) -> AccessPointPolicyStatus:
    """S3's verdict on the policy; not read where the access point or the account disables public grants."""
    if RESTRICT not in block.off & account_block.off:
        return AccessPointPolicyStatus(is_public=False)
    answer = aws.find(
        "s3control",
        "get_access_point_policy_status",
        region=point.region,
        absent="NoSuchAccessPointPolicy",
        AccountId=point.account_id,
        Name=point.name,
    )
    return AccessPointPolicyStatus(answer is not None and answer["PolicyStatus"]["IsPublic"])


@collects()
def unrestricted_buckets(bucket: Bucket, block: PublicAccessBlock) -> Iterator[UnrestrictedBucket]:
    """The bucket itself, if its own settings do not disable public grants."""
    if RESTRICT in block.off:
        yield UnrestrictedBucket(**same_as(bucket))


@collects()
def access_point_exposure(
    point: AccessPoint, status: AccessPointPolicyStatus, buckets: Known[UnrestrictedBucket]
) -> AccessPointExposure:
    """Whether the public policy is in effect; raises `Refused`.

    The settings of a bucket of another account are unknown, and count as off.
    """
    foreign = point.bucket_account not in ("", point.account_id)
    if not status.is_public or foreign:
        return AccessPointExposure(status.is_public)
    open_to_it = any(bucket.name == point.bucket for bucket in buckets.found)
    unread = None if open_to_it else _why_not(point.bucket, buckets.gaps)
    if unread:
        raise Refused(unread)
    return AccessPointExposure(open_to_it)


def _why_not(bucket: str, gaps: Mapping[str, Unavailable]) -> Unavailable | None:
    """The reason why it is unknown whether a bucket is unrestricted; gaps of other buckets do not matter."""
    return next((why for key, why in gaps.items() if ":s3:::" not in key or key.endswith(f":::{bucket}")), None)


@collects()
def public_access_points(point: AccessPoint, exposure: AccessPointExposure) -> Iterator[PublicAccessPoint]:
    """The access point itself, if its public policy is in effect."""
    if exposure.is_public:
        yield PublicAccessPoint(**same_as(point), bucket=point.bucket)


@collects("s3:GetMultiRegionAccessPointPolicyStatus")
def multi_region_access_point_policy_status(
    aws: Aws, point: MultiRegionAccessPoint, account_block: AccountPublicAccessBlock
) -> MultiRegionAccessPointPolicyStatus:
    """S3's verdict on the policy; not read where the access point or the account disables public grants."""
    if RESTRICT not in point.off & account_block.off:
        return MultiRegionAccessPointPolicyStatus(is_public=False)
    answer = aws.call(
        "s3control",
        "get_multi_region_access_point_policy_status",
        region=CONTROL_REGION,
        AccountId=point.account_id,
        Name=point.name,
    )
    return MultiRegionAccessPointPolicyStatus(answer["Established"]["IsPublic"])


@collects("s3:ListMultiRegionAccessPoints")
def multi_region_access_points(aws: Aws, account: Account) -> Listing[MultiRegionAccessPoint]:
    """The Multi-Region Access Points that are ready to use; only the commercial partition has them."""
    if account.partition != "aws":
        return iter(())
    found = aws.items(
        "s3control",
        "list_multi_region_access_points",
        "AccessPoints",
        page_size=PAGE_SIZE,
        region=CONTROL_REGION,
        AccountId=account.account_id,
    )
    return each(account, found, partial(_in_account, account), _multi_region_access_point)


def _in_account(account: Account, point: Mapping[str, Any]) -> Identity:
    """The identity of an access point; its ARN has the alias, or else the name, which is unique in the account too."""
    return Identity(
        account_id=account.account_id,
        region=GLOBAL,
        arn=f"arn:{account.partition}:s3::{account.account_id}:accesspoint/{point.get('Alias') or point['Name']}",
        name=point["Name"],
        tags={},
    )


def _multi_region_access_point(who: Identity, point: Mapping[str, Any]) -> MultiRegionAccessPoint | None:
    if point["Status"] in UNFINISHED:
        return None
    if "Alias" not in point:
        raise LookupError("no Alias, which its ARN is made of")
    return MultiRegionAccessPoint(**who, off=flags_off(point["PublicAccessBlock"]))
