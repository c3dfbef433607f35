from typing import Any

import pytest

from checks.iam_roles import role_cannot_be_assumed_by_everyone, role_trusts_known_accounts, support_role_exists
from reporter.aws.iam_documents import TrustPolicy
from reporter.aws.policy import parse_policy
from reporter.model import Organization, Severity, failed, not_applicable, passed
from reporter.redact import told
from tests.checks.iam_builders import ACCOUNT, group, holders, role, user

SUPPORT_ARN = "arn:aws:iam::aws:policy/AWSSupportAccess"
SISTER, STRANGER = "444455556666", "999988887777"
ORGANIZATION = Organization(frozenset({ACCOUNT.account_id, SISTER}), "o-ourownorg1")
SCANNED = Organization(frozenset({ACCOUNT.account_id, SISTER}))
UNKNOWN = "the organisation is unknown: only scanned and trusted accounts count as known"
OPEN = failed("everyone may assume it")


def trust(principal: Any, **elements: Any) -> TrustPolicy:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal, **elements}
    return TrustPolicy(parse_policy({"Statement": {name: value for name, value in statement.items() if value}}))


def if_equal(key: str, *values: str) -> dict[str, dict[str, list[str]]]:
    return {"StringEquals": {key: list(values)}}


def test_a_role_for_a_service_cannot_be_assumed_by_everyone() -> None:
    assert role_cannot_be_assumed_by_everyone(role(), trust({"Service": "ec2.amazonaws.com"})) == passed()


@pytest.mark.parametrize("action", ["sts:AssumeRole", "sts:*", "*", "STS:assume*", "sts:AssumeRoleWithWebIdentity"])
def test_a_role_for_everyone_fails(action: str) -> None:
    assert role_cannot_be_assumed_by_everyone(role(), trust({"AWS": "*"}, Action=action)) == OPEN


def test_a_role_for_all_but_some_fails() -> None:
    but_one = trust(None, NotPrincipal={"AWS": SISTER})

    assert role_cannot_be_assumed_by_everyone(role(), but_one) == OPEN


@pytest.mark.parametrize("elements", [{"Effect": "Deny"}, {"Action": "sts:TagSession"}])
def test_what_lets_nobody_assume_the_role_passes(elements: dict[str, str]) -> None:
    assert role_cannot_be_assumed_by_everyone(role(), trust("*", **elements)) == passed()


@pytest.mark.parametrize(
    "condition",
    [
        if_equal("aws:PrincipalOrgID", "o-ourownorg1"),
        if_equal("aws:PrincipalAccount", SISTER),
        {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{SISTER}:role/ci"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-ourownorg1/r-1/*"}},
    ],
)
def test_a_condition_on_who_calls_limits_everyone(condition: dict[str, Any]) -> None:
    assert role_cannot_be_assumed_by_everyone(role(), trust("*", Condition=condition)) == passed()


def test_a_shared_secret_alone_lowers_the_severity() -> None:
    verdict = role_cannot_be_assumed_by_everyone(role(), trust("*", Condition=if_equal("sts:ExternalId", "hush")))

    secret = told("the secret value of sts:externalid", "hush")
    reason = f"everyone may assume it who meets stringequals sts:externalid {secret}"
    assert verdict == failed(reason, severity=Severity.HIGH)


def test_a_network_alone_lowers_the_severity() -> None:
    near = trust("*", Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})

    assert role_cannot_be_assumed_by_everyone(role(), near).severity is Severity.HIGH


@pytest.mark.parametrize(
    "condition",
    [
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"StringLike": {"sts:ExternalId": "*"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-ourownorg1"}},
    ],
)
def test_a_condition_that_anybody_meets_lowers_nothing(condition: dict[str, Any]) -> None:
    assert role_cannot_be_assumed_by_everyone(role(), trust("*", Condition=condition)) == OPEN


def test_a_service_linked_role_is_the_business_of_its_service() -> None:
    linked = role("AWSServiceRoleForECS", "/aws-service-role/ecs.amazonaws.com/")

    assert role_cannot_be_assumed_by_everyone(linked, trust("*")) == not_applicable("service-linked role")


@pytest.mark.parametrize(
    "principal", [{"Service": "ec2.amazonaws.com"}, {"AWS": ACCOUNT.account_id}, {"AWS": "AIDAGONE"}]
)
def test_a_role_that_trusts_no_other_account_is_not_judged(principal: dict[str, str]) -> None:
    verdict = role_trusts_known_accounts(role(), trust(principal), ORGANIZATION)

    assert verdict == not_applicable("trusts no other account")


@pytest.mark.parametrize("principal", [SISTER, f"arn:aws:iam::{SISTER}:role/ci"])
def test_an_account_of_the_organisation_may_be_trusted(principal: str) -> None:
    assert role_trusts_known_accounts(role(), trust({"AWS": principal}), ORGANIZATION) == passed()


def test_a_stranger_may_not_be_trusted() -> None:
    both = trust({"AWS": [SISTER, STRANGER]})

    assert role_trusts_known_accounts(role(), both, ORGANIZATION) == failed(f"trusts {STRANGER}")


def test_a_vendor_is_named() -> None:
    vendors = {STRANGER: "Acme Monitoring"}

    verdict = role_trusts_known_accounts(role(), trust({"AWS": STRANGER}), ORGANIZATION, known_vendors=vendors)

    assert verdict == failed(f"trusts {STRANGER} (Acme Monitoring)")


def test_a_trusted_account_is_allowed_by_configuration() -> None:
    agreed = frozenset({STRANGER})

    verdict = role_trusts_known_accounts(role(), trust({"AWS": STRANGER}), ORGANIZATION, trusted_accounts=agreed)

    assert verdict == passed("allowed by configuration")


def test_the_reason_says_that_the_organisation_is_unknown() -> None:
    stranger, sister = trust({"AWS": STRANGER}), trust({"AWS": SISTER})

    assert role_trusts_known_accounts(role(), stranger, SCANNED) == failed(f"trusts {STRANGER}; {UNKNOWN}")
    assert role_trusts_known_accounts(role(), sister, SCANNED) == passed(UNKNOWN)


def test_everyone_is_no_known_account() -> None:
    assert role_trusts_known_accounts(role(), trust("*"), ORGANIZATION) == failed("trusts everyone")


def test_everyone_of_an_organisation_is_as_known_as_the_organisation() -> None:
    ours = trust("*", Condition=if_equal("aws:PrincipalOrgID", "o-ourownorg1"))
    theirs = trust("*", Condition=if_equal("aws:PrincipalOrgID", "o-theirorg12"))

    assert role_trusts_known_accounts(role(), ours, ORGANIZATION) == passed()
    assert role_trusts_known_accounts(role(), theirs, ORGANIZATION) == failed("trusts o-theirorg12")


def test_everyone_of_an_account_is_as_known_as_the_account() -> None:
    theirs = trust("*", Condition={"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{STRANGER}:role/*"}})

    assert role_trusts_known_accounts(role(), theirs, ORGANIZATION) == failed(f"trusts {STRANGER}")


def test_a_support_role_passes() -> None:
    assert support_role_exists(ACCOUNT, holders(SUPPORT_ARN, user(), role())) == passed()


def test_without_a_support_role_the_account_fails() -> None:
    verdict = support_role_exists(ACCOUNT, holders(SUPPORT_ARN, user(), group()))

    assert verdict == failed("AWSSupportAccess is attached to no role")


def test_a_user_or_group_will_do_if_configured() -> None:
    held, nobody = holders(SUPPORT_ARN, group()), holders()

    assert support_role_exists(ACCOUNT, held, accept_any_entity=True) == passed()
    verdict = support_role_exists(ACCOUNT, nobody, accept_any_entity=True)
    assert verdict == failed("AWSSupportAccess is attached to nobody")
