"""The S3 buckets that trails deliver to, of whichever account, and what is known of them there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from reporter.aws.cloudtrail.own_trails import delivery_of
from reporter.aws.cloudtrail.trails import Trail
from reporter.aws.s3.data import BucketRegions
from reporter.aws.s3.exposure import BucketExposure
from reporter.aws.s3.retention import BucketAccessLog, BucketRetention
from reporter.aws.s3.shadow import free_name
from reporter.engine.collector import Aws, Listing, collects
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Known, Unread
from reporter.model.refusals import DENIALS, Refused
from reporter.model.subjects import GLOBAL, Account, Region, Resource

T = TypeVar("T", bound=Resource)
NOT_SELECTED = Unavailable(ReasonCode.UNSUPPORTED, "nothing was asked about the bucket: its region was not scanned")
NO_BUCKET = "NoSuchBucket"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailBucket(Resource):
    """A bucket of the account that a trail delivers to, or one of another account for a trail of this one."""

    kind: ClassVar[str] = "AWS::S3::Bucket"

    is_own: bool
    """Whether the account itself owns the bucket."""
    doubt: Unavailable | None = None
    """The reason why that is not known."""


@dataclass(frozen=True, slots=True)
class BucketExistence(Fact):
    """Whether the bucket that a trail delivers to exists."""

    exists: bool


@dataclass(frozen=True, slots=True)
class AccountBuckets(Fact, Generic[T]):
    """What is known of each bucket of an account."""

    by_name: Mapping[str, T | Unavailable]
    of_trails: frozenset[str] = frozenset()
    """The names of those that a trail delivers to which the account sees: they are judged in this account."""
    unread: Unavailable | None = None
    """The reason why some may be missing."""


@dataclass(frozen=True, slots=True)
class Exposures(AccountBuckets[BucketExposure]):
    """What lets the public into each bucket of the account."""


@dataclass(frozen=True, slots=True)
class AccessLogs(AccountBuckets[BucketAccessLog]):
    """Where the access logs of each bucket of the account go."""


@dataclass(frozen=True, slots=True)
class Retentions(AccountBuckets[BucketRetention]):
    """What it takes to delete objects of each bucket of the account."""


@collects(may_be_foreign=True)
def trail_buckets(account: Account, trails: Known[Trail], own: BucketRegions) -> Listing[TrailBucket]:
    """Each bucket once. Other accounts' buckets are listed for trails of this account only."""
    for key, why in trails.gaps.items():
        yield _unread(account, key, why)
    names = {delivery_of(trail).bucket for trail in trails.found}
    of_own_trails = {delivery_of(trail).bucket for trail in trails.found if trail.is_own}
    for name in sorted(names):
        is_own = name in own.by_name
        if is_own or own.unread or name in of_own_trails:
            yield TrailBucket(
                account_id=account.account_id,
                region=own.by_name.get(name, "") or GLOBAL,
                arn=f"arn:{account.partition}:s3:::{name}",
                name=name,
                is_own=is_own,
                doubt=None if is_own else own.unread,
            )


def _unread(account: Account, key: str, why: Unavailable) -> Unread:
    """The place where trails could not be listed, or the trail that could not be read."""
    if key == account.key:
        return Unread(account_id=account.account_id, region=GLOBAL, arn=account.arn, name=account.name, why=why)
    if key.startswith("arn:"):
        return Unread(account_id=account.account_id, region=why.region or GLOBAL, arn=key, name=key, why=why)
    arn = Region.of(account, key).arn
    return Unread(account_id=account.account_id, region=key, arn=arn, name=key, why=why)


@collects("s3:GetBucketLocation")
def bucket_existence(aws: Aws, bucket: TrailBucket) -> BucketExistence:
    """S3 refuses to say anything about a bucket of another account, but names one that no account has.

    Raises `Refused` where S3 says nothing about a name that no account has either: then the permission is missing.
    """
    if bucket.is_own:
        return BucketExistence(exists=True)
    try:
        return BucketExistence(_exists(aws, bucket.name))
    except Refused as refused:
        if refused.unavailable.reason not in DENIALS:
            raise
    _exists(aws, free_name(bucket))
    return BucketExistence(exists=True)


def _exists(aws: Aws, name: str) -> bool:
    return aws.find("s3", "get_bucket_location", absent=NO_BUCKET, Bucket=name) is not None


@collects()
def exposures(
    account: Account, own: BucketRegions, trails: Known[TrailBucket], known: Known[BucketExposure]
) -> Exposures:
    """Computed once for the account."""
    return Exposures(_by_name(own, known), _names(trails.found), own.unread)


@collects()
def access_logs(
    account: Account, own: BucketRegions, trails: Known[TrailBucket], known: Known[BucketAccessLog]
) -> AccessLogs:
    """Computed once for the account."""
    return AccessLogs(_by_name(own, known), _names(trails.found), own.unread)


@collects()
def retentions(
    account: Account, own: BucketRegions, trails: Known[TrailBucket], known: Known[BucketRetention]
) -> Retentions:
    """Computed once for the account."""
    return Retentions(_by_name(own, known), _names(trails.found), own.unread)


def _by_name(own: BucketRegions, known: Known[T]) -> dict[str, T | Unavailable]:
    found = {one.name: one for one in known.found}
    gaps = {key.rpartition(":")[2]: why for key, why in known.gaps.items()}
    return {name: found.get(name) or gaps.get(name, NOT_SELECTED) for name in own.by_name}


def _names(buckets: Iterable[TrailBucket]) -> frozenset[str]:
    return frozenset(bucket.name for bucket in buckets if bucket.is_own)
