"""How buckets encrypt, lock and expire what lies in them."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Severity, Verdict, check, failed, not_applicable, passed
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.data import BucketEncryption, BucketLifecycle, CustomerKeyUploads, LifecycleRule, ObjectLock
from reporter.aws.s3.keys import CUSTOMER_MANAGED, DefaultKeyManager
from reporter.aws.s3.settings import BucketVersioning

PUT_LIFECYCLE = (
    "aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration file://rules.json"
)
PUT_ENCRYPTION = (
    "aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration file://sse.json"
)


@check(
    "s3-bucket-default-encryption-enabled",
    title="S3 buckets should have default encryption",
    severity=Severity.INFO,
    remediation="Set a default encryption on the bucket.",
    cli=PUT_ENCRYPTION,
)
def bucket_is_encrypted_by_default(bucket: Bucket, encryption: BucketEncryption) -> Verdict:
    """Amazon has encrypted new objects by itself since January 2023; older frameworks still ask for the setting."""
    return passed() if encryption.configured else failed("no default encryption")


@check(
    "s3-bucket-kms-encryption",
    title="S3 buckets should be encrypted with a KMS key by default",
    severity=Severity.LOW,
    remediation="Set a default encryption with a customer managed KMS key, and turn bucket keys on.",
    cli=PUT_ENCRYPTION,
)
def bucket_is_encrypted_with_kms(
    bucket: Bucket,
    encryption: BucketEncryption,
    manager: Annotated[DefaultKeyManager | None, OnlyIf("require_customer_managed_key")],
    *,
    require_customer_managed_key: bool = False,
    excluded_buckets: frozenset[str] = frozenset(),
) -> Verdict:
    """Who reads an object then also needs the key, and every use of the key is recorded."""
    if bucket.name in excluded_buckets:
        return passed("allowed by configuration")
    if not encryption.algorithm.startswith("aws:kms"):
        return failed(f"the default encryption is {encryption.algorithm or 'not set'}")
    if manager and manager.by != CUSTOMER_MANAGED:
        return failed("the default key is managed by AWS")
    return passed()


@check(
    "s3-bucket-sse-c-blocked",
    title="S3 buckets should block uploads with customer-provided keys (SSE-C)",
    severity=Severity.LOW,
    remediation="Block SSE-C in the encryption configuration of the bucket.",
    cli=PUT_ENCRYPTION,
)
def bucket_refuses_customer_keys(bucket: Bucket, uploads: CustomerKeyUploads) -> Verdict:
    """Extortionists overwrite objects under a key that only they know (SSE-C); hardly anybody else needs that."""
    return passed(f"by {uploads.blocked_by}") if uploads.blocked_by else failed("SSE-C is not blocked")


@check(
    "s3-bucket-object-lock-enabled",
    title="S3 buckets should have Object Lock enabled",
    severity=Severity.LOW,
    remediation="Enable Object Lock; the bucket must be versioned.",
    cli="aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration ObjectLockEnabled=Enabled",
)
def bucket_locks_objects(bucket: Bucket, lock: ObjectLock, *, mode: str | None = None) -> Verdict:
    """What is written once and cannot be deleted survives even a stolen administrator."""
    if not lock.enabled:
        return failed("Object Lock is off")
    if mode is None or lock.mode == mode:
        return passed()
    return failed(f"the default retention is {lock.mode or 'not set'}, not {mode}")


@check(
    "s3-bucket-lifecycle-configured",
    title="S3 buckets should have an active lifecycle rule",
    severity=Severity.LOW,
    remediation="Add a lifecycle rule that expires or moves objects.",
    cli=PUT_LIFECYCLE,
)
def bucket_has_a_lifecycle(
    bucket: Bucket,
    lifecycle: BucketLifecycle,
    *,
    target_expiration_days: int | None = None,
    target_transition_days: int | None = None,
    target_transition_storage_class: str | None = None,
) -> Verdict:
    """Data that nobody ever deletes piles up costs, and gives a thief more to take."""
    if not lifecycle.active:
        return failed("no lifecycle rule is enabled")
    for rule in lifecycle.active:
        expires = target_expiration_days in (None, rule.expiration_days)
        if expires and _moves(rule, target_transition_days, target_transition_storage_class):
            return passed()
    return failed("no enabled rule expires and moves objects as configured")


def _moves(rule: LifecycleRule, days: int | None, storage_class: str | None) -> bool:
    """Whether one of a rule's transitions is as asked; where nothing is asked, it need not have any."""
    if days is None and storage_class is None:
        return True
    return any(
        days in (None, transition.days) and storage_class in (None, transition.storage_class)
        for transition in rule.transitions
    )


@check(
    "s3-bucket-versioned-lifecycle-configured",
    title="S3 buckets with versioning should have an active lifecycle rule",
    severity=Severity.LOW,
    remediation="Add a lifecycle rule that expires or moves old versions.",
    cli=PUT_LIFECYCLE,
)
def versioned_bucket_has_a_lifecycle(
    bucket: Bucket,
    versioning: BucketVersioning,
    lifecycle: BucketLifecycle,
    *,
    require_noncurrent_action: bool = False,
) -> Verdict:
    """Old versions that nothing ever removes grow without end, unseen in any listing."""
    if versioning.status != "Enabled":
        return not_applicable("not versioned")
    if not lifecycle.active:
        return failed("no lifecycle rule is enabled")
    if require_noncurrent_action and not any(rule.handles_old_versions for rule in lifecycle.active):
        return failed("no enabled rule expires or moves old versions")
    return passed()
