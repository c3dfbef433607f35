"""Lifecycles of directory buckets."""

from checks.s3.directory import directory_bucket_has_a_lifecycle
from reporter.api import failed, passed
from reporter.aws.s3.data import LifecycleRule
from reporter.aws.s3.directory_buckets import DirectoryBucket, DirectoryBucketLifecycle

NAME = "scratch--use1-az4--x-s3"
BUCKET = DirectoryBucket(
    account_id="111122223333",
    region="us-east-1",
    arn=f"arn:aws:s3express:us-east-1:111122223333:bucket/{NAME}",
    name=NAME,
)
AFTER_A_WEEK = LifecycleRule(enabled=True, expiration_days=7)
DISABLED = LifecycleRule(enabled=False, expiration_days=1)
LIFECYCLE = DirectoryBucketLifecycle((DISABLED, AFTER_A_WEEK))


def test_a_directory_bucket_with_an_enabled_rule_passes() -> None:
    assert directory_bucket_has_a_lifecycle(BUCKET, LIFECYCLE) == passed()


def test_a_directory_bucket_without_an_enabled_rule_fails() -> None:
    verdict = directory_bucket_has_a_lifecycle(BUCKET, DirectoryBucketLifecycle((DISABLED,)))
    assert verdict == failed("no lifecycle rule is enabled")


def test_an_age_can_be_asked_for() -> None:
    assert directory_bucket_has_a_lifecycle(BUCKET, LIFECYCLE, target_expiration_days=7) == passed()


def test_another_age_than_the_one_asked_for_fails() -> None:
    verdict = directory_bucket_has_a_lifecycle(BUCKET, LIFECYCLE, target_expiration_days=1)
    assert verdict == failed("no enabled rule expires objects after 1 days")
