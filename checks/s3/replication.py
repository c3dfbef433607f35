"""Where buckets copy their objects to."""

from __future__ import annotations

from collections.abc import Mapping

from reporter.api import (
    Everywhere,
    Organization,
    Severity,
    Unavailable,
    Verdict,
    check,
    failed,
    manual,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.s3.buckets import Bucket
from reporter.aws.s3.data import BucketRegions, BucketReplication, located, unread_in
from reporter.aws.s3.settings import BucketVersioning


@check(
    "s3-bucket-replication-destination-trusted",
    title="S3 buckets should replicate only to known accounts",
    finding="S3 bucket replicates to an unknown account",
    severity=Severity.HIGH,
    remediation="Ask the owner of the bucket; disable the rule, or list the account under trusted_accounts. The call "
    "replaces all rules.",
    cli="# check first: who needs the copies\n"
    "aws s3api get-bucket-replication --bucket {name} --expected-bucket-owner {account_id} --query "
    "ReplicationConfiguration > replication.json\n"
    "# edit replication.json: set the Status of the rule to Disabled\n"
    "# replaces: all replication rules of the bucket\n"
    "aws s3api put-bucket-replication --bucket {name} --expected-bucket-owner {account_id} "
    "--replication-configuration file://replication.json",
)
def bucket_replicates_to_trusted_accounts(  # noqa: PLR0913 - the four that know whose a bucket may be
    bucket: Bucket,
    replication: BucketReplication,
    own: BucketRegions,
    elsewhere: Everywhere[BucketRegions],
    organization: Organization,
    *,
    trusted_accounts: frozenset[str] = frozenset(),
    strict: bool = False,
) -> Verdict:
    """A replication rule keeps copying new objects to another account without further notice."""
    if replication.rules is None:
        return not_applicable("no replication")
    trusted = trusted_accounts | organization.account_ids | {bucket.account_id, organization.management_account_id}
    foreign = {rule.account_id for rule in replication.active if rule.account_id} - trusted
    if foreign:
        return failed(_reason(foreign, organization))
    strangers = {rule.bucket for rule in replication.active if not rule.account_id} - own.by_name.keys()
    return _of_scanned_accounts(strangers, elsewhere, strict=strict) if strangers else passed()


def _of_scanned_accounts(buckets: set[str], elsewhere: Everywhere[BucketRegions], *, strict: bool) -> Verdict:
    """S3 does not say whose these buckets are; each account of the scan knows its own."""
    unknown = buckets - located(buckets, elsewhere.by_account).keys()
    if not unknown:
        return passed()
    why = unread_in(elsewhere.by_account)
    if why:
        return not_assessed(why)
    reason = f"in no account of the scan: {', '.join(sorted(unknown))}"
    return failed(reason) if strict else manual(reason)


def _reason(foreign: set[str], organization: Organization) -> str:
    doubt = "" if organization.known else "; the accounts of the organisation are not known"
    return f"copies to {', '.join(sorted(foreign))}{doubt}"


@check(
    "s3-bucket-cross-region-replication-enabled",
    title="S3 buckets should replicate to another region",
    finding="S3 bucket does not replicate to another region",
    severity=Severity.INFO,
    remediation="Enable versioning and add a replication rule to a bucket in another region. The call replaces all "
    "rules.",
    cli="# check first: cost of the copies, and versioning is enabled on both buckets\n"
    "# replication.json: the present rules, where there are any, and one to a bucket in another region\n"
    "# replaces: all replication rules of the bucket\n"
    "aws s3api put-bucket-replication --bucket {name} --expected-bucket-owner {account_id} "
    "--replication-configuration file://replication.json",
)
def bucket_is_copied_to_another_region(
    bucket: Bucket,
    versioning: BucketVersioning,
    replication: BucketReplication | Unavailable,
    own: BucketRegions,
    elsewhere: Everywhere[BucketRegions],
    *,
    excluded_buckets: frozenset[str] = frozenset(),
) -> Verdict:
    """The only copy of the data can be lost or unavailable when a whole region fails."""
    if bucket.name in excluded_buckets:
        return passed("allowed by configuration")
    if versioning.status != "Enabled":
        return failed("not versioned, and so not replicated")
    if isinstance(replication, Unavailable):
        return not_assessed(replication)
    if not replication.active:
        return failed("no replication rule is enabled")
    return _copied(bucket, replication, own, elsewhere)


def _copied(
    bucket: Bucket, replication: BucketReplication, own: BucketRegions, elsewhere: Everywhere[BucketRegions]
) -> Verdict:
    """Whether one of the rules copies to another region."""
    regions = {rule.bucket: own.by_name.get(rule.bucket, "") for rule in replication.active}
    others = _others(regions, bucket)
    if not others and "" in regions.values():
        found = located(regions, elsewhere.by_account)
        regions = {name: region or found.get(name, ("", ""))[1] for name, region in regions.items()}
        others = _others(regions, bucket)
    if others:
        return passed(f"to {others[0]}")
    unread = sorted(name for name, region in regions.items() if not region)
    return manual(f"the region is not known of {', '.join(unread)}") if unread else failed("only within its region")


def _others(regions: Mapping[str, str], bucket: Bucket) -> list[str]:
    return sorted(region for region in regions.values() if region not in ("", bucket.region))
