"""Buckets under the names that AWS services use by default, which another account could have taken first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypeAlias

import msgspec

from reporter.aws.s3.data import BucketRegions
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Refused
from reporter.model.subjects import GLOBAL, Account, Region, Resource

NamePattern: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        pattern=r"\A(?=.*\{account\})(?=[a-z0-9{])(?:[a-z0-9.-]|\{account\}|\{region\})+(?<=[a-z0-9}])\Z",
        max_length=54,  # 63 when the account id and the longest name of a region stand in it
        description="the name of a bucket with {account} in it, and {region} where each region has its own",
        examples=["sagemaker-{region}-{account}"],
    ),
]
PREDICTABLE_NAMES: frozenset[NamePattern] = frozenset(
    {
        "aws-athena-query-results-{account}-{region}",
        "aws-codestar-{region}-{account}",
        "aws-emr-studio-{account}-{region}",
        "aws-glue-assets-{account}-{region}",
        "cdk-hnb659fds-assets-{account}-{region}",
        "elasticbeanstalk-{region}-{account}",
        "sagemaker-{region}-{account}",
    }
)
"""What services call the bucket that they make for an account and region."""
ABSENT = "404"
FORBIDDEN = "403"
"""Of another account, or we may not ask: S3 answers both with a status and no word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictableBucket(Resource):
    """A bucket that exists under a name which a service would use for this account."""

    kind: ClassVar[str] = "AWS::S3::Bucket"

    is_own: bool
    pattern: str = ""
    """What its name was made from; empty where an older version did not keep it."""


@collects("s3:ListBucket", operations=("s3:HeadBucket",))
def predictable_buckets(
    aws: Aws,
    region: Region,
    account: Account,
    regions: Known[Region],
    own: BucketRegions,
    *,
    predictable_names: frozenset[NamePattern] = PREDICTABLE_NAMES,
) -> Iterator[PredictableBucket]:
    """Those that exist; only names that are not among the listed buckets of the account are asked for.

    Raises `Refused` where S3 calls a name forbidden that no account has: then it means us, and not the bucket.
    """
    if own.unread:
        raise Refused(own.unread)  # a bucket whose name could not be read may be the one that cannot be looked into
    patterns = _names(region, regions.found, predictable_names)
    found = {name: True if name in own.by_name else _look(aws, region, name) for name in patterns}
    forbidden = next((one for one in found.values() if isinstance(one, Unavailable)), None)
    if forbidden and _look(aws, region, _free_name(region)):
        raise Refused(forbidden)
    for name in (name for name, is_there in found.items() if is_there):
        yield PredictableBucket(
            account_id=region.account_id,
            region=region.region if "{region}" in patterns[name] else GLOBAL,
            arn=f"arn:{account.partition}:s3:::{name}",
            name=name,
            is_own=found[name] is True,
            pattern=patterns[name],
        )


def _names(region: Region, regions: Iterable[Region], patterns: Iterable[str]) -> dict[str, str]:
    """The names to look for in a region, each with its pattern; one that all regions share is for the first of them.

    In the namespace of the account and region, which such a name ends with, no other account can make a bucket.
    """
    account = region.account_id
    is_first = region.region == min(one.region for one in regions if one.enabled)
    names = {
        pattern.replace("{account}", account).replace("{region}", region.region): pattern
        for pattern in sorted(patterns)
        if is_first or "{region}" in pattern
    }
    return {name: pattern for name, pattern in names.items() if not name.endswith(f"-{account}-{region.region}-an")}


def _look(aws: Aws, region: Region, name: str) -> bool | Unavailable:
    """True for a bucket of the account, False where there is none, and else how S3 says that it is forbidden.

    The client follows S3 by itself to the region that the answers 301 and 400 name (`x-amz-bucket-region`).
    """
    try:
        found = aws.find(
            "s3",
            "head_bucket",
            absent=ABSENT,
            region=region.region,
            Bucket=name,
            ExpectedBucketOwner=region.account_id,
        )
    except Refused as refused:
        if refused.unavailable.error_code == FORBIDDEN:
            return refused.unavailable
        raise
    return found is not None


def _free_name(region: Region) -> str:
    """The name of a bucket that no account has, and the same each time."""
    return f"no-bucket-{hashlib.sha256(region.arn.encode()).hexdigest()[:32]}"
