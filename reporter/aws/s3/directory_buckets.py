"""Directory buckets of S3 Express One Zone, which have an API of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from reporter.aws.s3.data import LifecycleRule, lifecycle_rules
from reporter.aws.shared.identity import named
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import each
from reporter.model.answers import Fact, ReasonCode
from reporter.model.refusals import Refused
from reporter.model.subjects import Region, Resource
from reporter.model.unknown_host import is_unknown_host

OFFERED = frozenset({
    "us-east-1", "us-east-2", "us-west-2", "ap-south-1", "ap-northeast-1", "eu-west-1", "eu-north-1",
})  # fmt: skip
"""The regions with S3 Express One Zone, by AWS's documentation of 2026; other regions are asked too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryBucket(Resource):
    """A bucket in a single zone, for data that is read often and replaced soon."""

    kind: ClassVar[str] = "AWS::S3Express::DirectoryBucket"


@dataclass(frozen=True, slots=True)
class DirectoryBucketLifecycle(Fact):
    """The rules by which objects of a directory bucket expire; AWS has no other rules for them."""

    rules: tuple[LifecycleRule, ...]

    @property
    def active(self) -> tuple[LifecycleRule, ...]:
        """The enabled rules."""
        return tuple(rule for rule in self.rules if rule.enabled)


@collects("s3express:ListAllMyDirectoryBuckets")
def directory_buckets(aws: Aws, region: Region) -> Listing[DirectoryBucket]:
    """The directory buckets of a region."""
    who = named(region, "s3express", "bucket", "BucketArn")
    return each(region, _listed(aws, region), who, lambda who, _: DirectoryBucket(**who))


def _listed(aws: Aws, region: Region) -> Iterator[Mapping[str, Any]]:
    """The items of the list; botocore does not know the regions with directory buckets.

    A region counts as one without them only if two sources agree: AWS's documentation, which may be outdated, and DNS,
    which may be that of a network that hides the endpoint.
    """
    try:
        yield from aws.items("s3", "list_directory_buckets", "Buckets", page_size=1000, region=region.region)
    except Refused as refused:
        if region.region in OFFERED or not is_unknown_host(refused):
            raise
        detail = f"AWS does not offer directory buckets in {region.region}"
        raise Refused(replace(refused.unavailable, reason=ReasonCode.NOT_OFFERED, detail=detail)) from refused


@collects("s3express:GetLifecycleConfiguration")
def directory_bucket_lifecycle(aws: Aws, bucket: DirectoryBucket) -> DirectoryBucketLifecycle:
    """The lifecycle rules of a directory bucket; without a configuration nothing expires."""
    return DirectoryBucketLifecycle(lifecycle_rules(aws, bucket) or ())
