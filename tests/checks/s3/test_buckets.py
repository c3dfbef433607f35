"""Versions, ownership and access logs of buckets."""

import pytest

from checks.s3.buckets import (
    bucket_access_is_logged,
    bucket_ignores_acls,
    bucket_is_versioned,
    bucket_needs_mfa_to_delete,
)
from reporter.api import Status, Unavailable, Verdict, failed, not_applicable, not_assessed, passed
from reporter.aws.cloudtrail.objects import ObjectTrail, ObjectTrails
from reporter.aws.s3.access import AclGrant, BucketAcl
from reporter.aws.s3.data import BucketLifecycle
from reporter.aws.s3.settings import AccessLogging, BucketVersioning, ObjectOwnership
from reporter.model.answers import ReasonCode
from tests.checks.s3.test_public import BUCKET

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
    assert bucket_access_is_logged(BUCKET, AccessLogging(enabled=True), None) == passed()


def test_a_bucket_that_does_not_log_fails() -> None:
    assert bucket_access_is_logged(BUCKET, AccessLogging(enabled=False), None) == failed("access logging is off")


def test_a_bucket_for_the_logs_of_others_need_not_log() -> None:
    verdict = bucket_access_is_logged(BUCKET, AccessLogging(enabled=False, is_target=True), None)
    assert verdict == not_applicable("receives the access logs of other buckets")


def test_a_bucket_for_logs_can_be_asked_to_log_too() -> None:
    logging = AccessLogging(enabled=False, is_target=True)
    assert bucket_access_is_logged(BUCKET, logging, None, exclude_log_targets=False) == failed("access logging is off")


def recording(*events: str, multi_region: bool = True) -> ObjectTrails:
    trail = ObjectTrail(
        account_id=BUCKET.account_id,
        region="ap-south-1",
        arn=f"arn:aws:cloudtrail:ap-south-1:{BUCKET.account_id}:trail/audit",
        name="audit",
        multi_region=multi_region,
        records=frozenset(events),
    )
    return ObjectTrails((trail,))


def logged_by(trails: ObjectTrails) -> Verdict:
    return bucket_access_is_logged(BUCKET, AccessLogging(enabled=False), trails, accept_cloudtrail_data_events=True)


def test_cloudtrail_can_stand_in_for_access_logs() -> None:
    assert logged_by(recording("read", "write")) == passed("CloudTrail records the events on its objects")


@pytest.mark.parametrize("trails", [recording("write"), recording("read", "write", multi_region=False)])
def test_a_trail_that_misses_some_events_of_the_bucket_does_not(trails: ObjectTrails) -> None:
    assert logged_by(trails) == failed("access logging is off")


def test_a_trail_that_could_not_be_read_may_stand_in_for_access_logs() -> None:
    hidden = Unavailable(ReasonCode.OWNER_NOT_SCANNED, "account 1 owns it")
    assert logged_by(ObjectTrails((), unread=hidden)) == not_assessed(hidden)
    assert logged_by(ObjectTrails(recording("read", "write").trails, unread=hidden)).status is Status.PASS


def test_a_bucket_whose_owner_owns_all_objects_passes() -> None:
    assert bucket_ignores_acls(BUCKET, ObjectOwnership("BucketOwnerEnforced"), None) == passed()


@pytest.mark.parametrize("setting", ["BucketOwnerPreferred", "ObjectWriter"])
def test_a_bucket_that_uses_acls_fails(setting: str) -> None:
    assert bucket_ignores_acls(BUCKET, ObjectOwnership(setting), None) == failed(f"Object Ownership is {setting}")


def test_a_bucket_older_than_object_ownership_fails() -> None:
    assert bucket_ignores_acls(BUCKET, ObjectOwnership(""), None) == failed("Object Ownership is not set")


def leniently(*grantees: str) -> Verdict:
    acl = BucketAcl("owner", tuple(AclGrant(grantee, "FULL_CONTROL") for grantee in grantees))
    return bucket_ignores_acls(BUCKET, ObjectOwnership("ObjectWriter"), acl, accept_owner_only_acl=True)


def test_an_acl_for_the_owner_alone_can_be_accepted() -> None:
    assert leniently("owner") == passed("the ACL is for the owner only")


def test_an_acl_for_others_too_fails_all_the_same() -> None:
    assert leniently("owner", "AllUsers") == failed("Object Ownership is ObjectWriter")
