"""Whether the S3 buckets that trails deliver to are private, watched and safe from deletion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from reporter.api import (
    Everywhere,
    Resource,
    Severity,
    Unavailable,
    Verdict,
    check,
    failed,
    first_of,
    first_unavailable,
    manual,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.cloudtrail.log_buckets import (
    AccessLogs,
    AccountBuckets,
    BucketExistence,
    Exposures,
    Retentions,
    TrailBucket,
)
from reporter.aws.s3.data import ObjectLock
from reporter.aws.s3.exposure import EVIDENCE_SHOWN, BucketExposure
from reporter.aws.s3.retention import BucketAccessLog, BucketRetention
from reporter.aws.s3.settings import BucketVersioning

T = TypeVar("T", bound=Resource)

IN_ITS_ACCOUNT = (
    "# in the account that owns the bucket: where that is another one, replace {account_id}. A bucket that does not "
    "exist has to be created, or the trail has to name another one\n"
)
NO_SUCH_BUCKET = "there is no such bucket: any AWS account could create it and receive the logs"


@check(
    "cloudtrail-log-bucket-not-public",
    title="The S3 bucket of a CloudTrail trail should not be public",
    finding="S3 bucket of a CloudTrail trail is public",
    severity=Severity.CRITICAL,
    remediation="Turn on Block Public Access for the bucket. CloudTrail keeps delivering: a service principal with a "
    "fixed source is not public.",
    cli=IN_ITS_ACCOUNT + "# replaces: the four Block Public Access settings of the bucket\n"
    "aws s3api put-public-access-block --bucket {name} --expected-bucket-owner {account_id} "
    "--public-access-block-configuration "
    "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
)
def log_bucket_is_not_public(
    bucket: TrailBucket, existence: BucketExistence | Unavailable, own: Exposures, elsewhere: Everywhere[Exposures]
) -> Verdict:
    """Logs show attackers who works in the account, from where and with what."""
    return _judged(bucket, existence, own, elsewhere, _openings)


def _openings(bucket: BucketExposure) -> Verdict:
    if bucket.openings:
        return failed(first_of(bucket.openings, EVIDENCE_SHOWN, separator="; "))
    return not_assessed(bucket.unread) if bucket.unread else passed()


@check(
    "cloudtrail-log-bucket-access-logging-enabled",
    title="The S3 bucket of a CloudTrail trail should have access logging enabled",
    finding="S3 bucket of a CloudTrail trail has access logging disabled",
    severity=Severity.LOW,
    remediation="Send the access logs to another bucket of the same region and account that lets "
    "logging.s3.amazonaws.com write.",
    cli=IN_ITS_ACCOUNT + "# LOG_BUCKET: a log bucket in the same region and account, whose policy allows "
    "logging.s3.amazonaws.com to write\n"
    "# replaces: nothing, for access logging is off\n"
    "aws s3api put-bucket-logging --bucket {name} --expected-bucket-owner {account_id} --bucket-logging-status "
    "'LoggingEnabled={TargetBucket=LOG_BUCKET,TargetPrefix='{name}'/}'",
)
def log_bucket_access_is_logged(
    bucket: TrailBucket, existence: BucketExistence | Unavailable, own: AccessLogs, elsewhere: Everywhere[AccessLogs]
) -> Verdict:
    """Without access logs, it cannot be determined who read the audit trail, or removed parts of it."""
    return _judged(bucket, existence, own, elsewhere, _logged)


def _logged(bucket: BucketAccessLog) -> Verdict:
    if not bucket.target:
        return failed("access logging is off")
    return passed("into the bucket itself" if bucket.target == bucket.name else f"into {bucket.target}")


@check(
    "cloudtrail-log-bucket-mfa-delete-enabled",
    title="The S3 bucket of a CloudTrail trail should have MFA Delete or Object Lock",
    finding="S3 bucket of a CloudTrail trail has neither MFA Delete nor Object Lock",
    severity=Severity.LOW,
    remediation="Enable MFA Delete as the root user of the owner, or versioning and Object Lock with default retention "
    "in compliance mode. Choose the days with care: no one can shorten compliance retention afterwards.",
    cli=IN_ITS_ACCOUNT + "# as the root user, with an access key that is deleted afterwards. SERIAL and CODE: its MFA "
    "device, and a code of it\n"
    "# check first: no lifecycle rule or job deletes versions, for they need MFA from now on\n"
    "aws s3api put-bucket-versioning --bucket {name} --expected-bucket-owner {account_id} "
    "--versioning-configuration Status=Enabled,MFADelete=Enabled --mfa 'SERIAL CODE'",
)
def log_bucket_keeps_its_objects(
    bucket: TrailBucket,
    existence: BucketExistence | Unavailable,
    own: Retentions,
    elsewhere: Everywhere[Retentions],
    *,
    accept_object_lock: bool = True,
    accept_governance_mode: bool = False,
) -> Verdict:
    """Logs should survive a stolen administrator."""
    modes = {"COMPLIANCE", *(["GOVERNANCE"] if accept_governance_mode else [])} if accept_object_lock else set()
    return _judged(bucket, existence, own, elsewhere, partial(_kept, modes=modes))


def _kept(bucket: BucketRetention, *, modes: set[str]) -> Verdict:
    versioning, lock = bucket.versioning, bucket.lock if modes else ObjectLock(enabled=False)
    if isinstance(versioning, BucketVersioning) and versioning.is_enabled and versioning.mfa_delete:
        return passed("by MFA Delete")
    if isinstance(lock, ObjectLock) and lock.enabled and lock.mode in modes:
        return passed(f"by Object Lock in {lock.mode.lower()} mode")
    unread = first_unavailable(versioning, lock)
    if unread:
        return not_assessed(unread)
    return failed(_flaw_of(lock) if isinstance(lock, ObjectLock) and lock.enabled else "nothing prevents deletion")


def _flaw_of(lock: ObjectLock) -> str:
    mode = f"is in {lock.mode.lower()} mode" if lock.mode else "has no default retention"
    return f"MFA Delete is off, and Object Lock {mode}"


def _judged(
    bucket: TrailBucket,
    existence: BucketExistence | Unavailable,
    own: AccountBuckets[T],
    elsewhere: Everywhere[AccountBuckets[T]],
    decide: Callable[[T], Verdict],
) -> Verdict:
    """The verdict about a bucket of the account; one of another account is looked for in the whole scan."""
    if bucket.is_own:
        return _of(own.by_name[bucket.name], decide)
    if isinstance(existence, BucketExistence) and not existence.exists:
        return failed(NO_SUCH_BUCKET)
    if bucket.doubt:
        return not_assessed(bucket.doubt)
    return _in_scan(bucket, elsewhere.by_account, existence, decide)


def _in_scan(
    bucket: TrailBucket,
    by_account: Mapping[str, AccountBuckets[T] | Unavailable],
    existence: BucketExistence | Unavailable,
    decide: Callable[[T], Verdict],
) -> Verdict:
    for id_, its in by_account.items():
        if isinstance(its, AccountBuckets) and bucket.name in its.by_name:
            return _elsewhere(id_, its, bucket.name, decide)
    unread = next(filter(None, map(_unread, by_account.values())), None)
    why = unread or (existence if isinstance(existence, Unavailable) else None)
    return not_assessed(why) if why else manual("no account of the scan owns the bucket")


def _elsewhere(id_: str, its: AccountBuckets[T], name: str, decide: Callable[[T], Verdict]) -> Verdict:
    if name in its.of_trails:
        return not_applicable(f"account {id_} owns the bucket, and it is judged there")
    verdict = _of(its.by_name[name], decide)
    return replace(verdict, reason=f"in account {id_}: {verdict.reason}".removesuffix(": "))


def _of(known: T | Unavailable, decide: Callable[[T], Verdict]) -> Verdict:
    return not_assessed(known) if isinstance(known, Unavailable) else decide(known)


def _unread(its: AccountBuckets[T] | Unavailable) -> Unavailable | None:
    return its if isinstance(its, Unavailable) else its.unread
