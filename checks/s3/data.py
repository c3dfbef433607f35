"""How buckets encrypt, lock and expire their objects."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Severity, Verdict, check, failed, not_applicable, passed
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.data import BucketEncryption, BucketLifecycle, CustomerKeyUploads, LifecycleRule, ObjectLock
from reporter.aws.s3.keys import CUSTOMER_MANAGED, DefaultKeyManager
from reporter.aws.s3.settings import BucketVersioning


@check(
    "s3-bucket-default-encryption-enabled",
    title="S3 buckets should have default encryption",
    finding="S3 bucket has no default encryption",
    severity=Severity.INFO,
    remediation="Set default encryption on the bucket. It applies to new objects only.",
    cli="# replaces: nothing, for the bucket has no default encryption. New objects only\n"
    "aws s3api put-bucket-encryption --bucket {name} --expected-bucket-owner {account_id} "
    "--server-side-encryption-configuration "
    "'Rules=[{ApplyServerSideEncryptionByDefault={SSEAlgorithm=AES256}}]'",
)
def bucket_is_encrypted_by_default(bucket: Bucket, encryption: BucketEncryption) -> Verdict:
    """S3 has encrypted new objects since January 2023, but older frameworks still require the setting to be present."""
    return passed() if encryption.configured else failed("no default encryption")


@check(
    "s3-bucket-kms-encryption",
    title="S3 buckets should be encrypted with a KMS key by default",
    finding="S3 bucket is not encrypted with a KMS key by default",
    severity=Severity.LOW,
    remediation="Set default encryption with a customer managed KMS key and turn on bucket keys. It applies to new "
    "objects only.",
    cli="# KEY_ARN: a customer managed KMS key in the region of the bucket\n"
    "# check first: all who read or write objects may use the key\n"
    "# replaces: the default encryption of the bucket, blocked encryption types included. New objects only\n"
    "aws s3api put-bucket-encryption --bucket {name} --expected-bucket-owner {account_id} "
    "--server-side-encryption-configuration "
    "'Rules=[{ApplyServerSideEncryptionByDefault={SSEAlgorithm=aws:kms,KMSMasterKeyID=KEY_ARN},BucketKeyEnabled=true}]'",
)
def bucket_is_encrypted_with_kms(
    bucket: Bucket,
    encryption: BucketEncryption,
    manager: Annotated[DefaultKeyManager | None, OnlyIf("require_customer_managed_key")],
    *,
    require_customer_managed_key: bool = False,
    excluded_buckets: frozenset[str] = frozenset(),
) -> Verdict:
    """With a KMS key, reading an object also takes permission to use the key, and each use is logged."""
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
    finding="S3 bucket accepts uploads with customer-provided keys (SSE-C)",
    severity=Severity.LOW,
    remediation="Block SSE-C in the encryption configuration of the bucket. The call replaces the whole "
    "configuration, so send its present rule as well.",
    cli="# check first: CloudTrail or access logs show no uploads with SSE-C\n"
    "# replaces: the encryption configuration of the bucket, with its present rule and the block\n"
    "aws s3api get-bucket-encryption --bucket {name} --expected-bucket-owner {account_id} --query '{Rules: "
    'ServerSideEncryptionConfiguration.Rules[].merge(@, `{"BlockedEncryptionTypes": {"EncryptionType": '
    '["SSE-C"]}}`)}\' > encryption.json && aws s3api put-bucket-encryption --bucket {name} '
    "--expected-bucket-owner {account_id} --server-side-encryption-configuration file://encryption.json",
)
def bucket_refuses_customer_keys(bucket: Bucket, uploads: CustomerKeyUploads) -> Verdict:
    """Attackers overwrite objects under a key that only they know and demand a ransom for it."""
    return passed(f"by {uploads.blocked_by}") if uploads.blocked_by else failed("SSE-C is not blocked")


@check(
    "s3-bucket-object-lock-enabled",
    title="S3 buckets should have Object Lock enabled",
    finding="S3 bucket has Object Lock disabled",
    severity=Severity.LOW,
    remediation="Enable versioning, then Object Lock, which cannot be disabled afterwards.",
    cli="# check first: versioning is enabled. Object Lock cannot be disabled afterwards. Without a retention it "
    "locks no object\n"
    "# replaces: the Object Lock configuration, where there is one\n"
    "aws s3api put-object-lock-configuration --bucket {name} --expected-bucket-owner {account_id} "
    "--object-lock-configuration ObjectLockEnabled=Enabled",
)
def bucket_locks_objects(bucket: Bucket, lock: ObjectLock, *, mode: str | None = None) -> Verdict:
    """Without Object Lock, stolen administrator credentials are enough to delete backups and logs."""
    if not lock.enabled:
        return failed("Object Lock is off")
    if mode is None or lock.mode == mode:
        return passed()
    return failed(f"the default retention is {lock.mode or 'not set'}, not {mode}")


@check(
    "s3-bucket-lifecycle-configured",
    title="S3 buckets should have an active lifecycle rule",
    finding="S3 bucket has no suitable lifecycle rule",
    severity=Severity.LOW,
    remediation="Add a lifecycle rule that moves or expires objects. The call replaces all rules, so send the present "
    "ones as well.",
    cli="# check first: a rule that expires objects deletes data. This one does not\n"
    "# replaces: all lifecycle rules of the bucket, with the present ones and one more\n"
    "# NoSuchLifecycleConfiguration: the bucket has no rules, so write rules.json and run put only\n"
    "aws s3api get-bucket-lifecycle-configuration --bucket {name} --expected-bucket-owner {account_id} --query "
    '\'{Rules: [Rules, `[{"ID": "abort-uploads", "Status": "Enabled", "Filter": {"Prefix": ""}, '
    '"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}]`][]}\' > rules.json && aws s3api '
    "put-bucket-lifecycle-configuration --bucket {name} --expected-bucket-owner {account_id} "
    "--lifecycle-configuration file://rules.json",
)
def bucket_has_a_lifecycle(
    bucket: Bucket,
    lifecycle: BucketLifecycle,
    *,
    target_expiration_days: int | None = None,
    target_transition_days: int | None = None,
    target_transition_storage_class: str | None = None,
) -> Verdict:
    """Data that is never deleted costs more each month and adds to what can be stolen."""
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
    finding="S3 bucket with versioning has no suitable lifecycle rule",
    severity=Severity.LOW,
    remediation="Add a lifecycle rule that expires old versions. The call replaces all rules, so send the present "
    "ones as well.",
    cli="# check first: no team needs versions older than a year, which this rule deletes\n"
    "# replaces: all lifecycle rules of the bucket, with the present ones and one more\n"
    "# NoSuchLifecycleConfiguration: the bucket has no rules, so write rules.json and run put only\n"
    "aws s3api get-bucket-lifecycle-configuration --bucket {name} --expected-bucket-owner {account_id} --query "
    '\'{Rules: [Rules, `[{"ID": "expire-old-versions", "Status": "Enabled", "Filter": {"Prefix": '
    '""}, "NoncurrentVersionExpiration": {"NoncurrentDays": 365}}]`][]}\' > rules.json && aws s3api '
    "put-bucket-lifecycle-configuration --bucket {name} --expected-bucket-owner {account_id} "
    "--lifecycle-configuration file://rules.json",
)
def versioned_bucket_has_a_lifecycle(
    bucket: Bucket,
    versioning: BucketVersioning,
    lifecycle: BucketLifecycle,
    *,
    require_noncurrent_action: bool = False,
) -> Verdict:
    """Old versions that are never removed cost more each month and are not shown in normal listings."""
    if versioning.status != "Enabled":
        return not_applicable("not versioned")
    if not lifecycle.active:
        return failed("no lifecycle rule is enabled")
    if require_noncurrent_action and not any(rule.handles_old_versions for rule in lifecycle.active):
        return failed("no enabled rule expires or moves old versions")
    return passed()
