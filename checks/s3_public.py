"""Whether anybody on the internet could reach what lies in S3."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.s3 import AccountPublicAccessBlock, Bucket, PublicAccessBlock


@check(
    "s3-bucket-public-access-blocked",
    title="Block Public Access is effectively on for every bucket",
    severity=Severity.HIGH,
    remediation="Turn on all four Block Public Access settings on the bucket or the account.",
    cli="aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration "
    "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
)
def bucket_public_access_is_blocked(
    bucket: Bucket,
    block: PublicAccessBlock,
    account_block: AccountPublicAccessBlock,
    *,
    require_bucket_level: bool = False,
    excluded_buckets: frozenset[str] = frozenset(),
) -> Verdict:
    """A public bucket is one careless ACL or policy away from a data leak; bucket and account settings add up."""
    if bucket.name in excluded_buckets:
        return passed("allowed by configuration")
    off = block.off if require_bucket_level else block.off & account_block.off
    return failed(f"off: {', '.join(sorted(off))}") if off else passed()
