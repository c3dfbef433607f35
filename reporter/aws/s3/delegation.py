"""Decides whether the public reaches a bucket through one of its access points: both policies must allow it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from reporter.aws.policy import Condition, Grant, PolicyDocument, covers, grants
from reporter.aws.s3.access_points import PublicAccessPoint
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.public_policy import PINNING_KEYS, strangers
from reporter.aws.s3.settings import BucketPolicy
from reporter.engine.collector import collects
from reporter.engine.signature import OnlyWhere
from reporter.model.answers import Fact
from reporter.model.gaps import Known
from reporter.model.refusals import Refused

POINT_ACCOUNT = "s3:dataaccesspointaccount"
POINT_ARN = "s3:dataaccesspointarn"
POINT_KEYS = frozenset({POINT_ACCOUNT, POINT_ARN})
"""A bucket policy that requires one of these keys leaves the decision to access points."""


@dataclass(frozen=True, slots=True)
class PublicPoints(Fact):
    """The names of the access points through which the public reaches the bucket."""

    names: tuple[str, ...] = ()


@collects()
def public_points(
    bucket: Bucket, policy: BucketPolicy, points: Annotated[Known[PublicAccessPoint], OnlyWhere(Bucket)]
) -> PublicPoints:
    """The access points that let the public in.

    They matter only where the bucket policy leaves the decision to them; raises `Refused` where one of them is unknown.
    """
    delegated = _delegated(policy.document) if policy.document else ()
    if not delegated:
        return PublicPoints()
    own = [point for point in points.found if point.bucket == bucket.name]
    names = tuple(point.name for point in own if any(_lets_through(grant, point) for grant in delegated))
    if points.unread and not names:
        raise Refused(points.unread)
    return PublicPoints(names)


def _delegated(document: PolicyDocument) -> tuple[Grant, ...]:
    """The grants of the bucket policy to the public that nothing but the access point limits."""
    return tuple(grant for grant in grants(document) if strangers(grant) and not _other_limits(grant))


def _other_limits(grant: Grant) -> list[Condition]:
    return [limit for limit in grant.limits if limit.key in PINNING_KEYS - POINT_KEYS]


def _lets_through(grant: Grant, point: PublicAccessPoint) -> bool:
    """Whether the grant admits requests through this access point; a grant that names none admits all."""
    asked = {POINT_ACCOUNT: point.account_id, POINT_ARN: point.arn}
    named = (limit for limit in grant.limits if limit.key in asked)
    return all(any(covers(value, asked[limit.key]) for value in limit.values) for limit in named)
