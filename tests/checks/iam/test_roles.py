from typing import Any

import pytest

from checks.iam.roles import role_cannot_be_assumed_by_everyone, role_trusts_known_accounts, support_role_exists
from reporter.aws.iam.documents import TrustPolicy, UniqueIds
from reporter.aws.policy import parse_policy
from reporter.model.given import Organization
from reporter.model.verdicts import Severity, Verdict, failed, not_applicable, passed
from tests.checks.iam.builders import ACCOUNT, group, holders, role, user

SUPPORT_ARN = "arn:aws:iam::aws:policy/AWSSupportAccess"
SISTER, STRANGER = "444455556666", "999988887777"
ORGANIZATION = Organization(frozenset({ACCOUNT.account_id, SISTER}), "o-ourownorg1")
SCANNED = Organization(frozenset({ACCOUNT.account_id, SISTER}))
UNKNOWN = "the organisation is unknown: only scanned and trusted accounts count as known"
OPEN = failed("statement 1: everyone may assume it")
IDS = UniqueIds({"AROAMINE": ACCOUNT.account_id})


def trust(principal: Any, *others: dict[str, Any], **elements: Any) -> TrustPolicy:
    """A statement that lets someone assume a role, and others like it unless they say otherwise."""
    usual = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    statements = [{**usual, "Principal": principal, **elements}, *({**usual, **one} for one in others)]
    kept = [{name: value for name, value in one.items() if value} for one in statements]
    return TrustPolicy(parse_policy({"Statement": kept}))


def deny(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Principal": "*", "Action": "sts:*", **elements}


def known(trusts: TrustPolicy, organization: Organization = ORGANIZATION, **settings: Any) -> Verdict:
    return role_trusts_known_accounts(role(), trusts, IDS, organization, **settings)


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


@pytest.mark.parametrize(
    "elements",
    [
        {"Effect": "Deny"},
        {"Action": "sts:TagSession"},
        {"Principal": None, "NotPrincipal": "*"},
        {"Action": None, "NotAction": "*"},
        {"Action": None, "NotAction": "sts:Assume*"},
    ],
)
def test_a_trust_policy_that_lets_no_one_assume_the_role_passes(elements: dict[str, Any]) -> None:
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


@pytest.mark.parametrize(
    "denial",
    [
        deny(),
        deny(Action="sts:AssumeRole"),
        deny(Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-ourownorg1"}}),
        deny(Condition={"StringNotEqualsIfExists": {"aws:PrincipalAccount": [ACCOUNT.account_id, SISTER]}}),
        deny(Condition={"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{SISTER}:role/*"}}),
        {"Effect": "Deny", "NotPrincipal": {"AWS": SISTER}, "Action": "*"},
    ],
)
def test_a_denial_of_all_strangers_counts(denial: dict[str, Any]) -> None:
    assert role_cannot_be_assumed_by_everyone(role(), trust("*", denial)) == passed()


@pytest.mark.parametrize(
    "denial",
    [
        deny(Action="sts:TagSession"),
        deny(Principal={"AWS": STRANGER}),
        deny(Condition={"StringEquals": {"aws:PrincipalOrgID": "o-theirorg12"}}),
        deny(Condition={"StringNotLike": {"aws:PrincipalOrgID": "o-*"}}),
        deny(Condition={"StringNotEquals": {"sts:ExternalId": "hush"}}),
    ],
)
def test_a_denial_of_some_or_under_other_conditions_does_not(denial: dict[str, Any]) -> None:
    assert role_cannot_be_assumed_by_everyone(role(), trust("*", denial)) == OPEN


def test_a_shared_secret_alone_lowers_the_severity_and_is_not_shown() -> None:
    verdict = role_cannot_be_assumed_by_everyone(role(), trust("*", Condition=if_equal("sts:ExternalId", "hush")))

    reason = "statement 1: everyone who knows the external id may assume it"
    assert verdict == failed(reason, severity=Severity.HIGH)


@pytest.mark.parametrize(
    ("network", "name"),
    [
        ({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, "aws:sourceip 192.0.2.0/24"),
        ({"StringEquals": {"aws:SourceVpc": "vpc-1"}}, "aws:sourcevpc vpc-1"),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, "aws:sourcevpce vpce-1"),
    ],
)
def test_a_network_alone_lowers_the_severity(network: dict[str, Any], name: str) -> None:
    verdict = role_cannot_be_assumed_by_everyone(role(), trust("*", Sid="Near", Condition=network))

    reason = f"statement Near: everyone on the network {name} may assume it"
    assert verdict == failed(reason, severity=Severity.HIGH)


def test_one_open_statement_is_as_bad_as_all() -> None:
    both = trust("*", {"Principal": "*"}, Condition=if_equal("sts:ExternalId", "hush"))

    verdict = role_cannot_be_assumed_by_everyone(role(), both)

    assert verdict.severity is None
    assert verdict.reason.endswith("; statement 2: everyone may assume it")


@pytest.mark.parametrize(
    "condition",
    [
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"StringLike": {"sts:ExternalId": "*"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-ourownorg1"}},
    ],
)
def test_a_condition_that_every_caller_meets_lowers_nothing(condition: dict[str, Any]) -> None:
    assert role_cannot_be_assumed_by_everyone(role(), trust("*", Condition=condition)) == OPEN


def test_a_service_linked_role_is_the_business_of_its_service() -> None:
    linked = role("AWSServiceRoleForECS", "/aws-service-role/ecs.amazonaws.com/")

    assert role_cannot_be_assumed_by_everyone(linked, trust("*")) == not_applicable("service-linked role")


@pytest.mark.parametrize(
    "principal",
    [
        {"Service": "ec2.amazonaws.com"},
        {"AWS": ACCOUNT.account_id},
        {"AWS": f"arn:aws:iam::{ACCOUNT.account_id}:role/ci"},
        {"AWS": "AIDAGONE"},
        {"Federated": "accounts.google.com"},
    ],
)
def test_a_role_that_trusts_no_other_account_is_not_judged(principal: dict[str, str]) -> None:
    assert known(trust(principal)) == not_applicable("trusts no other account")


@pytest.mark.parametrize("action", ["sts:TagSession", "sts:AssumeRoleWithSAML"])
def test_a_stranger_who_may_not_assume_the_role_is_not_trusted(action: str) -> None:
    assert known(trust({"AWS": STRANGER}, Action=action)) == not_applicable("trusts no other account")


@pytest.mark.parametrize("principal", [SISTER, f"arn:aws:iam::{SISTER}:role/ci"])
def test_an_account_of_the_organisation_may_be_trusted(principal: str) -> None:
    assert known(trust({"AWS": principal})) == passed()


def test_the_management_account_may_be_trusted() -> None:
    managed = Organization(id="o-ourownorg1", management_account_id=STRANGER, members_unknown=True)
    others = "the other members of the organisation are unknown: only scanned and trusted accounts count as known"

    assert known(trust({"AWS": STRANGER}), managed) == passed(others)


def test_a_stranger_may_not_be_trusted() -> None:
    assert known(trust({"AWS": [SISTER, STRANGER]})) == failed(f"statement 1 trusts account {STRANGER}")
    assert known(trust({"AWS": SISTER}, {"Principal": {"AWS": f"arn:aws:iam::{STRANGER}:user/x"}})) == failed(
        f"statement 2 trusts arn:aws:iam::{STRANGER}:user/x"
    )


def test_a_stranger_that_is_denied_is_not_trusted() -> None:
    assert known(trust({"AWS": [SISTER, STRANGER]}, deny(Principal={"AWS": STRANGER}))) == passed()
    perimeter = deny(Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-ourownorg1"}})
    assert known(trust({"AWS": [SISTER, STRANGER]}, perimeter)) == passed()


def test_a_stranger_within_the_own_organisation_is_none() -> None:
    ours = if_equal("aws:PrincipalOrgID", "o-ourownorg1")

    assert known(trust({"AWS": STRANGER}, Condition=ours)) == passed()
    assert known(trust({"AWS": STRANGER}, Condition=if_equal("aws:PrincipalAccount", SISTER))) == not_applicable(
        "trusts no other account"
    )


def test_a_vendor_is_named() -> None:
    vendors = {STRANGER: "Acme Monitoring"}

    verdict = known(trust({"AWS": STRANGER}), known_vendors=vendors)

    assert verdict == failed(f"statement 1 trusts account {STRANGER} (Acme Monitoring)")


@pytest.mark.parametrize("agreed", [STRANGER, "o-theirorg12"])
def test_a_trusted_account_or_organisation_is_allowed_by_configuration(agreed: str) -> None:
    theirs = trust({"AWS": STRANGER}, Condition=if_equal("aws:PrincipalOrgID", "o-theirorg12"))

    assert known(theirs, trusted_accounts=frozenset({agreed})) == passed("allowed by configuration")


def test_the_reason_says_that_the_organisation_is_unknown() -> None:
    stranger, sister = trust({"AWS": STRANGER}), trust({"AWS": SISTER})

    assert known(stranger, SCANNED) == failed(f"statement 1 trusts account {STRANGER}; {UNKNOWN}")
    assert known(sister, SCANNED) == passed(UNKNOWN)


def test_everyone_is_left_to_the_check_of_everyone() -> None:
    assert known(trust("*")) == not_applicable("trusts everyone rather than some account")
    near = trust("*", Condition=if_equal("aws:SourceVpce", "vpce-1"))
    assert known(near) == not_applicable("trusts everyone rather than some account")
    assert known(trust({"AWS": ["*", STRANGER]})) == failed(f"statement 1 trusts account {STRANGER}")


def test_everyone_of_an_organisation_is_as_known_as_the_organisation() -> None:
    ours = trust("*", Condition=if_equal("aws:PrincipalOrgID", "o-ourownorg1"))
    theirs = trust("*", Condition=if_equal("aws:PrincipalOrgID", "o-theirorg12"))

    assert known(ours) == passed()
    assert known(theirs) == failed("statement 1 trusts everyone of organisation o-theirorg12")


def test_everyone_of_an_account_is_as_known_as_the_account() -> None:
    theirs = trust("*", Condition={"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{STRANGER}:role/*"}})

    assert known(theirs) == failed(f"statement 1 trusts everyone of account {STRANGER}")


def test_a_unique_id_is_as_known_as_the_account_that_has_it() -> None:
    mine = trust("*", Condition=if_equal("aws:userid", "AROAMINE:job"))
    theirs = trust("*", Condition=if_equal("aws:userid", "AROATHEIRS:job"))

    assert known(mine) == not_applicable("trusts no other account")
    assert known(theirs) == failed("statement 1 trusts everyone of AROATHEIRS:job")


def test_accounts_of_aws_that_deliver_logs_are_services() -> None:
    assert known(trust({"AWS": "127311923021"})) == not_applicable("trusts no other account")


def test_a_support_role_passes() -> None:
    assert support_role_exists(ACCOUNT, holders(SUPPORT_ARN, user(), role())) == passed()


def test_without_a_support_role_the_account_fails() -> None:
    verdict = support_role_exists(ACCOUNT, holders(SUPPORT_ARN, user(), group()))

    assert verdict == failed("AWSSupportAccess is attached to no role")


def test_a_user_or_group_will_do_if_configured() -> None:
    held, no_one = holders(SUPPORT_ARN, group()), holders()

    assert support_role_exists(ACCOUNT, held, accept_any_entity=True) == passed()
    verdict = support_role_exists(ACCOUNT, no_one, accept_any_entity=True)
    assert verdict == failed("AWSSupportAccess is attached to no user, group or role")
