"""What bucket policies insist on, and whom they let in."""

from typing import Any

import pytest

from checks.s3_policy import (
    bucket_requires_tls,
    nobody_else_controls_bucket,
    policy_lets_in_known_accounts,
    policy_lets_in_own_organization,
    services_act_for_named_sources,
)
from reporter.api import Organization, Verdict, failed, not_applicable, passed
from reporter.aws.account import OrganizationMembership
from reporter.aws.policy import parse_policy
from reporter.aws.s3_settings import BucketPolicy
from tests.checks.test_s3_public import BUCKET

ARN = BUCKET.arn
PLAIN_HTTP = {"Bool": {"aws:SecureTransport": "false"}}
REFUSAL = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [ARN, f"{ARN}/*"],
    "Condition": PLAIN_HTTP,
}
BOTH_OPEN = failed("plain HTTP is not refused for the bucket and its objects")


def verdict_on(*statements: dict[str, Any], partial: bool = False) -> Verdict:
    policy = BucketPolicy(parse_policy({"Version": "2012-10-17", "Statement": list(statements)}))
    return bucket_requires_tls(BUCKET, policy, accept_partial_actions=partial)


def test_a_bucket_without_a_policy_fails() -> None:
    assert bucket_requires_tls(BUCKET, BucketPolicy(None)) == failed("no bucket policy")


def test_a_policy_that_denies_everyone_everything_over_plain_http_passes() -> None:
    assert verdict_on(REFUSAL) == passed()


@pytest.mark.parametrize(
    "spelling",
    [
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": ["*"]}},
        {"Action": "*"},
        {"Action": ["S3:*"]},
        {"Action": ["s3:*", "kms:*"]},
        {"Action": "s3*"},
        {"Resource": "*"},
        {"Resource": "arn:aws:s3:::acme-photos*"},
        {"Resource": "arn:aws:s3:::*"},
        {"Resource": ["arn:aws:s3:::acme-phot?s", "arn:aws:s3:::acme-photos/*"]},
        {"Condition": {"Bool": {"aws:SecureTransport": False}}},
        {"Condition": {"Bool": {"AWS:securetransport": ["False"]}}},
        {"Condition": {"bool": {"aws:SecureTransport": "false"}}},
        {"Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}},
    ],
)
def test_other_spellings_of_the_same_pass_too(spelling: dict[str, Any]) -> None:
    assert verdict_on(REFUSAL | spelling) == passed()


@pytest.mark.parametrize(
    "exception",
    [{"NotAction": "iam:*"}, {"NotResource": "arn:aws:s3:::acme-letters"}, {"NotAction": ["kms:*", "sts:*"]}],
)
def test_exceptions_that_spare_nothing_of_the_bucket_pass(exception: dict[str, Any]) -> None:
    [element] = exception
    kept = {name: value for name, value in REFUSAL.items() if name != element.removeprefix("Not")}
    assert verdict_on(kept | exception) == passed()


def test_exceptions_that_spare_something_of_the_bucket_fail() -> None:
    spared = {name: value for name, value in REFUSAL.items() if name != "Action"}
    assert verdict_on(spared | {"NotAction": "s3:GetObject"}) == BOTH_OPEN
    spared = {name: value for name, value in REFUSAL.items() if name != "Resource"}
    assert verdict_on(spared | {"NotResource": f"{ARN}/open/*"}) == failed("plain HTTP is not refused for its objects")


def test_two_statements_may_cover_the_bucket_and_its_objects() -> None:
    assert verdict_on(REFUSAL | {"Resource": ARN}, REFUSAL | {"Resource": f"{ARN}/*"}) == passed()


def test_objects_that_are_left_out_are_told() -> None:
    assert verdict_on(REFUSAL | {"Resource": ARN}) == failed("plain HTTP is not refused for its objects")


def test_a_bucket_that_is_left_out_is_told() -> None:
    assert verdict_on(REFUSAL | {"Resource": f"{ARN}/*"}) == failed("plain HTTP is not refused for the bucket")


def test_some_of_the_objects_are_not_enough() -> None:
    verdict = verdict_on(REFUSAL | {"Resource": [ARN, f"{ARN}/a*", f"{ARN}/z*"]})
    assert verdict == failed("plain HTTP is not refused for its objects")


@pytest.mark.parametrize(
    "difference",
    [
        {"Effect": "Allow"},
        {"Principal": {"AWS": "111122223333"}},
        {"Action": "s3:GetObject"},
        {"Resource": "arn:aws:s3:::acme-letters*"},
        {"Condition": {}},
        {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}},
        {"Condition": {"StringEquals": {"aws:SecureTransport": "false"}}},
        {"Condition": {"Null": {"aws:SecureTransport": "true"}}},
        {"Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}},
        {"Condition": PLAIN_HTTP | {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}},
    ],
)
def test_a_statement_that_refuses_less_fails(difference: dict[str, Any]) -> None:
    assert verdict_on(REFUSAL | difference) == BOTH_OPEN


def test_a_refusal_that_spares_somebody_fails() -> None:
    spared = {key: value for key, value in REFUSAL.items() if key != "Principal"}
    assert verdict_on(spared | {"NotPrincipal": {"AWS": "111122223333"}}) == BOTH_OPEN


def test_some_actions_of_s3_are_enough_where_configured() -> None:
    assert verdict_on(REFUSAL | {"Action": ["s3:GetObject", "s3:PutObject"]}, partial=True) == passed()


def test_actions_of_other_services_are_never_enough() -> None:
    assert verdict_on(REFUSAL | {"Action": "kms:*"}, partial=True) == BOTH_OPEN


OURS, THEIRS, PARTNER = BUCKET.account_id, "999988887777", "444455556666"
ORGANIZATION_ID = "o-abcdefghij"
KNOWN = Organization(frozenset({OURS, PARTNER}), ORGANIZATION_ID)
SCANNED = Organization(frozenset({OURS, PARTNER}))
MEMBER = OrganizationMembership(ORGANIZATION_ID, "123412341234", all_features=True)
EVERYBODY = {"AWS": "*"}
IN_ORGANIZATION = {"Condition": {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION_ID}}}
CAVEAT = "the organisation is unknown: only scanned and trusted accounts count as known"
NO_POLICY = BucketPolicy(None)


def policy(*statements: dict[str, Any]) -> BucketPolicy:
    return BucketPolicy(parse_policy({"Statement": list(statements)}))


def allow(principal: Any, action: Any = "s3:GetObject", **elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": f"{ARN}/*", **elements}


def to_account(account_id: str, action: Any = "s3:GetObject", **elements: Any) -> BucketPolicy:
    return policy(allow({"AWS": f"arn:aws:iam::{account_id}:role/Sync"}, action, **elements))


PERIMETER = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": ORGANIZATION_ID}},
}


def test_no_policy_lets_in_nobody() -> None:
    assert nobody_else_controls_bucket(BUCKET, NO_POLICY) == passed()
    assert policy_lets_in_known_accounts(BUCKET, NO_POLICY, KNOWN) == passed()
    assert policy_lets_in_own_organization(BUCKET, NO_POLICY, MEMBER, KNOWN) == passed()
    assert services_act_for_named_sources(BUCKET, NO_POLICY) == not_applicable("lets in no service")


@pytest.mark.parametrize("action", ["s3:PutBucketPolicy", "s3:putbucketpolicy", "s3:PutBucketP*"])
def test_another_account_that_controls_the_bucket_fails(action: str) -> None:
    assert nobody_else_controls_bucket(BUCKET, to_account(THEIRS, action)) == failed(
        "999988887777 may s3:PutBucketPolicy"
    )


def test_everybody_controlling_the_bucket_fails_for_every_action() -> None:
    assert nobody_else_controls_bucket(BUCKET, policy(allow("*", "s3:*"))) == failed(
        "everyone may s3:DeleteBucketPolicy; everyone may s3:PutBucketAcl; everyone may s3:PutBucketPolicy; "
        "everyone may s3:PutEncryptionConfiguration; everyone may s3:PutObjectAcl"
    )


@pytest.mark.parametrize(
    "harmless",
    [
        to_account(OURS, "s3:*"),
        to_account(THEIRS, ["s3:Get*", "s3:PutObject"]),
        policy(allow({"Service": "logging.s3.amazonaws.com"}, "s3:*")),
        policy(allow("*", "s3:*", Condition={"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}})),
        policy(allow({"AWS": THEIRS}, "s3:*"), {**PERIMETER, "Condition": {}}),
    ],
)
def test_control_that_stays_with_the_owner_passes(harmless: BucketPolicy) -> None:
    assert nobody_else_controls_bucket(BUCKET, harmless) == passed()


def test_a_trusted_account_in_control_still_fails_unless_exempt() -> None:
    trusted = frozenset({PARTNER})
    shared = to_account(PARTNER, "s3:PutObjectAcl")
    assert nobody_else_controls_bucket(BUCKET, shared, trusted_accounts=trusted) == failed(
        "444455556666 may s3:PutObjectAcl"
    )
    assert nobody_else_controls_bucket(BUCKET, shared, trusted_accounts=trusted, exempt_trusted=True) == passed()


def test_the_actions_that_count_as_control_can_be_chosen() -> None:
    blocked = frozenset({"s3:DeleteObject"})
    assert nobody_else_controls_bucket(BUCKET, to_account(THEIRS, "s3:*Acl"), blocked_actions=blocked) == passed()


def test_denials_with_conditions_are_told_but_make_nothing_safe() -> None:
    guarded = policy(allow({"AWS": THEIRS}, "s3:PutObjectAcl"), PERIMETER)
    assert nobody_else_controls_bucket(BUCKET, guarded) == failed(
        "999988887777 may s3:PutObjectAcl; denied if stringnotequals aws:principalorgid o-abcdefghij"
    )


def test_an_account_that_nobody_knows_fails() -> None:
    assert policy_lets_in_known_accounts(BUCKET, to_account(THEIRS), KNOWN) == failed("999988887777 may s3:getobject")
    assert policy_lets_in_own_organization(BUCKET, to_account(THEIRS), MEMBER, KNOWN) == failed(
        "999988887777 may s3:getobject"
    )


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({}, "everyone may s3:getobject"),
        (
            {"Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}},
            "everyone may s3:getobject if ipaddress aws:sourceip 192.0.2.0/24",
        ),
        (
            {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-zzzzzzzzzz"}}},
            "o-zzzzzzzzzz may s3:getobject if stringequals aws:principalorgid o-zzzzzzzzzz",
        ),
    ],
)
def test_everyone_fails_unless_limited_to_those_known(limits: dict[str, Any], told: str) -> None:
    open_ = policy(allow("*", **limits))
    assert policy_lets_in_known_accounts(BUCKET, open_, KNOWN) == failed(told)
    assert policy_lets_in_own_organization(BUCKET, open_, MEMBER, KNOWN) == failed(told)


@pytest.mark.parametrize(
    "known",
    [
        to_account(OURS),
        policy(allow(EVERYBODY, **IN_ORGANIZATION)),
        to_account(THEIRS, **IN_ORGANIZATION),
        policy(allow("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}})),
        policy(allow({"Service": "cloudfront.amazonaws.com"})),
    ],
)
def test_those_known_pass(known: BucketPolicy) -> None:
    assert policy_lets_in_known_accounts(BUCKET, known, KNOWN) == passed()
    assert policy_lets_in_own_organization(BUCKET, known, MEMBER, KNOWN) == passed()


def test_accounts_of_the_organisation_are_known_only_where_it_is_trusted() -> None:
    shared = to_account(PARTNER)
    assert policy_lets_in_known_accounts(BUCKET, shared, KNOWN) == failed("444455556666 may s3:getobject")
    assert policy_lets_in_known_accounts(BUCKET, shared, KNOWN, trust_organization=True) == passed()
    assert policy_lets_in_own_organization(BUCKET, shared, MEMBER, KNOWN) == passed()


def test_the_management_account_is_one_of_the_organisation() -> None:
    assert policy_lets_in_own_organization(BUCKET, to_account("123412341234"), MEMBER, SCANNED) == passed()


def test_trusted_accounts_pass_and_say_why() -> None:
    trusted = frozenset({THEIRS})
    assert policy_lets_in_known_accounts(BUCKET, to_account(THEIRS), KNOWN, trusted_accounts=trusted) == passed(
        "allowed by configuration"
    )
    assert policy_lets_in_own_organization(
        BUCKET, to_account(THEIRS), MEMBER, KNOWN, trusted_accounts=trusted
    ) == passed("allowed by configuration")


def test_without_a_known_organisation_failures_say_so() -> None:
    told = failed(f"999988887777 may s3:getobject; {CAVEAT}")
    assert policy_lets_in_known_accounts(BUCKET, to_account(THEIRS), SCANNED) == told
    assert policy_lets_in_own_organization(BUCKET, to_account(THEIRS), MEMBER, SCANNED) == told
    assert policy_lets_in_own_organization(BUCKET, policy(allow("*", **IN_ORGANIZATION)), MEMBER, SCANNED) == passed()


def test_an_account_without_organisation_has_no_perimeter() -> None:
    alone = OrganizationMembership()
    assert policy_lets_in_own_organization(BUCKET, to_account(THEIRS), alone, KNOWN) == not_applicable(
        "the account is in no organisation"
    )


TRAIL = "cloudtrail.amazonaws.com"


@pytest.mark.parametrize(
    "limits",
    [
        {},
        {"Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}}},
        {"Condition": {"StringEqualsIfExists": {"aws:SourceAccount": OURS}}},
    ],
)
def test_a_service_that_acts_for_anybody_fails(limits: dict[str, Any]) -> None:
    assert services_act_for_named_sources(
        BUCKET, policy(allow({"Service": TRAIL}, "s3:PutObject", **limits))
    ) == failed("for any source: cloudtrail.amazonaws.com")


@pytest.mark.parametrize(
    "limits",
    [
        {"StringEquals": {"aws:SourceAccount": OURS}},
        {"ArnLike": {"AWS:SourceArn": f"arn:aws:cloudtrail:*:{OURS}:trail/*"}},
        {"StringEquals": {"aws:SourceOrgID": ORGANIZATION_ID}},
        {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": f"{ORGANIZATION_ID}/*"}},
    ],
)
def test_a_service_that_acts_for_a_named_source_passes(limits: dict[str, Any]) -> None:
    bound = policy(allow({"Service": TRAIL}, "s3:PutObject", Condition=limits))
    assert services_act_for_named_sources(BUCKET, bound) == passed()


def test_exempt_services_pass_and_say_why() -> None:
    bound = policy(allow({"Service": TRAIL}))
    assert services_act_for_named_sources(BUCKET, bound, exempt_services=frozenset({TRAIL})) == passed(
        "allowed by configuration"
    )


def test_accounts_are_no_services() -> None:
    assert services_act_for_named_sources(BUCKET, to_account(THEIRS)) == not_applicable("lets in no service")
