"""What bucket policies require, and which callers they let in."""

from collections.abc import Mapping
from typing import Any

import pytest

from checks.s3.policy import (
    bucket_is_controlled_by_owner,
    bucket_requires_tls,
    policy_lets_in_known_accounts,
    policy_lets_in_own_organization,
    services_act_for_named_sources,
)
from reporter.api import (
    Everywhere,
    Organization,
    Status,
    Unavailable,
    Verdict,
    failed,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.policy import parse_policy
from reporter.aws.s3.data import BucketRegions
from reporter.aws.s3.settings import BucketPolicy
from reporter.model.answers import ReasonCode
from tests.checks.s3.test_public import BUCKET

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
        {"Condition": {"StringEquals": {"aws:SecureTransport": "false"}}},
        {"Condition": {"StringEqualsIfExists": {"aws:SecureTransport": [False]}}},
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


def test_objects_that_are_left_out_are_reported() -> None:
    assert verdict_on(REFUSAL | {"Resource": ARN}) == failed("plain HTTP is not refused for its objects")


def test_a_bucket_that_is_left_out_is_reported() -> None:
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
        {"Condition": {"StringEquals": {"aws:SecureTransport": "False"}}},
        {"Condition": {"StringNotEquals": {"aws:SecureTransport": "true"}}},
        {"Condition": {"Null": {"aws:SecureTransport": "true"}}},
        {"Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}},
        {"Condition": PLAIN_HTTP | {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}},
    ],
)
def test_a_statement_that_refuses_less_fails(difference: dict[str, Any]) -> None:
    assert verdict_on(REFUSAL | difference) == BOTH_OPEN


def test_a_refusal_that_spares_some_callers_fails() -> None:
    spared = {key: value for key, value in REFUSAL.items() if key != "Principal"}
    assert verdict_on(spared | {"NotPrincipal": {"AWS": "111122223333"}}) == BOTH_OPEN


IN_PART = passed("refused at least for reading and writing objects")


@pytest.mark.parametrize(
    "statements",
    [
        [REFUSAL | {"Action": ["s3:GetObject", "s3:PutObject"]}],
        [REFUSAL | {"Action": "s3:*Object", "Resource": f"{ARN}/*"}],
        [REFUSAL | {"Action": "s3:GetObject", "Resource": "*"}, REFUSAL | {"Action": "s3:Put*", "Resource": f"{ARN}*"}],
    ],
)
def test_reading_and_writing_objects_is_enough_where_configured(statements: list[dict[str, Any]]) -> None:
    assert verdict_on(*statements, partial=True) == IN_PART
    assert verdict_on(*statements).status is Status.FAIL


def test_everything_is_also_enough_where_configured() -> None:
    assert verdict_on(REFUSAL, partial=True) == passed()


@pytest.mark.parametrize(
    "part",
    [
        {"Action": "kms:*"},
        {"Action": "s3:GetObject"},
        {"Action": ["s3:ListBucket", "s3:PutObject"]},
        {"Action": ["s3:GetObject", "s3:PutObject"], "Resource": ARN},
        {"Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"{ARN}/open/*"},
    ],
)
def test_less_than_reading_and_writing_all_objects_is_never_enough(part: dict[str, Any]) -> None:
    assert verdict_on(REFUSAL | part, partial=True) == BOTH_OPEN


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


SPARING = {
    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": ORGANIZATION_ID},
    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
}
LOAD_BALANCERS = "127311923021"
"""AWS's own account from which load balancers of us-east-1 write their logs."""


def test_a_missing_policy_lets_no_one_in() -> None:
    assert bucket_is_controlled_by_owner(BUCKET, NO_POLICY) == passed()
    assert policy_lets_in_known_accounts(BUCKET, NO_POLICY, KNOWN) == passed()
    assert policy_lets_in_own_organization(BUCKET, NO_POLICY, MEMBER, KNOWN) == passed()
    assert sources(NO_POLICY) == not_applicable("lets in no service")


@pytest.mark.parametrize("action", ["s3:PutBucketPolicy", "s3:putbucketpolicy", "s3:PutBucketP*"])
def test_another_account_that_controls_the_bucket_fails(action: str) -> None:
    assert bucket_is_controlled_by_owner(BUCKET, to_account(THEIRS, action)) == failed(
        "statement 1: arn:aws:iam::999988887777:role/Sync may s3:PutBucketPolicy"
    )


def test_everybody_controlling_the_bucket_fails_for_every_action() -> None:
    assert bucket_is_controlled_by_owner(BUCKET, policy(allow("*", "s3:*"))) == failed(
        "statement 1: everyone may s3:DeleteBucketPolicy, s3:PutBucketAcl, s3:PutBucketPolicy, "
        "s3:PutEncryptionConfiguration, s3:PutObjectAcl"
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
    assert bucket_is_controlled_by_owner(BUCKET, harmless) == passed()


def test_a_trusted_account_in_control_still_fails_unless_exempt() -> None:
    trusted = frozenset({PARTNER})
    shared = to_account(PARTNER, "s3:PutObjectAcl")
    assert bucket_is_controlled_by_owner(BUCKET, shared, trusted_accounts=trusted) == failed(
        "statement 1: arn:aws:iam::444455556666:role/Sync may s3:PutObjectAcl"
    )
    assert bucket_is_controlled_by_owner(BUCKET, shared, trusted_accounts=trusted, exempt_trusted=True) == passed()


def test_the_actions_that_count_as_control_can_be_chosen() -> None:
    blocked = frozenset({"s3:DeleteObject"})
    assert bucket_is_controlled_by_owner(BUCKET, to_account(THEIRS, "s3:*Acl"), blocked_actions=blocked) == passed()


def test_denials_with_conditions_that_make_nothing_safe_are_reported() -> None:
    elsewhere = {**PERIMETER, "Condition": {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}
    guarded = policy(allow({"AWS": THEIRS}, "s3:PutObjectAcl"), elsewhere)
    assert bucket_is_controlled_by_owner(BUCKET, guarded) == failed(
        "statement 1: account 999988887777 may s3:PutObjectAcl; denied if notipaddress aws:sourceip 192.0.2.0/24"
    )


def test_a_denial_of_all_but_the_organisation_leaves_control_to_it() -> None:
    guarded = policy(allow("*", "s3:PutObjectAcl"), PERIMETER)
    assert bucket_is_controlled_by_owner(BUCKET, guarded) == failed(
        f"statement 1: everyone of organisation {ORGANIZATION_ID} may s3:PutObjectAcl"
    )


def test_a_denial_of_all_but_the_owner_leaves_control_to_the_owner() -> None:
    own = {**PERIMETER, "Condition": {"StringNotEquals": {"aws:PrincipalAccount": OURS}}}
    assert bucket_is_controlled_by_owner(BUCKET, policy(allow("*", "s3:*"), own)) == passed()


def test_of_very_many_callers_only_the_first_are_listed() -> None:
    many = policy(allow({"AWS": [f"{number:012}" for number in range(23)]}))
    assert policy_lets_in_known_accounts(BUCKET, many, KNOWN).reason.endswith(
        "account 000000000019 may s3:getobject and 3 more"
    )


def test_an_unknown_account_fails() -> None:
    expected = failed("statement 1: arn:aws:iam::999988887777:role/Sync may s3:getobject")
    assert policy_lets_in_known_accounts(BUCKET, to_account(THEIRS), KNOWN) == expected
    assert policy_lets_in_own_organization(BUCKET, to_account(THEIRS), MEMBER, KNOWN) == expected


@pytest.mark.parametrize(
    ("limits", "shown"),
    [
        ({}, "everyone may s3:getobject"),
        (
            {"Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}},
            "everyone on the network aws:sourceip 192.0.2.0/24 may s3:getobject if ipaddress aws:sourceip 192.0.2.0/24",
        ),
        (
            {"Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}},
            "everyone on the network aws:sourcevpce vpce-1 may s3:getobject if stringequals aws:sourcevpce vpce-1",
        ),
        (
            {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-zzzzzzzzzz"}}},
            "everyone of organisation o-zzzzzzzzzz may s3:getobject if stringequals aws:principalorgid o-zzzzzzzzzz",
        ),
        (
            {"Condition": {"StringEqualsIfExists": {"aws:PrincipalOrgID": ORGANIZATION_ID}}},
            f"everyone may s3:getobject if stringequalsifexists aws:principalorgid {ORGANIZATION_ID}",
        ),
    ],
)
def test_everyone_fails_unless_limited_to_those_known(limits: dict[str, Any], shown: str) -> None:
    open_, named = policy(allow("*", Sid="Open", **limits)), failed(f"statement Open: {shown}")
    assert policy_lets_in_known_accounts(BUCKET, open_, KNOWN) == named
    assert policy_lets_in_own_organization(BUCKET, open_, MEMBER, KNOWN) == named


@pytest.mark.parametrize(
    "known",
    [
        to_account(OURS),
        policy(allow(EVERYBODY, **IN_ORGANIZATION)),
        to_account(THEIRS, **IN_ORGANIZATION),
        policy(allow("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}})),
        policy(allow({"Service": "cloudfront.amazonaws.com"})),
        policy(allow("*"), PERIMETER),
        policy(allow({"AWS": [THEIRS, OURS]}), {**PERIMETER, "Condition": SPARING}),
        policy(allow({"AWS": f"arn:aws:iam::{LOAD_BALANCERS}:root"}, "s3:PutObject")),
        policy(allow({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"})),
        policy(allow({"AWS": "AROAGONE"})),
        policy(allow(EVERYBODY, Condition={"StringEquals": {"s3:DataAccessPointAccount": OURS}})),
    ],
)
def test_those_known_pass(known: BucketPolicy) -> None:
    assert policy_lets_in_known_accounts(BUCKET, known, KNOWN) == passed()
    assert policy_lets_in_own_organization(BUCKET, known, MEMBER, KNOWN) == passed()


def test_accounts_of_the_organisation_are_known_only_where_it_is_trusted() -> None:
    shared = to_account(PARTNER)
    assert policy_lets_in_known_accounts(BUCKET, shared, KNOWN) == failed(
        "statement 1: arn:aws:iam::444455556666:role/Sync may s3:getobject"
    )
    assert policy_lets_in_known_accounts(BUCKET, shared, KNOWN, trust_organization=True) == passed()
    assert policy_lets_in_own_organization(BUCKET, shared, MEMBER, KNOWN) == passed()


def test_a_member_may_be_trusted_by_itself() -> None:
    trusted = frozenset({PARTNER})
    assert policy_lets_in_known_accounts(BUCKET, to_account(PARTNER), KNOWN, trusted_accounts=trusted) == passed(
        "allowed by configuration"
    )


def test_the_management_account_is_one_of_the_organisation() -> None:
    managed = Organization(frozenset({OURS}), ORGANIZATION_ID, management_account_id="123412341234")
    assert (
        policy_lets_in_known_accounts(BUCKET, to_account("123412341234"), managed, trust_organization=True) == passed()
    )
    assert policy_lets_in_own_organization(BUCKET, to_account("123412341234"), MEMBER, SCANNED) == passed()


def test_trusted_accounts_pass_and_say_why() -> None:
    trusted = frozenset({THEIRS})
    assert policy_lets_in_known_accounts(BUCKET, to_account(THEIRS), KNOWN, trusted_accounts=trusted) == passed(
        "allowed by configuration"
    )
    assert policy_lets_in_own_organization(
        BUCKET, to_account(THEIRS), MEMBER, KNOWN, trusted_accounts=trusted
    ) == passed("allowed by configuration")


def test_where_the_organisation_is_unknown_failures_say_so() -> None:
    shown = "statement 1: arn:aws:iam::999988887777:role/Sync may s3:getobject"
    half = Organization(frozenset({OURS}), ORGANIZATION_ID, members_unknown=True)
    others = "the other members of the organisation are unknown: only scanned and trusted accounts count as known"
    assert policy_lets_in_known_accounts(BUCKET, to_account(THEIRS), SCANNED) == failed(f"{shown}; {CAVEAT}")
    assert policy_lets_in_known_accounts(BUCKET, to_account(THEIRS), half) == failed(shown)
    assert policy_lets_in_known_accounts(BUCKET, to_account(THEIRS), half, trust_organization=True) == failed(
        f"{shown}; {others}"
    )
    assert policy_lets_in_own_organization(BUCKET, to_account(THEIRS), MEMBER, SCANNED) == failed(f"{shown}; {others}")
    assert policy_lets_in_own_organization(BUCKET, policy(allow("*", **IN_ORGANIZATION)), MEMBER, SCANNED) == passed()


def test_nothing_need_be_known_of_the_organisation_to_know_that_everyone_is_let_in() -> None:
    assert policy_lets_in_known_accounts(BUCKET, policy(allow("*")), SCANNED) == failed(
        "statement 1: everyone may s3:getobject"
    )


def test_an_account_without_organisation_has_no_perimeter() -> None:
    alone = OrganizationMembership()
    assert policy_lets_in_own_organization(BUCKET, to_account(THEIRS), alone, KNOWN) == not_applicable(
        "the account is in no organisation"
    )


TRAIL = "cloudtrail.amazonaws.com"
BUCKETS = BucketRegions({BUCKET.name: BUCKET.region, "acme-inventory": BUCKET.region})


NO_OTHERS: Mapping[str, BucketRegions | Unavailable] = {}


def sources(
    policy: BucketPolicy,
    organization: Organization = KNOWN,
    others: Mapping[str, BucketRegions | Unavailable] = NO_OTHERS,
    **settings: Any,
) -> Verdict:
    everywhere = Everywhere(lambda: {OURS: BUCKETS, **others})
    return services_act_for_named_sources(BUCKET, policy, BUCKETS, everywhere, organization, **settings)


def test_a_source_that_is_a_bucket_of_another_account_of_the_scan_is_known() -> None:
    """Its ARN does not name its account; an account whose buckets are unknown may have it."""
    elsewhere = to_service(ArnLike={"aws:SourceArn": "arn:aws:s3:::elsewhere"})
    member = Organization(KNOWN.account_ids | {THEIRS}, KNOWN.id)
    here, denied = BucketRegions({"elsewhere": ""}), Unavailable(ReasonCode.DENIED_BY_IAM, "no")
    assert sources(elsewhere, member, {THEIRS: here, "1": denied}) == passed()
    assert sources(elsewhere, member).status is Status.FAIL
    assert sources(elsewhere, member, {"1": denied}) == not_assessed(denied)
    source = {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::elsewhere"}}
    service = {"Service": TRAIL}
    anyone = policy(allow(service, "s3:PutObject", Condition=source), allow(service, "s3:PutObject"))
    assert sources(anyone, member, {"1": denied}).status is Status.FAIL


def to_service(principal: Any = None, **conditions: Any) -> BucketPolicy:
    limits = {"Condition": conditions} if conditions else {}
    return policy(allow(principal or {"Service": TRAIL}, "s3:PutObject", **limits))


@pytest.mark.parametrize(
    "limits",
    [
        {},
        {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}},
        {"StringEqualsIfExists": {"aws:SourceAccount": OURS}},
        {"StringNotEquals": {"aws:SourceAccount": THEIRS}},
        {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION_ID}},
    ],
)
def test_a_service_that_acts_for_any_account_fails(limits: dict[str, Any]) -> None:
    verdict = sources(to_service(**limits))
    assert verdict.status is Status.FAIL
    assert verdict.reason.startswith("statement 1: cloudtrail.amazonaws.com for any source may s3:putobject")


@pytest.mark.parametrize(
    "limits",
    [
        {"StringEquals": {"aws:SourceAccount": OURS}},
        {"StringEquals": {"aws:SourceAccount": [OURS, PARTNER]}},
        {"StringEquals": {"aws:SourceAccount": "${aws:ResourceAccount}"}},
        {"ArnLike": {"AWS:SourceArn": f"arn:aws:cloudtrail:*:{OURS}:trail/*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme-inventory"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::elsewhere"}, "StringEquals": {"aws:SourceAccount": OURS}},
        {"StringEquals": {"aws:SourceOrgID": ORGANIZATION_ID}},
        {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": f"{ORGANIZATION_ID}/*"}},
    ],
)
def test_a_service_that_acts_for_a_named_source_of_ours_passes(limits: dict[str, Any]) -> None:
    assert sources(to_service(**limits)) == passed()


@pytest.mark.parametrize(
    ("limits", "service"),
    [
        ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, "any AWS service"),
        ({"StringEquals": {"aws:PrincipalServiceName": TRAIL}}, TRAIL),
    ],
)
def test_every_service_that_acts_for_any_account_fails(limits: dict[str, Any], service: str) -> None:
    verdict = sources(to_service("*", **limits))
    assert verdict.status is Status.FAIL
    assert verdict.reason.startswith(f"statement 1: {service} for any source may s3:putobject")


def test_a_denial_may_name_the_source() -> None:
    pinned = {**PERIMETER, "Condition": {"StringNotEquals": {"aws:SourceAccount": OURS}}}
    assert sources(policy(allow({"Service": TRAIL}), pinned)) == passed()


@pytest.mark.parametrize(
    ("limits", "source"),
    [
        ({"StringEquals": {"aws:SourceAccount": THEIRS}}, "account 999988887777"),
        ({"StringEquals": {"aws:SourceAccount": [OURS, THEIRS]}}, "account 999988887777"),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:cloudtrail:*:{THEIRS}:*"}}, "account 999988887777"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::elsewhere"}}, "arn:aws:s3:::elsewhere"),
        ({"StringEquals": {"aws:SourceOrgID": "o-zzzzzzzzzz"}}, "organisation o-zzzzzzzzzz"),
        ({"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-zzzzzzzzzz/*"}}, "organisation o-zzzzzzzzzz"),
    ],
)
def test_a_service_that_acts_for_a_stranger_fails(limits: dict[str, Any], source: str) -> None:
    for principal, name in (({"Service": TRAIL}, TRAIL), ("*", "any AWS service")):
        verdict = sources(to_service(principal, **limits))
        assert verdict.status is Status.FAIL
        assert verdict.reason.startswith(f"statement 1: {name} for {source} may s3:putobject")


def test_a_stranger_may_be_an_unknown_member() -> None:
    pinned = to_service(StringEquals={"aws:SourceAccount": THEIRS})
    assert sources(pinned, SCANNED).reason.endswith(f"; {CAVEAT}")
    assert CAVEAT not in sources(to_service(), SCANNED).reason


def test_a_trusted_source_passes_and_says_why() -> None:
    pinned = to_service(StringEquals={"aws:SourceAccount": THEIRS})
    assert sources(pinned, trusted_accounts=frozenset({THEIRS})) == passed("allowed by configuration")


@pytest.mark.parametrize("limits", [{}, {"StringEquals": {"aws:SourceAccount": THEIRS}}])
def test_exempt_services_pass_and_say_why(limits: dict[str, Any]) -> None:
    verdict = sources(to_service(**limits), exempt_services=frozenset({TRAIL}))
    assert verdict == passed("allowed by configuration")


def test_accounts_are_no_services() -> None:
    assert sources(to_account(THEIRS)) == not_applicable("lets in no service")
    assert sources(policy(allow("*"))) == not_applicable("lets in no service")
    assert sources(policy(allow("*"), {**PERIMETER, "Condition": SPARING})) == not_applicable("lets in no service")


def test_accounts_of_aws_for_logs_send_no_source_and_are_reported() -> None:
    balancers = allow({"AWS": f"arn:aws:iam::{LOAD_BALANCERS}:root"}, "s3:PutObject")
    advice = (
        f"statement 1: account {LOAD_BALANCERS}, which is AWS's own: "
        "name logdelivery.elasticloadbalancing.amazonaws.com instead"
    )
    assert sources(policy(balancers)) == passed(advice)
    assert sources(policy(balancers, allow({"Service": TRAIL}))).reason == (
        f"statement 2: cloudtrail.amazonaws.com for any source may s3:getobject; {advice}"
    )
