from typing import Any

import pytest

from checks.iam.policies import (
    attached_policy_makes_no_administrators,
    aws_managed_policy_makes_no_administrators,
    cloudshell_full_access_is_not_held,
    inline_policy_makes_no_administrator,
    unattached_policy_makes_no_administrators,
)
from reporter.aws.iam.documents import AwsManagedPolicyDocument, InlinePolicyDocument, ManagedPolicyDocument
from reporter.aws.policy import parse_policy
from reporter.model.subjects import Account
from reporter.model.verdicts import failed, not_applicable, passed
from tests.checks.iam.builders import (
    ACCOUNT,
    ADMIN_ARN,
    aws_managed_policy,
    document,
    group,
    holders,
    inline_policy,
    managed_policy,
    role,
    user,
)

MFA = {"Bool": {"aws:MultiFactorAuthPresent": True}}
ADMIN = document()
READER = document(Action="s3:Get*")
WITH_MFA = document(Sid="Admin", Condition=MFA)
ALL_ON_ALL = failed("statement 1 allows everything on everything")
ALL_WITH_MFA = failed("statement Admin allows everything on everything if bool aws:multifactorauthpresent true")
CLOUDSHELL_ARN = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
CENTER = "/aws-reserved/sso.amazonaws.com/eu-west-1/"


def test_an_attached_policy_that_allows_little_passes() -> None:
    assert attached_policy_makes_no_administrators(managed_policy(), ManagedPolicyDocument(READER)) == passed()


def test_an_attached_policy_that_allows_everything_fails() -> None:
    assert attached_policy_makes_no_administrators(managed_policy(), ManagedPolicyDocument(ADMIN)) == ALL_ON_ALL


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        (
            [{"NotAction": "iam:DeleteUser", "Resource": "*"}],
            "statement 1 allows everything but iam:deleteuser on everything",
        ),
        (
            [{"Action": "*", "NotResource": "arn:aws:s3:::a", "Sid": "Rest"}],
            "statement Rest allows everything on everything but arn:aws:s3:::a",
        ),
        (
            [
                {"NotAction": ["iam:*", "sts:*"], "Resource": "*"},
                {"Action": "iam:*", "Resource": "*", "Condition": MFA},
            ],
            (
                "statement 1 allows everything but iam:*, sts:* on everything and statement 2 allows everything of IAM "
                "on everything if bool aws:multifactorauthpresent true; together that is everything"
            ),
        ),
        (
            [
                {"Action": ["s3:Get*", "*:*"], "Resource": "arn:aws:*"},
                {"Effect": "Deny", "Action": "iam:*", "Resource": "*"},
            ],
            "statement 1 allows everything on everything; statement 2 may deny some of it",
        ),
    ],
)
def test_what_makes_an_administrator_is_reported(statements: list[dict[str, Any]], reason: str) -> None:
    policy = parse_policy({"Statement": [{"Effect": "Allow", **one} for one in statements]})

    assert attached_policy_makes_no_administrators(managed_policy(), ManagedPolicyDocument(policy)) == failed(reason)
    assert inline_policy_makes_no_administrator(inline_policy(), InlinePolicyDocument(policy)) == failed(reason)


@pytest.mark.parametrize(
    "statements",
    [
        [{"Action": "*", "NotResource": "*"}],
        [{"NotAction": "*", "Resource": "*"}],
        [{"NotAction": "iam:*", "Resource": "*"}],
        [{"NotAction": "*", "Resource": "*"}, {"Action": "iam:*", "Resource": "*"}],
    ],
)
def test_what_excludes_everything_or_all_of_iam_makes_no_administrator(statements: list[dict[str, Any]]) -> None:
    policy = parse_policy({"Statement": [{"Effect": "Allow", **one} for one in statements]})

    assert attached_policy_makes_no_administrators(managed_policy(), ManagedPolicyDocument(policy)) == passed()
    held = holders(ADMIN_ARN, user())
    assert (
        aws_managed_policy_makes_no_administrators(aws_managed_policy(), AwsManagedPolicyDocument(policy), held)
        == passed()
    )


def test_a_condition_is_reported_but_rescues_nothing() -> None:
    assert attached_policy_makes_no_administrators(managed_policy(), ManagedPolicyDocument(WITH_MFA)) == ALL_WITH_MFA


def test_a_condition_rescues_where_conditions_are_not_ignored() -> None:
    says = ManagedPolicyDocument(WITH_MFA)

    assert attached_policy_makes_no_administrators(managed_policy(), says, ignore_conditions=False) == passed()
    assert unattached_policy_makes_no_administrators(managed_policy(0), says, ignore_conditions=False) == passed()


def test_a_policy_without_holders_is_not_judged_as_attached() -> None:
    verdict = attached_policy_makes_no_administrators(managed_policy(0), ManagedPolicyDocument(ADMIN))

    assert verdict == not_applicable("not attached")


def test_a_mere_permissions_boundary_is_judged_neither_as_attached_nor_as_unattached() -> None:
    boundary, says = managed_policy(0, is_boundary=True), ManagedPolicyDocument(ADMIN)

    assert attached_policy_makes_no_administrators(boundary, says) == not_applicable("only a permissions boundary")
    assert unattached_policy_makes_no_administrators(boundary, says) == not_applicable("only a permissions boundary")


def test_a_boundary_that_is_also_attached_is_judged() -> None:
    boundary = managed_policy(1, is_boundary=True)

    assert attached_policy_makes_no_administrators(boundary, ManagedPolicyDocument(ADMIN)) == ALL_ON_ALL


def test_an_unattached_policy_that_allows_everything_fails() -> None:
    assert unattached_policy_makes_no_administrators(managed_policy(0), ManagedPolicyDocument(ADMIN)) == ALL_ON_ALL


def test_an_unattached_policy_that_allows_little_passes() -> None:
    assert unattached_policy_makes_no_administrators(managed_policy(0), ManagedPolicyDocument(READER)) == passed()


def test_an_attached_policy_is_not_judged_as_unattached() -> None:
    verdict = unattached_policy_makes_no_administrators(managed_policy(), ManagedPolicyDocument(ADMIN))

    assert verdict == not_applicable("attached")


def test_an_inline_policy_that_allows_everything_fails() -> None:
    assert inline_policy_makes_no_administrator(inline_policy(), InlinePolicyDocument(ADMIN)) == ALL_ON_ALL


def test_an_inline_policy_that_allows_little_passes() -> None:
    assert inline_policy_makes_no_administrator(inline_policy(), InlinePolicyDocument(READER)) == passed()


def test_a_condition_may_rescue_an_inline_policy() -> None:
    says = InlinePolicyDocument(WITH_MFA)

    assert inline_policy_makes_no_administrator(inline_policy(), says) == ALL_WITH_MFA
    assert inline_policy_makes_no_administrator(inline_policy(), says, ignore_conditions=False) == passed()


def test_an_aws_policy_that_allows_little_may_be_held_by_anyone() -> None:
    says = AwsManagedPolicyDocument(READER)

    assert (
        aws_managed_policy_makes_no_administrators(aws_managed_policy(), says, holders(ADMIN_ARN, user())) == passed()
    )


def test_all_who_hold_an_aws_policy_that_allows_everything_are_named() -> None:
    held = holders(ADMIN_ARN, user("anna"), group("admins"), role("deploy"))

    verdict = aws_managed_policy_makes_no_administrators(aws_managed_policy(), AwsManagedPolicyDocument(ADMIN), held)

    assert verdict == failed("administrators: user anna, group admins, role deploy")


def test_of_very_many_only_the_first_are_named() -> None:
    held = holders(ADMIN_ARN, *(user(f"u{number}") for number in range(23)))

    verdict = aws_managed_policy_makes_no_administrators(aws_managed_policy(), AwsManagedPolicyDocument(ADMIN), held)

    assert verdict.reason.endswith("user u19 and 3 more")


def test_roles_of_identity_center_do_not_count_as_administrators() -> None:
    held, says = holders(ADMIN_ARN, role("AWSReservedSSO_Admin", CENTER)), AwsManagedPolicyDocument(ADMIN)

    verdict = aws_managed_policy_makes_no_administrators(aws_managed_policy(), says, held)

    assert verdict == passed("no holders outside IAM Identity Center")


def test_roles_of_identity_center_count_if_asked_for() -> None:
    held, says = holders(ADMIN_ARN, role("AWSReservedSSO_Admin", CENTER)), AwsManagedPolicyDocument(ADMIN)

    verdict = aws_managed_policy_makes_no_administrators(
        aws_managed_policy(), says, held, ignore_identity_center_roles=False
    )

    assert verdict == failed("administrators: role AWSReservedSSO_Admin")


def test_an_allowed_role_may_be_administrator() -> None:
    held, says = holders(ADMIN_ARN, role("break-glass")), AwsManagedPolicyDocument(ADMIN)

    verdict = aws_managed_policy_makes_no_administrators(
        aws_managed_policy(), says, held, allowed_roles=frozenset({"break-glass"})
    )

    assert verdict == passed("allowed by configuration")


def test_a_user_with_the_name_of_an_allowed_role_is_no_role() -> None:
    held, says = holders(ADMIN_ARN, role("ops"), user("ops")), AwsManagedPolicyDocument(ADMIN)

    verdict = aws_managed_policy_makes_no_administrators(
        aws_managed_policy(), says, held, allowed_roles=frozenset({"ops"})
    )

    assert verdict == failed("administrators: user ops")


def test_an_account_without_a_holder_of_cloudshell_passes() -> None:
    assert cloudshell_full_access_is_not_held(ACCOUNT, holders(ADMIN_ARN, user())) == passed()


def test_all_with_cloudshell_are_named() -> None:
    held = holders(CLOUDSHELL_ARN, user("anna"), group("devs"), role("ops"))

    verdict = cloudshell_full_access_is_not_held(ACCOUNT, held, allowed_entities=frozenset({"ops"}))

    assert verdict == failed("held by user anna, group devs")


def test_cloudshell_is_known_in_every_partition() -> None:
    held = holders("arn:aws-us-gov:iam::aws:policy/AWSCloudShellFullAccess", user("anna"))

    verdict = cloudshell_full_access_is_not_held(Account.of("111122223333", partition="aws-us-gov"), held)

    assert verdict == failed("held by user anna")


def test_those_allowed_may_have_cloudshell() -> None:
    held = holders(CLOUDSHELL_ARN, role("ops"))

    verdict = cloudshell_full_access_is_not_held(ACCOUNT, held, allowed_entities=frozenset({"ops"}))

    assert verdict == passed("allowed by configuration")
