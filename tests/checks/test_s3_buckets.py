"""Versions, ownership and access logs of buckets."""

import pytest

from checks.s3_buckets import (
    bucket_access_is_logged,
    bucket_ignores_acls,
    bucket_is_versioned,
    bucket_needs_mfa_to_delete,
)
from reporter.api import failed, not_applicable, passed
from reporter.aws.s3_data import BucketLifecycle
from reporter.aws.s3_settings import AccessLogging, BucketVersioning, ObjectOwnership
from tests.checks.test_s3_public import BUCKET

WITH_RULES = BucketLifecycle(())
WITHOUT_RULES = BucketLifecycle(None)
PROTECTED = BucketVersioning("Enabled", mfa_delete=True)
VERSIONED = BucketVersioning("Enabled", mfa_delete=False)
NEVER_VERSIONED = BucketVersioning("", mfa_delete=False)


def test_a_versioned_bucket_passes() -> None:
    assert bucket_is_versioned(BUCKET, VERSIONED) == passed()


def test_a_bucket_that_never_had_versions_fails() -> None:
    assert bucket_is_versioned(BUCKET, NEVER_VERSIONED) == failed("versioning is off")


def test_a_bucket_whose_versioning_is_suspended_fails() -> None:
    verdict = bucket_is_versioned(BUCKET, BucketVersioning("Suspended", mfa_delete=False))
    assert verdict == failed("versioning is suspended")


def test_a_bucket_with_mfa_delete_passes() -> None:
    assert bucket_needs_mfa_to_delete(BUCKET, PROTECTED, WITHOUT_RULES) == passed()


def test_a_bucket_without_mfa_delete_fails() -> None:
    assert bucket_needs_mfa_to_delete(BUCKET, VERSIONED, WITHOUT_RULES) == failed("MFA Delete is off")


def test_mfa_delete_is_not_asked_of_a_bucket_with_a_lifecycle() -> None:
    verdict = bucket_needs_mfa_to_delete(BUCKET, VERSIONED, WITH_RULES)
    assert verdict == not_applicable("has a lifecycle configuration, which S3 does not combine with MFA Delete")


def test_mfa_delete_can_be_asked_of_buckets_with_a_lifecycle_too() -> None:
    verdict = bucket_needs_mfa_to_delete(BUCKET, VERSIONED, WITH_RULES, include_lifecycle_buckets=True)
    assert verdict == failed("MFA Delete is off")


def test_a_bucket_that_logs_passes() -> None:
    assert bucket_access_is_logged(BUCKET, AccessLogging(enabled=True)) == passed()


def test_a_bucket_that_does_not_log_fails() -> None:
    assert bucket_access_is_logged(BUCKET, AccessLogging(enabled=False)) == failed("access logging is off")


def test_a_bucket_for_the_logs_of_others_need_not_log() -> None:
    verdict = bucket_access_is_logged(BUCKET, AccessLogging(enabled=False, is_target=True))
    assert verdict == not_applicable("receives the access logs of other buckets")


def test_a_bucket_for_logs_can_be_asked_to_log_too() -> None:
    logging = AccessLogging(enabled=False, is_target=True)
    assert bucket_access_is_logged(BUCKET, logging, exclude_log_targets=False) == failed("access logging is off")


def test_a_bucket_whose_owner_owns_all_objects_passes() -> None:
    assert bucket_ignores_acls(BUCKET, ObjectOwnership("BucketOwnerEnforced")) == passed()


@pytest.mark.parametrize("setting", ["BucketOwnerPreferred", "ObjectWriter"])
def test_a_bucket_that_heeds_acls_fails(setting: str) -> None:
    assert bucket_ignores_acls(BUCKET, ObjectOwnership(setting)) == failed(f"Object Ownership is {setting}")


def test_a_bucket_older_than_object_ownership_fails() -> None:
    assert bucket_ignores_acls(BUCKET, ObjectOwnership("")) == failed("Object Ownership is not set")
