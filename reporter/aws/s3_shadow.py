"""Buckets under the names that AWS services use by default, which anybody could have taken first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from reporter.aws.s3_data import BucketRegions
from reporter.collectors import Aws, collects
from reporter.model import Account, Region, Resource, Unavailable
from reporter.refusals import Refused

SERVICE = "s3"

PREDICTABLE_NAMES = (
    "aws-glue-assets-{account}-{region}",
    "sagemaker-{region}-{account}",
    "aws-emr-studio-{account}-{region}",
    "aws-codestar-{region}-{account}",
)
"""What services call the bucket that they make for an account and region."""
NOBODYS = "404"
FORBIDDEN = "403"
"""Somebody else's, or we may not ask: S3 answers both with a status and no word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictableBucket(Resource):
    """A bucket that exists under a name which a service would use for this account."""

    kind: ClassVar[str] = "AWS::S3::Bucket"

    is_own: bool


@collects("s3:ListBucket", operations=("s3:HeadBucket",))
def predictable_buckets(aws: Aws, region: Region, account: Account, own: BucketRegions) -> Iterator[PredictableBucket]:
    """Those that exist; only names that are not among the listed buckets of the account are asked for.

    Raises `Refused` where S3 calls a name forbidden that nobody has: then it means us, and not the bucket.
    """
    if own.unread:
        raise Refused(own.unread)  # a bucket whose name could not be read may be the one that cannot be looked into
    names = [pattern.format(account=region.account_id, region=region.region) for pattern in PREDICTABLE_NAMES]
    found = {name: True if name in own.by_name else _look(aws, region, name) for name in names}
    forbidden = next((one for one in found.values() if isinstance(one, Unavailable)), None)
    if forbidden and _look(aws, region, _nobodys_name(region)):
        raise Refused(forbidden)
    for name, is_there in found.items():
        if is_there:
            yield PredictableBucket(
                account_id=region.account_id,
                region=region.region,
                arn=f"arn:{account.partition}:s3:::{name}",
                name=name,
                is_own=is_there is True,
            )


def _look(aws: Aws, region: Region, name: str) -> bool | Unavailable:
    """True for a bucket of the account, False where there is none, and else how S3 says that it is forbidden."""
    try:
        found = aws.find(
            "s3",
            "head_bucket",
            absent=NOBODYS,
            region=region.region,
            Bucket=name,
            ExpectedBucketOwner=region.account_id,
        )
    except Refused as refused:
        if refused.unavailable.error_code == FORBIDDEN:
            return refused.unavailable
        raise
    return found is not None


def _nobodys_name(region: Region) -> str:
    """The name of a bucket that nobody would think of, and the same each time."""
    return f"nobody-{hashlib.sha256(region.arn.encode()).hexdigest()[:32]}"
