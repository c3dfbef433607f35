"""Buckets under the names that AWS services use by default, which anybody could have taken first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from reporter.aws.s3_data import BucketRegions
from reporter.collectors import Aws, collects
from reporter.model import Account, Region, Resource
from reporter.refusals import Refused

PREDICTABLE_NAMES = (
    "aws-glue-assets-{account}-{region}",
    "sagemaker-{region}-{account}",
    "aws-emr-studio-{account}-{region}",
    "aws-codestar-{region}-{account}",
)
"""What services call the bucket that they make for an account and region."""
NOBODYS = "404"
SOMEBODY_ELSES = "403"


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictableBucket(Resource):
    """A bucket that exists under a name which a service would use for this account."""

    kind: ClassVar[str] = "AWS::S3::Bucket"

    is_own: bool


@collects("s3:ListBucket", operations=("s3:HeadBucket",))
def predictable_buckets(aws: Aws, region: Region, account: Account, own: BucketRegions) -> Iterator[PredictableBucket]:
    """Those that exist; only names that are not among the listed buckets of the account are asked for."""
    if own.unread:
        raise Refused(own.unread)  # a bucket whose name could not be read may be the one that cannot be looked into
    for pattern in PREDICTABLE_NAMES:
        name = pattern.format(account=region.account_id, region=region.region)
        is_own = True if name in own.by_name else _is_own(aws, region, name)
        if is_own is not None:
            yield PredictableBucket(
                account_id=region.account_id,
                region=region.region,
                arn=f"arn:{account.partition}:s3:::{name}",
                name=name,
                is_own=is_own,
            )


def _is_own(aws: Aws, region: Region, name: str) -> bool | None:
    """Whether a bucket belongs to the account; None: there is none of this name."""
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
        if refused.unavailable.error_code == SOMEBODY_ELSES:
            return False
        raise
    return None if found is None else True
