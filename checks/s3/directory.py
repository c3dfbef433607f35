"""How directory buckets are kept."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.s3.directory_buckets import DirectoryBucket, DirectoryBucketLifecycle


@check(
    "s3-directory-bucket-lifecycle-configured",
    title="S3 directory buckets should have an active lifecycle rule",
    finding="S3 directory bucket has no suitable lifecycle rule",
    severity=Severity.LOW,
    remediation="Add a lifecycle rule that expires objects. The call replaces all rules, so send the present ones as "
    "well.",
    cli="# check first: a rule that expires objects deletes data. This one does not\n"
    "# replaces: all lifecycle rules of the bucket, with the present ones and one more\n"
    "# NoSuchLifecycleConfiguration: the bucket has no rules, so write rules.json and run put only\n"
    "aws s3api get-bucket-lifecycle-configuration --region {region} --bucket {name} --query '{Rules: [Rules, "
    '`[{"ID": "abort-uploads", "Status": "Enabled", "Filter": {"Prefix": ""}, '
    '"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}]`][]}\' > rules.json && aws s3api '
    "put-bucket-lifecycle-configuration --region {region} --bucket {name} --lifecycle-configuration "
    "file://rules.json",
)
def directory_bucket_has_a_lifecycle(
    bucket: DirectoryBucket, lifecycle: DirectoryBucketLifecycle, *, target_expiration_days: int | None = None
) -> Verdict:
    """Directory buckets are the most expensive S3 storage, and data that is no longer needed costs more each month."""
    if not lifecycle.active:
        return failed("no lifecycle rule is enabled")
    if any(target_expiration_days in (None, rule.expiration_days) for rule in lifecycle.active):
        return passed()
    return failed(f"no enabled rule expires objects after {target_expiration_days} days")
