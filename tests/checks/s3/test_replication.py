"""Where buckets copy their objects to."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from checks.s3.replication import bucket_is_copied_to_another_region, bucket_replicates_to_trusted_accounts
from reporter.api import (
    Everywhere,
    Organization,
    Unavailable,
    Verdict,
    failed,
    manual,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.s3.data import BucketRegions, BucketReplication, ReplicationRule
from reporter.aws.s3.settings import BucketVersioning
from reporter.model.answers import ReasonCode
from tests.checks.s3.test_public import BUCKET

OWN = BucketRegions({BUCKET.name: BUCKET.region, "acme-here": BUCKET.region, "acme-there": "ap-south-1"})
OURS = Organization(frozenset({BUCKET.account_id, "444455556666"}), "o-acme")
ALONE = Organization()
STRANGER = "999988887777"
NO_RULES = BucketReplication(None)
VERSIONED = BucketVersioning("Enabled", mfa_delete=False)


NO_OTHERS: Mapping[str, BucketRegions | Unavailable] = {}
DENIED = Unavailable(ReasonCode.DENIED_BY_IAM, "account 444455556666: no")


def copies(bucket: str, account_id: str = "", *, enabled: bool = True) -> BucketReplication:
    return BucketReplication((ReplicationRule(enabled, bucket, account_id),))


def trusted(
    replication: BucketReplication,
    organization: Organization = OURS,
    *,
    trusted_accounts: frozenset[str] = frozenset(),
    strict: bool = False,
    others: Mapping[str, BucketRegions | Unavailable] = NO_OTHERS,
) -> Verdict:
    everywhere = Everywhere(lambda: {BUCKET.account_id: OWN, **others})
    return bucket_replicates_to_trusted_accounts(
        BUCKET, replication, OWN, everywhere, organization, trusted_accounts=trusted_accounts, strict=strict
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


def test_a_bucket_of_no_account_of_the_scan_is_for_a_person_to_judge() -> None:
    others = {"444455556666": BucketRegions({"other": "us-east-1"})}
    assert trusted(copies("elsewhere"), others=others) == manual("in no account of the scan: elsewhere")


def test_a_bucket_of_no_account_of_the_scan_can_be_made_a_failure() -> None:
    assert trusted(copies("elsewhere"), strict=True) == failed("in no account of the scan: elsewhere")


@pytest.mark.parametrize("strict", [True, False])
def test_a_copy_to_a_bucket_of_another_account_of_the_scan_passes(*, strict: bool) -> None:
    """Also where a third account does not say which buckets it has."""
    found = BucketRegions({"elsewhere": "us-east-1"})
    others: Mapping[str, BucketRegions | Unavailable] = {"111111111111": DENIED, "444455556666": found}
    assert trusted(copies("elsewhere"), others=others, strict=strict) == passed()


@pytest.mark.parametrize("other", [DENIED, BucketRegions({"other": "us-east-1"}, DENIED)])
@pytest.mark.parametrize("strict", [True, False])
def test_a_bucket_that_an_account_may_have_is_not_assessed(other: BucketRegions | Unavailable, *, strict: bool) -> None:
    assert trusted(copies("elsewhere"), others={"444455556666": other}, strict=strict) == not_assessed(DENIED)


def test_a_copy_to_a_stranger_fails_whatever_the_other_accounts_do_not_say() -> None:
    both = BucketReplication((*copies("elsewhere").active, *copies("theirs", STRANGER).active))
    assert trusted(both, others={"444455556666": DENIED}) == failed(f"copies to {STRANGER}")


def test_the_other_accounts_are_looked_into_only_for_a_bucket_that_is_not_our_own() -> None:
    """Broken on purpose: look around first; then each account has to wait for all others."""

    def look() -> Mapping[str, BucketRegions]:
        raise AssertionError("nothing is to be looked up")

    for replication in (NO_RULES, copies("acme-there"), copies("elsewhere", STRANGER)):
        bucket_replicates_to_trusted_accounts(BUCKET, replication, OWN, Everywhere(look), OURS)


def copied(
    replication: BucketReplication | Unavailable,
    versioning: BucketVersioning = VERSIONED,
    others: Mapping[str, BucketRegions | Unavailable] = NO_OTHERS,
) -> Verdict:
    everywhere = Everywhere(lambda: {BUCKET.account_id: OWN, **others})
    return bucket_is_copied_to_another_region(BUCKET, versioning, replication, OWN, everywhere)


def test_a_copy_in_another_region_passes() -> None:
    assert copied(copies("acme-there")) == passed("to ap-south-1")


def test_a_copy_in_the_same_region_fails() -> None:
    assert copied(copies("acme-here")) == failed("only within its region")


def test_a_copy_in_an_unknown_region_is_for_a_person_to_judge() -> None:
    assert copied(copies("elsewhere", STRANGER)) == manual("the region is not known of elsewhere")


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("eu-south-1", passed("to eu-south-1")),
        (BUCKET.region, failed("only within its region")),
        ("", manual("the region is not known of elsewhere")),
    ],
)
def test_the_account_that_has_the_copy_knows_its_region(region: str, expected: Verdict) -> None:
    others: Mapping[str, BucketRegions | Unavailable] = {"1": DENIED, STRANGER: BucketRegions({"elsewhere": region})}
    assert copied(copies("elsewhere", STRANGER), others=others) == expected


@pytest.mark.parametrize("replication", [NO_RULES, copies("acme-there", enabled=False)])
def test_a_bucket_without_an_enabled_rule_is_not_copied(replication: BucketReplication) -> None:
    assert copied(replication) == failed("no replication rule is enabled")


def test_a_bucket_without_versions_is_not_copied() -> None:
    suspended = BucketVersioning("Suspended", mfa_delete=False)
    assert copied(copies("acme-there"), suspended) == failed("not versioned, and so not replicated")


def test_rules_that_could_not_be_read_matter_only_where_the_bucket_has_versions() -> None:
    suspended = BucketVersioning("Suspended", mfa_delete=False)
    assert copied(DENIED, suspended) == failed("not versioned, and so not replicated")
    assert copied(DENIED) == not_assessed(DENIED)


def test_a_bucket_that_is_itself_a_copy_can_be_excluded() -> None:
    excluded = frozenset({BUCKET.name})
    verdict = bucket_is_copied_to_another_region(
        BUCKET, VERSIONED, NO_RULES, OWN, Everywhere(dict), excluded_buckets=excluded
    )
    assert verdict == passed("allowed by configuration")
