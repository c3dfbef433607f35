"""The password policy and the server certificates."""

from datetime import timedelta

import pytest

from checks.iam.account import (
    password_policy_demands_length,
    password_policy_prevents_reuse,
    people_sign_in_through_federation,
    server_certificate_is_valid,
)
from reporter.api import GLOBAL, Known, Status, failed, manual, not_applicable, not_assessed, passed
from reporter.aws.iam.account import PasswordPolicy, ServerCertificate
from reporter.aws.iam.credentials import UserCredentials
from reporter.aws.iam.federation import SignIn
from reporter.engine.check import AnyCheck
from tests.checks.iam.credential_builders import ACCOUNT, DENIED, NOW, user

STRONG = PasswordPolicy(configured=True, min_length=14, remembered=24)
WEAK = PasswordPolicy(configured=True, min_length=13, remembered=23)
NONE = PasswordPolicy(configured=False, min_length=8, remembered=0)


def certificate(**until: float) -> ServerCertificate:
    return ServerCertificate(
        account_id=ACCOUNT.account_id,
        region=GLOBAL,
        arn="arn:aws:iam::111122223333:server-certificate/www",
        expires=NOW.at + timedelta(**until),
    )


def test_a_policy_that_demands_fourteen_characters_passes() -> None:
    assert password_policy_demands_length(ACCOUNT, STRONG, None) == passed("minimum length 14")


def test_a_policy_that_demands_less_fails() -> None:
    assert password_policy_demands_length(ACCOUNT, WEAK, None) == failed("minimum length 13")
    assert password_policy_demands_length(ACCOUNT, STRONG, None, min_length=15).status is Status.FAIL


def test_a_policy_that_remembers_twenty_four_passwords_passes() -> None:
    assert password_policy_prevents_reuse(ACCOUNT, STRONG, None) == passed("remembers 24 passwords")


def test_a_policy_that_remembers_fewer_fails() -> None:
    assert password_policy_prevents_reuse(ACCOUNT, WEAK, None) == failed("remembers 23 passwords")
    assert password_policy_prevents_reuse(ACCOUNT, STRONG, None, min_remembered=25).status is Status.FAIL


def test_the_default_of_aws_fails_whatever_is_asked_for() -> None:
    length = password_policy_demands_length(ACCOUNT, NONE, None, min_length=8)
    reuse = password_policy_prevents_reuse(ACCOUNT, NONE, None, min_remembered=0)
    assert length == failed("no password policy, so AWS's default: minimum length 8")
    assert reuse == failed("no password policy, so AWS's default: remembers 0 passwords")


def test_a_certificate_that_is_still_valid_passes() -> None:
    assert server_certificate_is_valid(certificate(seconds=1), NOW) == passed("valid until 2026-11-21")


def test_an_expired_certificate_fails() -> None:
    assert server_certificate_is_valid(certificate(days=-1), NOW) == failed("valid until 2026-11-20")


def test_a_certificate_that_expires_within_the_days_asked_for_fails() -> None:
    soon = certificate(days=30)
    assert server_certificate_is_valid(soon, NOW, expiring_within_days=30).status is Status.FAIL
    assert server_certificate_is_valid(soon, NOW, expiring_within_days=29).status is Status.PASS


def test_an_account_without_console_users_passes() -> None:
    verdict = people_sign_in_through_federation(ACCOUNT, SignIn((), (), DENIED))
    assert verdict == passed("no IAM user has a console password")


def test_a_person_decides_whether_console_users_beside_federation_stand_for_people() -> None:
    verdict = people_sign_in_through_federation(ACCOUNT, SignIn(("anna", "bert"), ("SAML: okta", "roles")))
    question = "do these IAM users with a console password stand for people: anna, bert?"
    assert verdict == manual(f"SAML: okta; roles; {question}")


def test_console_users_without_federation_fail() -> None:
    verdict = people_sign_in_through_federation(ACCOUNT, SignIn(("anna", "bert")))
    assert verdict == failed("no federation; console users: anna, bert")


def test_console_users_are_not_judged_while_federation_is_unknown() -> None:
    verdict = people_sign_in_through_federation(ACCOUNT, SignIn(("anna",), (), DENIED))
    assert verdict == not_assessed(DENIED)


def test_a_few_console_users_can_be_allowed() -> None:
    verdict = people_sign_in_through_federation(ACCOUNT, SignIn(("anna",)), max_console_users=1)
    assert verdict == passed("console users: anna")


def test_many_console_users_are_named_in_short() -> None:
    users = tuple(f"u{number:02}" for number in range(25))
    verdict = people_sign_in_through_federation(ACCOUNT, SignIn(users))
    assert verdict.reason.endswith("u19 and 5 more")


PASSWORD_CHECKS = (password_policy_demands_length, password_policy_prevents_reuse)


@pytest.mark.parametrize("check", PASSWORD_CHECKS)
def test_a_password_policy_can_be_left_aside_where_no_user_has_a_password(check: AnyCheck) -> None:
    without, with_password = (Known((user(password_enabled=enabled),)) for enabled in (False, True))
    skipped = check(ACCOUNT, WEAK, without, skip_without_console_users=True)
    assert skipped == not_applicable("no IAM user has a console password")
    assert check(ACCOUNT, WEAK, with_password, skip_without_console_users=True).status is Status.FAIL


@pytest.mark.parametrize("check", PASSWORD_CHECKS)
def test_users_are_read_for_a_password_policy_only_where_they_matter(check: AnyCheck) -> None:
    assert UserCredentials not in check.signature.kinds
    assert UserCredentials in check.signature.kinds_with({"skip_without_console_users": True})
