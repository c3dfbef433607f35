"""Strangers reach a bucket through an access point only where both policies let them in."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.aws.policy import parse_policy
from reporter.aws.s3.access_points import PublicAccessPoint
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.delegation import public_points
from reporter.aws.s3.settings import BucketPolicy
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Refused

OURS, PARTNER = "111122223333", "999988887777"
BUCKET = Bucket(account_id=OURS, region="eu-west-1", arn="arn:aws:s3:::acme", name="acme")
POINTS = f"arn:aws:s3:eu-west-1:{OURS}:accesspoint"


def point(name: str, bucket: str = "acme") -> PublicAccessPoint:
    return PublicAccessPoint(account_id=OURS, region="eu-west-1", arn=f"{POINTS}/{name}", name=name, bucket=bucket)


PUBLIC = (point("open"), point("images"), point("elsewhere", "other"))


def policy(*conditions: dict[str, Any], principal: Any = "*") -> BucketPolicy:
    allow = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*"}
    return BucketPolicy(parse_policy({"Statement": [allow | {"Condition": one} for one in conditions]}))


def through(document: BucketPolicy) -> set[str]:
    return set(public_points(BUCKET, document, Known(PUBLIC)).names)


def test_a_policy_that_leaves_the_decision_to_the_access_points_of_the_account_lets_strangers_through_all() -> None:
    assert through(policy({"StringEquals": {"s3:DataAccessPointAccount": OURS}})) == {"open", "images"}


def test_a_policy_that_names_one_access_point_lets_strangers_through_that_one() -> None:
    assert through(policy({"StringEquals": {"s3:DataAccessPointArn": f"{POINTS}/open"}})) == {"open"}
    assert through(policy({"ArnLike": {"s3:DataAccessPointArn": f"{POINTS}/im*"}})) == {"images"}


def test_a_policy_without_limits_lets_strangers_through_any() -> None:
    assert through(policy({})) == {"open", "images"}
    assert through(policy({"Bool": {"aws:SecureTransport": "true"}})) == {"open", "images"}


@pytest.mark.parametrize(
    "closed",
    [
        BucketPolicy(None),
        policy({"StringEquals": {"s3:DataAccessPointAccount": PARTNER}}),
        policy({"StringEquals": {"s3:DataAccessPointAccount": OURS, "aws:PrincipalOrgID": "o-abcdefghij"}}),
        policy({"StringEquals": {"s3:DataAccessPointAccount": OURS}}, principal={"AWS": PARTNER}),
    ],
)
def test_a_bucket_policy_that_lets_no_stranger_in_closes_all_access_points(closed: BucketPolicy) -> None:
    assert through(closed) == set()


UNREAD: Known[PublicAccessPoint] = Known(gaps={"odd": Unavailable(ReasonCode.DENIED_BY_IAM, "no")})


def test_access_points_that_could_not_be_read_matter_only_to_a_policy_that_leaves_the_decision_to_them() -> None:
    assert public_points(BUCKET, policy({}, principal={"AWS": PARTNER}), UNREAD).names == ()
    with pytest.raises(Refused):
        public_points(BUCKET, policy({"StringEquals": {"s3:DataAccessPointAccount": OURS}}), UNREAD)


def test_one_access_point_that_lets_strangers_through_is_enough_whatever_others_do() -> None:
    document = policy({"StringEquals": {"s3:DataAccessPointArn": f"{POINTS}/open"}})
    assert public_points(BUCKET, document, Known(PUBLIC, UNREAD.gaps)).names == ("open",)
