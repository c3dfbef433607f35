"""Doors to buckets that have settings of their own: access points, in one region and in several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.ec2.identity import named
from reporter.aws.s3.buckets import AccountPublicAccessBlock, Bucket, PublicAccessBlock, flags_off
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Refused
from reporter.model.subjects import GLOBAL, Account, Region, Resource

CONTROL_REGION = "us-west-2"
"""The one region that tells of Multi-Region Access Points."""
UNFINISHED = frozenset({"CREATING", "DELETING"})
PAGE_SIZE = 1000
RESTRICT = "RestrictPublicBuckets"
"""The setting that takes away what a public policy gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPoint(Resource):
    """A named door to one bucket."""

    kind: ClassVar[str] = "AWS::S3::AccessPoint"

    bucket: str
    """The name of the bucket it leads to."""
    bucket_account: str = ""
    """The account that owns the bucket; empty: AWS did not say, and it is this one."""
    network: str = ""
    """`VPC` where it takes requests from one VPC only, otherwise `Internet`."""


@dataclass(frozen=True, slots=True)
class AccessPointBlock(Fact):
    """Which of the four Block Public Access settings are off at the access point."""

    off: frozenset[str]


@dataclass(frozen=True, slots=True)
class AccessPointPolicyStatus(Fact):
    """Whether Amazon S3 calls the policy of an access point public."""

    is_public: bool
    """False also where there is no policy, and where Block Public Access makes the policy harmless."""


@dataclass(frozen=True, slots=True)
class AccessPointExposure(Fact):
    """Whether the public policy of an access point is in effect: its bucket must not restrict public access either."""

    is_public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAccessPoint(Resource):
    """An access point whose public policy is in effect; a stranger gets in if the bucket policy agrees."""

    kind: ClassVar[str] = "AWS::S3::AccessPoint"

    bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnrestrictedBucket(Resource):
    """A bucket whose own settings do not restrict what a public policy gives."""

    kind: ClassVar[str] = "AWS::S3::Bucket"


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiRegionAccessPoint(Resource):
    """A door to buckets in several regions, under one global address."""

    kind: ClassVar[str] = "AWS::S3::MultiRegionAccessPoint"

    off: frozenset[str]
    """Which of the four Block Public Access settings are off at it."""


@dataclass(frozen=True, slots=True)
class MultiRegionAccessPointPolicyStatus(Fact):
    """Whether Amazon S3 calls the policy in force at a Multi-Region Access Point public."""

    is_public: bool
    """False also where Block Public Access makes the policy harmless."""


@collects("s3:ListAccessPoints")
def access_points(aws: Aws, region: Region) -> Listing[AccessPoint]:
    """Every access point that the account has in a region."""
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
    """The settings of an access point are made with it, and never change."""
    answer = aws.call("s3control", "get_access_point", region=point.region, AccountId=point.account_id, Name=point.name)
    return AccessPointBlock(flags_off(answer["PublicAccessBlockConfiguration"]))


@collects("s3:GetAccessPointPolicyStatus")
def access_point_policy_status(
    aws: Aws, point: AccessPoint, block: AccessPointBlock, account_block: AccountPublicAccessBlock
) -> AccessPointPolicyStatus:
    """Not asked for where the access point or the account restricts what a public policy gives."""
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
    """The bucket itself, if its own settings let a public policy work."""
    if RESTRICT in block.off:
        yield UnrestrictedBucket(account_id=bucket.account_id, region=bucket.region, arn=bucket.arn, name=bucket.name)


@collects()
def access_point_exposure(
    point: AccessPoint, status: AccessPointPolicyStatus, buckets: Known[UnrestrictedBucket]
) -> AccessPointExposure:
    """The settings of a bucket of another account are unknown, and count as off. Raises `Refused`."""
    foreign = point.bucket_account not in ("", point.account_id)
    if not status.is_public or foreign:
        return AccessPointExposure(status.is_public)
    open_to_it = any(bucket.name == point.bucket for bucket in buckets.found)
    unread = None if open_to_it else _why_not(point.bucket, buckets.gaps)
    if unread:
        raise Refused(unread)
    return AccessPointExposure(open_to_it)


def _why_not(bucket: str, gaps: Mapping[str, Unavailable]) -> Unavailable | None:
    """Why it is not known whether a bucket is among them; gaps of other buckets do not matter."""
    return next((why for key, why in gaps.items() if ":s3:::" not in key or key.endswith(f":::{bucket}")), None)


@collects()
def public_access_points(point: AccessPoint, exposure: AccessPointExposure) -> Iterator[PublicAccessPoint]:
    """The access point itself, if its public policy is in effect."""
    if exposure.is_public:
        yield PublicAccessPoint(
            account_id=point.account_id,
            region=point.region,
            arn=point.arn,
            name=point.name,
            bucket=point.bucket,
        )


@collects("s3:GetMultiRegionAccessPointPolicyStatus")
def multi_region_access_point_policy_status(
    aws: Aws, point: MultiRegionAccessPoint, account_block: AccountPublicAccessBlock
) -> MultiRegionAccessPointPolicyStatus:
    """Not asked for where the access point or the account restricts what a public policy gives."""
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
    """Every finished one, wherever its buckets are; only the commercial partition has any."""
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
    """The ARN has the alias; for one that cannot be read, the name has to do, which is as unique in the account."""
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
