"""Buckets with the default names of AWS services, which another account could have created first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Annotated, ClassVar, TypeAlias

import msgspec

from reporter.aws.s3.data import BucketRegions
from reporter.engine.collector import Aws, Listing, collects
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Known, Unread
from reporter.model.refusals import Refused
from reporter.model.subjects import GLOBAL, Account, Region, Resource

NO_BUCKET_NAME = (
    r"(?!.*\{account\}.*\{account\})(?!.*\{region\}.*\{region\})"  # it would be too long
    r"(?!.*(?:\.\.|\.-|-\.))"
    r"(?!xn--|sthree-|amzn-s3-demo-)"
    r"(?!.*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)\Z)"
    r"(?!(?:(?:[0-9]|\{account\})+(?:\.|\Z)){4}\Z)"  # an IP address
)
"""What S3 does not accept, although the characters are right."""
NamePattern: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        pattern=r"\A(?=.*\{account\})" + NO_BUCKET_NAME + r"(?=[a-z0-9{])(?:[a-z0-9.-]|\{account\}|\{region\})+"
        r"(?<=[a-z0-9}])\Z",
        max_length=54,  # 63 with the account id and the longest region name filled in
        description="a name that S3 accepts for a bucket, with {account} in it once, and {region} where regions differ",
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
    patterns: tuple[str, ...] = ()
    """The patterns that give its name, sorted; empty where an older version did not keep them."""


@collects("s3:ListBucket", operations=("s3:HeadBucket",))
def predictable_buckets(
    aws: Aws,
    region: Region,
    account: Account,
    regions: Known[Region],
    own: BucketRegions,
    *,
    predictable_names: frozenset[NamePattern] = PREDICTABLE_NAMES,
) -> Listing[PredictableBucket]:
    """The buckets that exist under predictable names; names of the account's listed buckets are not asked for.

    Raises `Refused` where S3 also answers 403 for a name that no account has: then the permission is missing.
    """
    if own.unread:
        raise Refused(own.unread)  # a bucket of unknown name may be the one that is asked for
    patterns = _names(region, regions.found, predictable_names)
    found = {name: True if name in own.by_name else _look(aws, region, name) for name in patterns}
    refusals = (one for one in found.values() if isinstance(one, Unavailable))
    forbidden = next((one for one in refusals if one.error_code == FORBIDDEN), None)
    if forbidden and _look(aws, region, free_name(region)):
        raise Refused(forbidden)
    for name in (name for name, is_there in found.items() if is_there):
        yield _bucket(region, account, name, found=found[name], patterns=patterns[name])


def _bucket(
    region: Region, account: Account, name: str, *, found: bool | Unavailable, patterns: tuple[str, ...]
) -> PredictableBucket | Unread:
    where = region.region if all("{region}" in pattern for pattern in patterns) else GLOBAL
    arn = f"arn:{account.partition}:s3:::{name}"
    if isinstance(found, Unavailable) and found.error_code != FORBIDDEN:
        return Unread(account_id=region.account_id, region=where, arn=arn, name=name, why=found)
    return PredictableBucket(
        account_id=region.account_id, region=where, arn=arn, name=name, is_own=found is True, patterns=patterns
    )


def _names(region: Region, regions: Iterable[Region], patterns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The names to look for in a region, each with its patterns; a name is looked for in the first region that has it.

    Every region has the names without a region. Names in the account's own regional namespaces are left out: no other
    account can create such a bucket.
    """
    account, enabled = region.account_id, sorted(one.region for one in regions if one.enabled)
    places: dict[str, dict[str, str]] = {}
    for pattern, place in product(sorted(patterns), enabled):
        name = pattern.replace("{account}", account).replace("{region}", place)
        places.setdefault(name, {}).setdefault(pattern, place)
    own = tuple(f"-{account}-{place}-an" for place in enabled)
    return {
        name: tuple(first)
        for name, first in places.items()
        if min(first.values()) == region.region and not name.endswith(own)
    }


def _look(aws: Aws, region: Region, name: str) -> bool | Unavailable:
    """True for a bucket of the account, False where there is none, and otherwise S3's refusal of this name.

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
        why = refused.unavailable
        if why.error_code == FORBIDDEN or why.reason is ReasonCode.AWS_ERROR:
            return why
        raise
    return found is not None


def free_name(about: Resource) -> str:
    """The name of a bucket that no account has, and the same each time."""
    return f"no-bucket-{hashlib.sha256(about.arn.encode()).hexdigest()[:32]}"
