"""Whether anybody on the internet could reach what lies in S3."""

from __future__ import annotations

from reporter.api import Account, Severity, Verdict, check, failed, passed
from reporter.aws.s3 import AccountPublicAccessBlock, Bucket, PublicAccessBlock

BLOCK_ALL = "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"


@check(
    "s3-account-public-access-blocked",
    title="S3 Block Public Access is fully on for the account",
    severity=Severity.HIGH,
    remediation="Turn on all four Block Public Access settings of the account.",
    cli=f"aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration {BLOCK_ALL}",
)
def account_public_access_is_blocked(account: Account, block: AccountPublicAccessBlock) -> Verdict:
    """One switch for the whole account holds for every bucket, also for those made tomorrow."""
    return failed(f"off: {', '.join(sorted(block.off))}") if block.off else passed()


@check(
    "s3-bucket-public-access-blocked",
    title="Block Public Access is effectively on for every bucket",
    severity=Severity.HIGH,
    remediation="Turn on all four Block Public Access settings on the bucket or the account.",
    cli=f"aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration {BLOCK_ALL}",
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
