"""Buckets with the default names of AWS services, which another account could have created first."""

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
        max_length=54,  # 63 with the account id and the longest region name filled in
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
"""The default names of buckets that services create for an account and region."""
ABSENT = "404"
FORBIDDEN = "403"
"""The status for a bucket of another account, and for missing permissions; S3 gives no further reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictableBucket(Resource):
    """A bucket that exists under a name that a service would use for this account."""

    kind: ClassVar[str] = "AWS::S3::Bucket"

    is_own: bool
    pattern: str = ""
    """The pattern of its name; empty where an older version did not keep it."""


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
    """The buckets that exist under predictable names; names of the account's listed buckets are not asked for.

    Raises `Refused` where S3 also answers 403 for a name that no account has: then the permission is missing.
    """
    if own.unread:
        raise Refused(own.unread)  # a bucket of unknown name may be the one that is asked for
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
    """The names to look for in a region, each with its pattern; a name without region is looked for in the first one.

    Names in the account's own regional namespace are left out: no other account can create such a bucket.
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
    """True for a bucket of the account, False where there is none, and otherwise S3's refusal.

    The client itself follows S3 to the region that answers 301 and 400 name (`x-amz-bucket-region`).
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
