"""Where buckets copy their objects to."""

from __future__ import annotations

import pytest

from checks.s3_replication import bucket_is_copied_to_another_region, bucket_replicates_to_trusted_accounts
from reporter.api import Organization, Verdict, failed, manual, not_applicable, passed
from reporter.aws.s3_data import BucketRegions, BucketReplication, ReplicationRule
from reporter.aws.s3_settings import BucketVersioning
from tests.checks.test_s3_public import BUCKET

OWN = BucketRegions({BUCKET.name: BUCKET.region, "acme-here": BUCKET.region, "acme-there": "ap-south-1"})
OURS = Organization(frozenset({BUCKET.account_id, "444455556666"}), "o-acme")
ALONE = Organization()
STRANGER = "999988887777"
NO_RULES = BucketReplication(None)
VERSIONED = BucketVersioning("Enabled", mfa_delete=False)


def copies(bucket: str, account_id: str = "", *, enabled: bool = True) -> BucketReplication:
    return BucketReplication((ReplicationRule(enabled, bucket, account_id),))


def trusted(
    replication: BucketReplication,
    organization: Organization = OURS,
    *,
    trusted_accounts: frozenset[str] = frozenset(),
    strict: bool = False,
) -> Verdict:
    return bucket_replicates_to_trusted_accounts(
        BUCKET, replication, OWN, organization, trusted_accounts=trusted_accounts, strict=strict
    )


def test_a_bucket_that_copies_nothing_has_no_destination() -> None:
    assert trusted(NO_RULES) == not_applicable("no replication")


@pytest.mark.parametrize("account_id", ["", BUCKET.account_id])
def test_a_copy_within_the_account_passes(account_id: str) -> None:
    assert trusted(copies("acme-there", account_id)) == passed()


def test_a_copy_within_the_organization_passes() -> None:
    assert trusted(copies("elsewhere", "444455556666")) == passed()


def test_a_copy_to_the_management_account_passes() -> None:
    half = Organization(id="o-acme", management_account_id=STRANGER, members_unknown=True)
    assert trusted(copies("elsewhere", STRANGER), half) == passed()


def test_a_copy_to_a_stranger_fails() -> None:
    assert trusted(copies("elsewhere", STRANGER)) == failed(f"copies to {STRANGER}")


def test_a_copy_to_a_stranger_says_if_the_organization_is_unknown() -> None:
    verdict = trusted(copies("elsewhere", STRANGER), ALONE)
    assert verdict == failed(f"copies to {STRANGER}; the accounts of the organisation are not known")


def test_a_copy_to_a_partner_can_be_allowed() -> None:
    assert trusted(copies("elsewhere", STRANGER), trusted_accounts=frozenset({STRANGER})) == passed()


def test_a_disabled_rule_copies_nothing_to_a_stranger() -> None:
    assert trusted(copies("elsewhere", STRANGER, enabled=False)) == passed()


def test_a_bucket_that_nobody_knows_is_for_a_person_to_judge() -> None:
    assert trusted(copies("elsewhere")) == manual("nobody says whose bucket this is: elsewhere")


def test_a_bucket_that_nobody_knows_can_be_made_a_failure() -> None:
    assert trusted(copies("elsewhere"), strict=True) == failed("nobody says whose bucket this is: elsewhere")


def copied(replication: BucketReplication, versioning: BucketVersioning = VERSIONED) -> Verdict:
    return bucket_is_copied_to_another_region(BUCKET, versioning, replication, OWN)


def test_a_copy_in_another_region_passes() -> None:
    assert copied(copies("acme-there")) == passed("to ap-south-1")


def test_a_copy_in_the_same_region_fails() -> None:
    assert copied(copies("acme-here")) == failed("only within its region")


def test_a_copy_in_a_region_that_nobody_knows_is_for_a_person_to_judge() -> None:
    assert copied(copies("elsewhere", STRANGER)) == manual("the region is not known of elsewhere")


@pytest.mark.parametrize("replication", [NO_RULES, copies("acme-there", enabled=False)])
def test_a_bucket_without_an_enabled_rule_is_not_copied(replication: BucketReplication) -> None:
    assert copied(replication) == failed("no replication rule is enabled")


def test_a_bucket_without_versions_is_not_copied() -> None:
    suspended = BucketVersioning("Suspended", mfa_delete=False)
    assert copied(copies("acme-there"), suspended) == failed("not versioned, and so not replicated")


def test_a_bucket_that_is_itself_a_copy_can_be_excluded() -> None:
    excluded = frozenset({BUCKET.name})
    verdict = bucket_is_copied_to_another_region(BUCKET, VERSIONED, NO_RULES, OWN, excluded_buckets=excluded)
    assert verdict == passed("allowed by configuration")
