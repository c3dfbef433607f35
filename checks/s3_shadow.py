"""Whether somebody else sits on the names that services use for this account."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.s3_shadow import PredictableBucket


@check(
    "s3-bucket-shadow-resource-owned",
    title="Buckets under the default names of AWS services are our own",
    severity=Severity.HIGH,
    remediation="Have the service use a bucket of your own making, under another name.",
    cli="aws s3api head-bucket --bucket NAME --expected-bucket-owner ACCOUNT",
    costly=True,
)
def predictable_bucket_is_our_own(bucket: PredictableBucket) -> Verdict:
    """Whoever takes a name first that a service will use, receives what the service writes, and can change it."""
    return passed() if bucket.is_own else failed("belongs to another account")
