"""Bucket policies that refuse plain HTTP, in all the ways that can be written."""

from typing import Any

import pytest

from checks.s3_policy import bucket_requires_tls
from reporter.api import Verdict, failed, passed
from reporter.aws.policy import parse_policy
from reporter.aws.s3_settings import BucketPolicy
from tests.checks.test_s3_public import BUCKET

ARN = BUCKET.arn
PLAIN_HTTP = {"Bool": {"aws:SecureTransport": "false"}}
REFUSAL = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [ARN, f"{ARN}/*"],
    "Condition": PLAIN_HTTP,
}
BOTH_OPEN = failed("plain HTTP is not refused for the bucket and its objects")


def verdict_on(*statements: dict[str, Any], partial: bool = False) -> Verdict:
    policy = BucketPolicy(parse_policy({"Version": "2012-10-17", "Statement": list(statements)}))
    return bucket_requires_tls(BUCKET, policy, accept_partial_actions=partial)


def test_a_bucket_without_a_policy_fails() -> None:
    assert bucket_requires_tls(BUCKET, BucketPolicy(None)) == failed("no bucket policy")


def test_a_policy_that_denies_everyone_everything_over_plain_http_passes() -> None:
    assert verdict_on(REFUSAL) == passed()


@pytest.mark.parametrize(
    "spelling",
    [
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": ["*"]}},
        {"Action": "*"},
        {"Action": ["S3:*"]},
        {"Resource": "*"},
        {"Resource": "arn:aws:s3:::acme-photos*"},
        {"Condition": {"Bool": {"aws:SecureTransport": False}}},
        {"Condition": {"Bool": {"AWS:securetransport": ["False"]}}},
        {"Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}},
    ],
)
def test_other_spellings_of_the_same_pass_too(spelling: dict[str, Any]) -> None:
    assert verdict_on(REFUSAL | spelling) == passed()


def test_two_statements_may_cover_the_bucket_and_its_objects() -> None:
    assert verdict_on(REFUSAL | {"Resource": ARN}, REFUSAL | {"Resource": f"{ARN}/*"}) == passed()


def test_objects_that_are_left_out_are_told() -> None:
    assert verdict_on(REFUSAL | {"Resource": ARN}) == failed("plain HTTP is not refused for its objects")


def test_a_bucket_that_is_left_out_is_told() -> None:
    assert verdict_on(REFUSAL | {"Resource": f"{ARN}/*"}) == failed("plain HTTP is not refused for the bucket")


def test_some_of_the_objects_are_not_enough() -> None:
    verdict = verdict_on(REFUSAL | {"Resource": [ARN, f"{ARN}/a*", f"{ARN}/z*"]})
    assert verdict == failed("plain HTTP is not refused for its objects")


@pytest.mark.parametrize(
    "difference",
    [
        {"Effect": "Allow"},
        {"Principal": {"AWS": "111122223333"}},
        {"Action": "s3:GetObject"},
        {"Resource": "arn:aws:s3:::acme-letters*"},
        {"Condition": {}},
        {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}},
        {"Condition": {"StringEquals": {"aws:SecureTransport": "false"}}},
        {"Condition": PLAIN_HTTP | {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}},
    ],
)
def test_a_statement_that_refuses_less_fails(difference: dict[str, Any]) -> None:
    assert verdict_on(REFUSAL | difference) == BOTH_OPEN


def test_a_refusal_that_spares_somebody_fails() -> None:
    spared = {key: value for key, value in REFUSAL.items() if key != "Principal"}
    assert verdict_on(spared | {"NotPrincipal": {"AWS": "111122223333"}}) == BOTH_OPEN


def test_some_actions_of_s3_are_enough_where_configured() -> None:
    assert verdict_on(REFUSAL | {"Action": ["s3:GetObject", "s3:PutObject"]}, partial=True) == passed()


def test_actions_of_other_services_are_never_enough() -> None:
    assert verdict_on(REFUSAL | {"Action": "kms:*"}, partial=True) == BOTH_OPEN
