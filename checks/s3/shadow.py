"""Whether another account has the names that services use for the buckets of this one."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, not_applicable, passed
from reporter.aws.s3.shadow import PREDICTABLE_NAMES, NamePattern, PredictableBucket


@check(
    "s3-bucket-shadow-resource-owned",
    title="S3 buckets with predictable service names should belong to the account",
    finding="S3 bucket with a predictable service name belongs to another account",
    severity=Severity.HIGH,
    remediation="Have the service use a bucket of the account, under another name, and stop using this one.",
    cli="# changes nothing: fails with 403 while another account owns the bucket. Set another bucket in the "
    "console of the service\n"
    "aws s3api head-bucket --bucket {name} --expected-bucket-owner {account_id}",
    costly=True,
)
def predictable_bucket_is_our_own(
    bucket: PredictableBucket, *, predictable_names: frozenset[NamePattern] = PREDICTABLE_NAMES
) -> Verdict:
    """An account that takes the name before the service does receives what the service writes, and can change it."""
    if bucket.patterns and predictable_names.isdisjoint(bucket.patterns):
        return not_applicable(f"not among predictable_names: {', '.join(bucket.patterns)}")
    return passed() if bucket.is_own else failed("belongs to another account")
