"""What lets the public into a bucket, whichever way, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from reporter.aws.policy import Grant
from reporter.aws.s3.access import PublicAcl, PublicPolicy
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.delegation import PublicPoints
from reporter.engine.collector import collects
from reporter.engine.listing import same_as
from reporter.model.answers import Unavailable, first_unavailable
from reporter.model.subjects import Resource

EVIDENCE_SHOWN = 10
"""A reason stays readable, whatever a bucket grants or holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketExposure(Resource):
    """A bucket, and what lets the public in."""

    kind: ClassVar[str] = "AWS::S3::Bucket"

    openings: tuple[str, ...] = ()
    unread: Unavailable | None = None
    """The reason why more may let it in."""


@collects()
def bucket_exposures(
    bucket: Bucket,
    acl: PublicAcl | Unavailable,
    policy: PublicPolicy | Unavailable,
    points: PublicPoints | Unavailable,
) -> Iterator[BucketExposure]:
    """The bucket itself, whatever could be read of it."""
    yield BucketExposure(
        **same_as(bucket),
        openings=tuple(openings(acl, policy, points)),
        unread=first_unavailable(acl, policy, points),
    )


def openings(
    acl: PublicAcl | Unavailable, policy: PublicPolicy | Unavailable, points: PublicPoints | Unavailable
) -> list[str]:
    """Everything that lets the public into a bucket, as far as it could be read."""
    by_acl = () if isinstance(acl, Unavailable) else acl.grants
    by_policy = (
        ()
        if isinstance(policy, Unavailable) or not policy.is_public
        else policy.grants or ("the public may something that S3 alone sees",)
    )
    through = () if isinstance(points, Unavailable) else points.names
    return [*in_words(by_acl, by_policy), *(f"through the access point {name}" for name in through)]


def in_words(by_acl: Iterable[object], by_policy: Iterable[Grant | str]) -> list[str]:
    """Grants of an ACL and of a policy, in words."""
    return [*(f"by ACL: {grant}" for grant in by_acl), *(f"by policy: {_named(grant)}" for grant in by_policy)]


def _named(grant: Grant | str) -> str:
    return grant if isinstance(grant, str) else f"{grant.name}: the public may {grant}"
