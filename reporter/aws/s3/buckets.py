"""S3 buckets, and Block Public Access at the bucket and at the account."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact
from reporter.model.subjects import GLOBAL, Account, Resource

PUBLIC_ACCESS_FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
OLD_LOCATIONS = {None: "us-east-1", "": "us-east-1", "EU": "eu-west-1"}
"""By the LocationConstraint of old buckets: their region."""
REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+")
NOT_CONFIGURED = dict.fromkeys(PUBLIC_ACCESS_FLAGS, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket(Resource):
    """A general purpose bucket, in its own region."""

    kind: ClassVar[str] = "AWS::S3::Bucket"

    created: datetime | None = None


@collects("s3:ListAllMyBuckets", "s3:GetBucketLocation")
def buckets(aws: Aws, account: Account) -> Listing[Bucket]:
    """The buckets of the account, with one request for up to 10,000."""
    found = aws.items("s3", "list_buckets", "Buckets", page_size=10_000)
    return each(account, found, partial(_who, account), partial(_bucket, aws))


def _who(account: Account, bucket: Mapping[str, Any]) -> Identity:
    return Identity(
        account_id=account.account_id,
        region=bucket.get("BucketRegion", GLOBAL),
        arn=f"arn:{account.partition}:s3:::{bucket['Name']}",
        name=bucket["Name"],
        tags={},
    )


def _bucket(aws: Aws, who: Identity, bucket: Mapping[str, Any]) -> Bucket:
    """The bucket. Some S3 endpoints leave its region out of the list, and then it is read."""
    if "BucketRegion" not in bucket:
        location = aws.call("s3", "get_bucket_location", Bucket=bucket["Name"])["LocationConstraint"]
        who = {**who, "region": _region(location)}
    return Bucket(**who, created=bucket.get("CreationDate"))


def _region(location: str | None) -> str:
    region = OLD_LOCATIONS.get(location, location or "")
    if not REGION.fullmatch(region):
        raise ValueError(f"'{region}' is no region")
    return region


@dataclass(frozen=True, slots=True)
class PublicAccessBlock(Fact):
    """The Block Public Access settings, of four, that are off at the bucket."""

    off: frozenset[str]


@dataclass(frozen=True, slots=True)
class AccountPublicAccessBlock(Fact):
    """The Block Public Access settings, of four, that are off at the account."""

    off: frozenset[str]


@collects("s3:GetBucketPublicAccessBlock")
def public_access_block(aws: Aws, bucket: Bucket) -> PublicAccessBlock:
    """The settings of a bucket; without a configuration all four are off."""
    answer = aws.find(
        "s3",
        "get_public_access_block",
        region=bucket.region,
        absent="NoSuchPublicAccessBlockConfiguration",
        Bucket=bucket.name,
    )
    return PublicAccessBlock(flags_off(answer["PublicAccessBlockConfiguration"] if answer else NOT_CONFIGURED))


@collects("s3:GetAccountPublicAccessBlock")
def account_public_access_block(aws: Aws, account: Account) -> AccountPublicAccessBlock:
    """The settings of the account; without a configuration all four are off."""
    answer = aws.find(
        "s3control",
        "get_public_access_block",
        absent="NoSuchPublicAccessBlockConfiguration",
        AccountId=account.account_id,
    )
    return AccountPublicAccessBlock(flags_off(answer["PublicAccessBlockConfiguration"] if answer else NOT_CONFIGURED))


def flags_off(block: Mapping[str, Any]) -> frozenset[str]:
    """The settings of a PublicAccessBlockConfiguration that are off; AWS always returns all four."""
    return frozenset(flag for flag in PUBLIC_ACCESS_FLAGS if not block[flag])
