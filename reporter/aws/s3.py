"""S3 buckets and their settings, at the bucket and at the account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from reporter.collectors import Aws, collects
from reporter.model import Account, Fact, Resource

PUBLIC_ACCESS_FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
NOT_CONFIGURED = dict.fromkeys(PUBLIC_ACCESS_FLAGS, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket(Resource):
    """A general purpose bucket, in its own region."""

    kind: ClassVar[str] = "AWS::S3::Bucket"

    created: datetime | None = None


@collects("s3:ListAllMyBuckets")
def buckets(aws: Aws, account: Account) -> Iterator[Bucket]:
    """Every bucket of the account in a wanted region, with one request for up to 10,000 of them."""
    for bucket in aws.items("s3", "list_buckets", "Buckets", page_size=10_000):
        if aws.wants(bucket["BucketRegion"]):
            yield Bucket(
                account_id=account.account_id,
                region=bucket["BucketRegion"],
                arn=f"arn:{account.partition}:s3:::{bucket['Name']}",
                name=bucket["Name"],
                created=bucket.get("CreationDate"),
            )


@dataclass(frozen=True, slots=True)
class PublicAccessBlock(Fact):
    """Which of the four Block Public Access settings are off at the bucket."""

    off: frozenset[str]


@dataclass(frozen=True, slots=True)
class AccountPublicAccessBlock(Fact):
    """Which of the four Block Public Access settings are off at the account."""

    off: frozenset[str]


@collects("s3:GetBucketPublicAccessBlock")
def public_access_block(aws: Aws, bucket: Bucket) -> PublicAccessBlock:
    """A bucket without a configuration has all four settings off."""
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
    """An account without a configuration has all four settings off."""
    answer = aws.find(
        "s3control",
        "get_public_access_block",
        absent="NoSuchPublicAccessBlockConfiguration",
        AccountId=account.account_id,
    )
    return AccountPublicAccessBlock(flags_off(answer["PublicAccessBlockConfiguration"] if answer else NOT_CONFIGURED))


def flags_off(block: Mapping[str, Any]) -> frozenset[str]:
    """The flags of a PublicAccessBlockConfiguration that are off; AWS always tells all four."""
    return frozenset(flag for flag in PUBLIC_ACCESS_FLAGS if not block[flag])
