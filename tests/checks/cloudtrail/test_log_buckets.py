"""The buckets of trails: in the account itself, in another one of the scan, and outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from checks.cloudtrail.log_buckets import (
    NO_SUCH_BUCKET,
    log_bucket_access_is_logged,
    log_bucket_is_not_public,
    log_bucket_keeps_its_objects,
)
from reporter.api import Everywhere, Unavailable, Verdict, failed, manual, not_applicable, not_assessed, passed
from reporter.aws.cloudtrail.log_buckets import AccessLogs, BucketExistence, Exposures, Retentions, TrailBucket
from reporter.aws.s3.data import ObjectLock
from reporter.aws.s3.exposure import BucketExposure
from reporter.aws.s3.retention import BucketAccessLog, BucketRetention
from reporter.aws.s3.settings import BucketVersioning
from reporter.model.answers import ReasonCode

US, THEM = "111122223333", "444455556666"
DENIED = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
HERE: dict[str, Any] = {"account_id": US, "region": "eu-west-1", "arn": "arn:aws:s3:::logs", "name": "logs"}
OWN = TrailBucket(**HERE, is_own=True)
FOREIGN = TrailBucket(**HERE, is_own=False)
EXISTS, MISSING = BucketExistence(exists=True), BucketExistence(exists=False)
OPEN = ("by ACL: everyone has READ",)


def exposure(*openings: str, unread: Unavailable | None = None) -> BucketExposure:
    return BucketExposure(**HERE, openings=openings, unread=unread)


def exposed(
    own: BucketExposure | Unavailable | None = None,
    others: Mapping[str, Exposures | Unavailable] | None = None,
    bucket: TrailBucket = OWN,
    existence: BucketExistence | Unavailable = EXISTS,
) -> Verdict:
    def look() -> Mapping[str, Any]:
        assert others is not None, "its own account decides"
        return others

    known = Exposures({"logs": own} if own else {})
    return log_bucket_is_not_public(bucket, existence, known, Everywhere(look))


def test_a_bucket_of_the_account_is_public_or_not() -> None:
    assert exposed(exposure()) == passed()
    assert exposed(exposure(*OPEN)) == failed("by ACL: everyone has READ")
    assert exposed(exposure(*OPEN, unread=DENIED)) == failed("by ACL: everyone has READ")
    assert exposed(exposure(unread=DENIED)) == not_assessed(DENIED)
    assert exposed(DENIED) == not_assessed(DENIED)


def elsewhere(*openings: str, **more: Any) -> dict[str, Exposures | Unavailable]:
    return {US: Exposures({}), THEM: Exposures({"logs": exposure(*openings)}, **more)}


def test_a_bucket_of_another_account_of_the_scan_is_found_there() -> None:
    assert exposed(None, elsewhere(), FOREIGN) == passed(f"in account {THEM}")
    reason = f"in account {THEM}: by ACL: everyone has READ"
    assert exposed(None, elsewhere(*OPEN), FOREIGN, DENIED) == failed(reason)
    unknown: dict[str, Exposures | Unavailable] = {THEM: Exposures({"logs": DENIED})}
    assert exposed(None, unknown, FOREIGN).why == DENIED


def test_it_is_judged_there_if_that_account_sees_the_trail() -> None:
    verdict = exposed(None, elsewhere(*OPEN, of_trails=frozenset({"logs"})), FOREIGN)
    assert verdict == not_applicable(f"account {THEM} owns the bucket, and it is judged there")


def test_a_bucket_that_does_not_exist_fails() -> None:
    assert exposed(None, None, FOREIGN, MISSING) == failed(NO_SUCH_BUCKET)


def test_a_bucket_outside_the_scan_is_for_a_person_to_judge() -> None:
    assert exposed(None, {US: Exposures({})}, FOREIGN) == manual("no account of the scan owns the bucket")


@pytest.mark.parametrize("other", [DENIED, Exposures({}, unread=DENIED)])
def test_it_may_be_in_an_account_that_could_not_be_read(other: Exposures | Unavailable) -> None:
    assert exposed(None, {US: Exposures({}), THEM: other}, FOREIGN) == not_assessed(DENIED)


def test_whether_it_exists_may_be_unknown() -> None:
    assert exposed(None, {US: Exposures({})}, FOREIGN, DENIED) == not_assessed(DENIED)


def test_whose_it_is_may_be_unknown() -> None:
    doubtful = TrailBucket(**HERE, is_own=False, doubt=DENIED)
    assert exposed(None, None, doubtful) == not_assessed(DENIED)
    assert exposed(None, None, doubtful, MISSING) == failed(NO_SUCH_BUCKET)


def logged(target: str) -> Verdict:
    known = AccessLogs({"logs": BucketAccessLog(**HERE, target=target)})
    return log_bucket_access_is_logged(OWN, EXISTS, known, Everywhere(dict))


def test_a_bucket_logs_its_access_or_not() -> None:
    assert logged("") == failed("access logging is off")
    assert logged("others") == passed("into others")
    assert logged("logs") == passed("into the bucket itself")


VERSIONED, UNVERSIONED = BucketVersioning("Enabled", mfa_delete=False), BucketVersioning("", mfa_delete=False)
MFA, SUSPENDED = BucketVersioning("Enabled", mfa_delete=True), BucketVersioning("Suspended", mfa_delete=True)
NO_LOCK, NO_DEFAULT = ObjectLock(enabled=False), ObjectLock(enabled=True)
COMPLIANCE, GOVERNANCE = ObjectLock(True, "COMPLIANCE"), ObjectLock(True, "GOVERNANCE")  # noqa: FBT003


def kept(
    versioning: BucketVersioning | Unavailable, lock: ObjectLock | Unavailable = NO_LOCK, **settings: bool
) -> Verdict:
    known = Retentions({"logs": BucketRetention(**HERE, versioning=versioning, lock=lock)})
    return log_bucket_keeps_its_objects(OWN, EXISTS, known, Everywhere(dict), **settings)


def test_mfa_delete_counts_with_versioning_only() -> None:
    assert kept(MFA, DENIED) == passed("by MFA Delete")
    assert kept(SUSPENDED) == kept(UNVERSIONED) == kept(VERSIONED) == failed("nothing prevents deletion")


def test_object_lock_counts_with_default_retention_in_compliance_mode() -> None:
    assert kept(VERSIONED, COMPLIANCE) == kept(DENIED, COMPLIANCE) == passed("by Object Lock in compliance mode")
    assert kept(VERSIONED, GOVERNANCE) == failed("MFA Delete is off, and Object Lock is in governance mode")
    assert kept(VERSIONED, NO_DEFAULT) == failed("MFA Delete is off, and Object Lock has no default retention")


def test_what_is_accepted_is_a_setting() -> None:
    assert kept(VERSIONED, GOVERNANCE, accept_governance_mode=True) == passed("by Object Lock in governance mode")
    assert kept(VERSIONED, COMPLIANCE, accept_object_lock=False) == failed("nothing prevents deletion")
    assert kept(VERSIONED, DENIED, accept_object_lock=False) == failed("nothing prevents deletion")


def test_what_could_not_be_read_may_prevent_deletion() -> None:
    assert kept(DENIED) == kept(VERSIONED, DENIED) == not_assessed(DENIED)
