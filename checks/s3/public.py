"""Whether objects in S3 are public."""

from __future__ import annotations

from collections.abc import Iterable

from reporter.api import Account, Severity, Unavailable, Verdict, check, failed, first_of, not_assessed, passed
from reporter.aws.s3.access import PublicAcl, PublicObjects, PublicPolicy
from reporter.aws.s3.buckets import AccountPublicAccessBlock, Bucket, PublicAccessBlock
from reporter.aws.s3.delegation import PublicPoints
from reporter.aws.s3.exposure import EVIDENCE_SHOWN, in_words, openings

BLOCK_BUCKET = (
    "# check first: no website or shared download needs the public access, see the access logs\n"
    "# replaces: the four Block Public Access settings of the bucket\n"
    "aws s3api put-public-access-block --bucket {name} --expected-bucket-owner {account_id} "
    "--public-access-block-configuration "
    "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"
)
IGNORE_PUBLIC_ACLS = (
    "# check first: no reader or writer needs the public grant, see the access logs\n"
    "# replaces: the four Block Public Access settings of the bucket, with the present ones and one turned on\n"
    "# NoSuchPublicAccessBlockConfiguration: the bucket has no settings, so write block.json and run put only\n"
    "aws s3api get-public-access-block --bucket {name} --expected-bucket-owner {account_id} --query "
    "'PublicAccessBlockConfiguration.merge(@, `{\"IgnorePublicAcls\": true}`)' > block.json && aws s3api "
    "put-public-access-block --bucket {name} --expected-bucket-owner {account_id} "
    "--public-access-block-configuration file://block.json"
)
READ_PERMISSIONS = frozenset({"READ", "READ_ACP", "FULL_CONTROL"})
WRITE_PERMISSIONS = frozenset({"WRITE", "WRITE_ACP", "FULL_CONTROL"})
READ_ACTIONS = ("s3:Get*", "s3:List*")
WRITE_ACTIONS = (
    "s3:Put*", "s3:Delete*", "s3:Replicate*", "s3:RestoreObject", "s3:AbortMultipartUpload",
    "s3:BypassGovernanceRetention", "s3:ObjectOwnerOverrideToBucketOwner", "s3:UpdateObjectEncryption",
)  # fmt: skip


@check(
    "s3-account-public-access-blocked",
    title="The account should block public access to S3",
    finding="Account does not block public access to S3",
    severity=Severity.HIGH,
    remediation="Turn on all four settings for the account. Public websites and shared downloads of its buckets stop "
    "working.",
    cli="# check first: no bucket of the account serves a website or shared downloads, see s3-bucket-not-public\n"
    "# replaces: the four Block Public Access settings of the account\n"
    "aws s3control put-public-access-block --account-id {account_id} --public-access-block-configuration "
    "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
)
def account_public_access_is_blocked(account: Account, block: AccountPublicAccessBlock) -> Verdict:
    """Without the block, one careless ACL or policy can make a bucket public, including buckets created later."""
    return failed(f"off: {', '.join(sorted(block.off))}") if block.off else passed()


@check(
    "s3-bucket-public-access-blocked",
    title="S3 buckets should block public access",
    finding="S3 bucket does not block public access",
    severity=Severity.HIGH,
    remediation="Turn on all four settings for the bucket. A public website or shared download of the bucket stops "
    "working.",
    cli=BLOCK_BUCKET,
)
def bucket_public_access_is_blocked(
    bucket: Bucket,
    block: PublicAccessBlock,
    account_block: AccountPublicAccessBlock | Unavailable,
    *,
    require_bucket_level: bool = False,
    excluded_buckets: frozenset[str] = frozenset(),
) -> Verdict:
    """Without the block, one careless ACL or policy makes the bucket public."""
    if bucket.name in excluded_buckets:
        return passed("allowed by configuration")
    if isinstance(account_block, Unavailable) and block.off and not require_bucket_level:
        return not_assessed(account_block)
    above = frozenset() if isinstance(account_block, Unavailable) else account_block.off
    off = block.off if require_bucket_level else block.off & above
    return failed(f"off: {', '.join(sorted(off))}") if off else passed()


@check(
    "s3-bucket-not-public",
    title="S3 buckets should not be public",
    finding="S3 bucket is public",
    severity=Severity.CRITICAL,
    remediation="Turn on Block Public Access for the bucket, then remove the public grant named from the ACL, the "
    "policy or the access point.",
    cli=BLOCK_BUCKET,
)
def bucket_is_not_public(
    bucket: Bucket,
    acl: PublicAcl | Unavailable,
    policy: PublicPolicy | Unavailable,
    points: PublicPoints | Unavailable,
    *,
    excluded_buckets: frozenset[str] = frozenset(),
) -> Verdict:
    """Public buckets are found by scanners within hours, and their data is copied or changed."""
    if bucket.name in excluded_buckets:
        return passed("allowed by configuration")
    return _verdict(openings(acl, policy, points))


@check(
    "s3-bucket-public-read-prohibited",
    title="S3 buckets should not allow public read access",
    finding="S3 bucket allows public read access",
    severity=Severity.CRITICAL,
    remediation="Turn on Block Public Access for the bucket, then remove the public grant named from the ACL or "
    "policy.",
    cli=BLOCK_BUCKET,
)
def public_cannot_read_bucket(
    bucket: Bucket, acl: PublicAcl | Unavailable, policy: PublicPolicy | Unavailable
) -> Verdict:
    """Anyone on the internet can list or download the data of the bucket."""
    return _verdict(_rights(acl, policy, READ_PERMISSIONS, READ_ACTIONS))


@check(
    "s3-bucket-public-write-prohibited",
    title="S3 buckets should not allow public write access",
    finding="S3 bucket allows public write access",
    severity=Severity.CRITICAL,
    remediation="Turn on Block Public Access for the bucket, then remove the public grant named from the ACL or "
    "policy, and keep its other statements.",
    cli=BLOCK_BUCKET,
)
def public_cannot_write_bucket(
    bucket: Bucket, acl: PublicAcl | Unavailable, policy: PublicPolicy | Unavailable
) -> Verdict:
    """Anyone on the internet can add malware to the bucket, or overwrite or delete its data."""
    return _verdict(_rights(acl, policy, WRITE_PERMISSIONS, WRITE_ACTIONS))


@check(
    "s3-bucket-acl-public-list-absent",
    title="S3 bucket ACLs should not allow the public to list objects",
    finding="S3 bucket ACL allows the public to list objects",
    severity=Severity.HIGH,
    remediation="Have S3 ignore public ACLs of the bucket, then disable ACLs when no writer depends on them.",
    cli=IGNORE_PUBLIC_ACLS,
)
def acl_lets_public_not_list(bucket: Bucket, acl: PublicAcl) -> Verdict:
    """A list of all object names shows attackers what to download."""
    return _verdict(in_words(acl.giving(READ_PERMISSIONS), ()))


@check(
    "s3-bucket-acl-public-write-absent",
    title="S3 bucket ACLs should not allow the public to write",
    finding="S3 bucket ACL allows the public to write",
    severity=Severity.CRITICAL,
    remediation="Have S3 ignore public ACLs of the bucket, then disable ACLs when no writer depends on them.",
    cli=IGNORE_PUBLIC_ACLS,
)
def acl_lets_public_not_write(bucket: Bucket, acl: PublicAcl) -> Verdict:
    """Anyone on the internet can add, overwrite or delete objects."""
    return _verdict(in_words(acl.giving(WRITE_PERMISSIONS), ()))


@check(
    "s3-bucket-policy-public-write-absent",
    title="S3 bucket policies should not allow the public to write",
    finding="S3 bucket policy allows the public to write",
    severity=Severity.CRITICAL,
    remediation="Restrict public policies of the bucket, then name the principals that may write or add a condition "
    "on aws:PrincipalOrgID.",
    cli="# check first: who uses the statement, see CloudTrail or the access logs\n"
    "aws s3api get-bucket-policy --bucket {name} --expected-bucket-owner {account_id} --query Policy --output "
    "text > policy.json\n"
    "# edit policy.json: name the principals that may write, and keep all other statements\n"
    "# replaces: the whole bucket policy\n"
    "aws s3api put-bucket-policy --bucket {name} --expected-bucket-owner {account_id} --policy "
    "file://policy.json",
)
def policy_lets_public_not_write(bucket: Bucket, policy: PublicPolicy) -> Verdict:
    """Anyone on the internet can add, overwrite or delete objects."""
    return _verdict(in_words((), policy.giving(WRITE_ACTIONS)))


@check(
    "s3-bucket-object-acl-public-sample",
    title="S3 objects should not be public by their own ACL",
    finding="S3 bucket has objects that are public by their own ACL",
    severity=Severity.MEDIUM,
    remediation="Have S3 ignore public ACLs of the bucket, which covers every object, then disable ACLs when no "
    "writer depends on them.",
    cli=IGNORE_PUBLIC_ACLS,
    costly=True,
)
def sampled_objects_are_not_public(bucket: Bucket, objects: PublicObjects, *, sample_size: int = 100) -> Verdict:
    """An object can be public in a bucket that is not; the sample cannot prove that there are no others."""
    if not objects.heeded:
        return passed("ACLs have no effect here")
    sample = objects.keys[:sample_size]
    public = [key for key in sample if key in objects.public]
    if public:
        return failed(f"{len(public)} of {len(sample)} objects are public: {first_of(public, EVIDENCE_SHOWN)}")
    if objects.unread:
        return not_assessed(objects.unread)
    return passed(f"none of {len(sample)} objects, which is a sample" if sample else "no objects")


def _rights(
    acl: PublicAcl | Unavailable, policy: PublicPolicy | Unavailable, permissions: Iterable[str], actions: Iterable[str]
) -> list[str]:
    by_acl = () if isinstance(acl, Unavailable) else acl.giving(permissions)
    by_policy = () if isinstance(policy, Unavailable) else policy.giving(actions)
    return in_words(by_acl, by_policy)


def _verdict(exposures: list[str]) -> Verdict:
    return failed(first_of(exposures, EVIDENCE_SHOWN, separator="; ")) if exposures else passed()
