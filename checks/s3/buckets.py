"""How buckets keep old versions, log requests, and decide who owns objects."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Severity, Verdict, check, failed, not_applicable, not_assessed, passed
from reporter.aws.cloudtrail.objects import ObjectTrails
from reporter.aws.cloudtrail.selectors import READ, WRITE
from reporter.aws.s3.access import BucketAcl
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.data import BucketLifecycle
from reporter.aws.s3.settings import AccessLogging, BucketVersioning, ObjectOwnership


@check(
    "s3-bucket-versioning-enabled",
    title="S3 buckets should have versioning enabled",
    finding="S3 bucket has versioning disabled",
    severity=Severity.LOW,
    remediation="Enable versioning, and add a lifecycle rule that expires old versions, because each of them is "
    "charged.",
    cli="# check first: old versions are charged, so plan a lifecycle rule. Versioning can be suspended, not "
    "removed\n"
    "aws s3api put-bucket-versioning --bucket {name} --expected-bucket-owner {account_id} "
    "--versioning-configuration Status=Enabled",
)
def bucket_is_versioned(bucket: Bucket, versioning: BucketVersioning) -> Verdict:
    """Objects that are deleted or overwritten by mistake or by an attacker cannot be restored."""
    if versioning.is_enabled:
        return passed()
    return failed(f"versioning is {versioning.status.lower() or 'off'}")


@check(
    "s3-bucket-mfa-delete-enabled",
    title="S3 buckets should have MFA Delete enabled",
    finding="S3 bucket has MFA Delete disabled",
    severity=Severity.LOW,
    remediation="Enable MFA Delete as the root user, with the CLI (the console has no such setting), or use Object "
    "Lock instead.",
    cli="# as the root user, with an access key that is deleted afterwards. SERIAL and CODE: its MFA device, and a "
    "code of it\n"
    "# check first: no lifecycle rule or job deletes versions, for they need MFA from now on\n"
    "aws s3api put-bucket-versioning --bucket {name} --expected-bucket-owner {account_id} "
    "--versioning-configuration Status=Enabled,MFADelete=Enabled --mfa 'SERIAL CODE'",
)
def bucket_needs_mfa_to_delete(
    bucket: Bucket,
    versioning: BucketVersioning,
    lifecycle: BucketLifecycle,
    *,
    include_lifecycle_buckets: bool = False,
) -> Verdict:
    """Stolen credentials alone are enough to delete all versions of an object for good."""
    if versioning.mfa_delete:
        return passed()
    if lifecycle.rules is not None and not include_lifecycle_buckets:
        return not_applicable("has a lifecycle configuration, which S3 does not combine with MFA Delete")
    return failed("MFA Delete is off")


@check(
    "s3-bucket-server-access-logging-enabled",
    title="S3 buckets should have server access logging enabled",
    finding="S3 bucket has server access logging disabled",
    severity=Severity.LOW,
    remediation="Send the access logs to a log bucket in the same region and account.",
    cli="# LOG_BUCKET: a log bucket in the same region and account, whose policy allows logging.s3.amazonaws.com "
    "to write\n"
    "# replaces: nothing, for access logging is off\n"
    "aws s3api put-bucket-logging --bucket {name} --expected-bucket-owner {account_id} --bucket-logging-status "
    "'LoggingEnabled={TargetBucket=LOG_BUCKET,TargetPrefix='{name}'/}'",
)
def bucket_access_is_logged(
    bucket: Bucket,
    logging: AccessLogging,
    trails: Annotated[ObjectTrails | None, OnlyIf("accept_cloudtrail_data_events")],
    *,
    exclude_log_targets: bool = True,
    accept_cloudtrail_data_events: bool = False,
) -> Verdict:
    """Without access logs, it cannot be determined after an incident who read which objects."""
    if logging.enabled:
        return passed()
    if trails and {READ, WRITE} <= trails.recorded_in(bucket.region):
        return passed("CloudTrail records the events on its objects")
    if logging.is_target and exclude_log_targets:
        return not_applicable("receives the access logs of other buckets")
    if trails and trails.unread:
        return not_assessed(trails.unread)
    return failed("access logging is off")


@check(
    "s3-bucket-acl-disabled",
    title="S3 buckets should have ACLs disabled",
    finding="S3 bucket has ACLs enabled",
    severity=Severity.MEDIUM,
    remediation="Move grants of the ACL to the bucket policy, then set Object Ownership to BucketOwnerEnforced.",
    cli="# check first: access logs show no request that an ACL allowed, and the bucket policy has the grants that "
    "are needed\n"
    "aws s3api get-bucket-acl --bucket {name} --expected-bucket-owner {account_id}\n"
    "# replaces: the Object Ownership of the bucket\n"
    "aws s3api put-bucket-ownership-controls --bucket {name} --expected-bucket-owner {account_id} "
    "--ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'",
)
def bucket_ignores_acls(
    bucket: Bucket,
    ownership: ObjectOwnership,
    acl: Annotated[BucketAcl | None, OnlyIf("accept_owner_only_acl")],
    *,
    accept_owner_only_acl: bool = False,
) -> Verdict:
    """ACLs grant access that reviews of bucket policies do not show."""
    if ownership.disables_acls:
        return passed()
    if acl and acl.is_for_owner_only:
        return passed("the ACL is for the owner only")
    return failed(f"Object Ownership is {ownership.setting or 'not set'}")
