"""Encryption, locks and lifecycles of buckets."""

from __future__ import annotations

from typing import Any

import pytest

from checks.s3.data import (
    bucket_has_a_lifecycle,
    bucket_is_encrypted_by_default,
    bucket_is_encrypted_with_kms,
    bucket_locks_objects,
    bucket_refuses_customer_keys,
    versioned_bucket_has_a_lifecycle,
)
from reporter.api import Verdict, failed, not_applicable, passed
from reporter.aws.s3.data import (
    BucketEncryption,
    BucketLifecycle,
    CustomerKeyUploads,
    LifecycleRule,
    ObjectLock,
    Transition,
)
from reporter.aws.s3.keys import DefaultKeyManager
from reporter.aws.s3.settings import BucketVersioning
from tests.checks.s3.test_public import BUCKET

WITHOUT_ENCRYPTION = BucketEncryption(configured=False)
VERSIONED = BucketVersioning("Enabled", mfa_delete=False)
SUSPENDED = BucketVersioning("Suspended", mfa_delete=False)
NO_RULES = BucketLifecycle(None)
EXPIRING = LifecycleRule(enabled=True, expiration_days=30, transitions=(Transition(10, "GLACIER"),))
DISABLED = LifecycleRule(enabled=False, expiration_days=30, handles_old_versions=True)
NO_MATCH = failed("no enabled rule expires and moves objects as configured")


def encrypted(algorithm: str) -> BucketEncryption:
    return BucketEncryption(configured=True, algorithm=algorithm)


def test_a_bucket_with_any_encryption_has_a_default_encryption() -> None:
    assert bucket_is_encrypted_by_default(BUCKET, encrypted("AES256")) == passed()


def test_a_bucket_without_encryption_has_no_default_encryption() -> None:
    assert bucket_is_encrypted_by_default(BUCKET, WITHOUT_ENCRYPTION) == failed("no default encryption")


@pytest.mark.parametrize("algorithm", ["aws:kms", "aws:kms:dsse"])
def test_a_bucket_that_encrypts_with_kms_passes(algorithm: str) -> None:
    assert bucket_is_encrypted_with_kms(BUCKET, encrypted(algorithm), None) == passed()


def test_a_bucket_that_encrypts_with_keys_of_s3_fails() -> None:
    verdict = bucket_is_encrypted_with_kms(BUCKET, encrypted("AES256"), None)
    assert verdict == failed("the default encryption is AES256")


def test_a_bucket_without_encryption_does_not_encrypt_with_kms() -> None:
    verdict = bucket_is_encrypted_with_kms(BUCKET, WITHOUT_ENCRYPTION, None)
    assert verdict == failed("the default encryption is not set")


def test_a_bucket_that_cannot_use_kms_can_be_excluded() -> None:
    excluded = frozenset({BUCKET.name})
    verdict = bucket_is_encrypted_with_kms(BUCKET, encrypted("AES256"), None, excluded_buckets=excluded)
    assert verdict == passed("allowed by configuration")


@pytest.mark.parametrize(
    ("manager", "expected"),
    [
        ("CUSTOMER", passed()),
        ("AWS", failed("the default key is managed by AWS")),
        ("", failed("the default key is managed by AWS")),
    ],
)
def test_a_key_of_our_own_can_be_asked_for(manager: str, expected: Verdict) -> None:
    managed = DefaultKeyManager(manager)
    verdict = bucket_is_encrypted_with_kms(BUCKET, encrypted("aws:kms"), managed, require_customer_managed_key=True)
    assert verdict == expected


def test_a_bucket_that_blocks_customer_keys_passes() -> None:
    verdict = bucket_refuses_customer_keys(BUCKET, CustomerKeyUploads("the bucket policy"))
    assert verdict == passed("by the bucket policy")


def test_a_bucket_that_takes_customer_keys_fails() -> None:
    assert bucket_refuses_customer_keys(BUCKET, CustomerKeyUploads("")) == failed("SSE-C is not blocked")


def test_a_bucket_with_object_lock_passes() -> None:
    assert bucket_locks_objects(BUCKET, ObjectLock(enabled=True)) == passed()


def test_a_bucket_without_object_lock_fails() -> None:
    assert bucket_locks_objects(BUCKET, ObjectLock(enabled=False)) == failed("Object Lock is off")


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("COMPLIANCE", passed()),
        ("GOVERNANCE", failed("the default retention is GOVERNANCE, not COMPLIANCE")),
        ("", failed("the default retention is not set, not COMPLIANCE")),
    ],
)
def test_a_mode_of_retention_can_be_asked_for(mode: str, expected: Verdict) -> None:
    assert bucket_locks_objects(BUCKET, ObjectLock(enabled=True, mode=mode), mode="COMPLIANCE") == expected


def test_a_bucket_with_an_enabled_rule_has_a_lifecycle() -> None:
    assert bucket_has_a_lifecycle(BUCKET, BucketLifecycle((DISABLED, EXPIRING))) == passed()


@pytest.mark.parametrize("lifecycle", [NO_RULES, BucketLifecycle((DISABLED,))])
def test_a_bucket_without_an_enabled_rule_has_no_lifecycle(lifecycle: BucketLifecycle) -> None:
    assert bucket_has_a_lifecycle(BUCKET, lifecycle) == failed("no lifecycle rule is enabled")


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ({"target_expiration_days": 30}, passed()),
        ({"target_expiration_days": 31}, NO_MATCH),
        ({"target_transition_days": 10}, passed()),
        ({"target_transition_days": 11}, NO_MATCH),
        ({"target_transition_storage_class": "GLACIER"}, passed()),
        ({"target_transition_storage_class": "DEEP_ARCHIVE"}, NO_MATCH),
        ({"target_transition_days": 10, "target_transition_storage_class": "DEEP_ARCHIVE"}, NO_MATCH),
    ],
)
def test_a_lifecycle_can_be_asked_for_in_detail(targets: dict[str, Any], expected: Verdict) -> None:
    assert bucket_has_a_lifecycle(BUCKET, BucketLifecycle((EXPIRING,)), **targets) == expected


@pytest.mark.parametrize("versioning", [SUSPENDED, BucketVersioning("", mfa_delete=False)])
def test_a_lifecycle_for_versions_is_not_asked_of_a_bucket_without_them(versioning: BucketVersioning) -> None:
    assert versioned_bucket_has_a_lifecycle(BUCKET, versioning, NO_RULES) == not_applicable("not versioned")


def test_a_versioned_bucket_with_an_enabled_rule_passes() -> None:
    assert versioned_bucket_has_a_lifecycle(BUCKET, VERSIONED, BucketLifecycle((EXPIRING,))) == passed()


def test_a_versioned_bucket_without_an_enabled_rule_fails() -> None:
    verdict = versioned_bucket_has_a_lifecycle(BUCKET, VERSIONED, BucketLifecycle((DISABLED,)))
    assert verdict == failed("no lifecycle rule is enabled")


def test_a_rule_for_old_versions_can_be_asked_for() -> None:
    rules = BucketLifecycle((EXPIRING,))
    verdict = versioned_bucket_has_a_lifecycle(BUCKET, VERSIONED, rules, require_noncurrent_action=True)
    assert verdict == failed("no enabled rule expires or moves old versions")


def test_a_versioned_bucket_with_a_rule_for_old_versions_passes_either_way() -> None:
    rules = BucketLifecycle((LifecycleRule(enabled=True, handles_old_versions=True),))
    verdict = versioned_bucket_has_a_lifecycle(BUCKET, VERSIONED, rules, require_noncurrent_action=True)
    assert verdict == passed()
