"""What keeps the objects of a bucket from being deleted, and who sees that they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.data import ObjectLock
from reporter.aws.s3.settings import BucketVersioning, LogDelivery
from reporter.engine.collector import collects
from reporter.engine.listing import same_as
from reporter.model.answers import Unavailable
from reporter.model.subjects import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketRetention(Resource):
    """A bucket, and what it takes to delete its objects for good."""

    kind: ClassVar[str] = "AWS::S3::Bucket"

    versioning: BucketVersioning | Unavailable
    lock: ObjectLock | Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketAccessLog(Resource):
    """A bucket, and where its access logs go."""

    kind: ClassVar[str] = "AWS::S3::Bucket"

    target: str
    """The name of the bucket that receives them; empty where there are none."""


@collects()
def bucket_retentions(
    bucket: Bucket, versioning: BucketVersioning | Unavailable, lock: ObjectLock | Unavailable
) -> Iterator[BucketRetention]:
    """The bucket itself, whatever could be read of it."""
    yield BucketRetention(**same_as(bucket), versioning=versioning, lock=lock)


@collects()
def bucket_access_logs(bucket: Bucket, deliveries: Sequence[LogDelivery]) -> Iterator[BucketAccessLog]:
    """The bucket itself, whether it logs or not."""
    yield BucketAccessLog(**same_as(bucket), target=deliveries[0].target if deliveries else "")
