"""The password policy and the server certificates."""

from datetime import timedelta

from checks.iam_account import (
    password_policy_demands_length,
    password_policy_prevents_reuse,
    people_sign_in_through_federation,
    server_certificate_is_valid,
)
from reporter.api import GLOBAL, Status, failed, passed
from reporter.aws.federation import SignIn
from reporter.aws.iam_account import PasswordPolicy, ServerCertificate
from tests.checks.credential_builders import ACCOUNT, NOW

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
    assert password_policy_demands_length(ACCOUNT, STRONG) == passed("minimum length 14")


def test_a_policy_that_demands_less_fails() -> None:
    assert password_policy_demands_length(ACCOUNT, WEAK) == failed("minimum length 13")
    assert password_policy_demands_length(ACCOUNT, STRONG, min_length=15).status is Status.FAIL


def test_a_policy_that_remembers_twenty_four_passwords_passes() -> None:
    assert password_policy_prevents_reuse(ACCOUNT, STRONG) == passed("remembers 24 passwords")


def test_a_policy_that_remembers_fewer_fails() -> None:
    assert password_policy_prevents_reuse(ACCOUNT, WEAK) == failed("remembers 23 passwords")
    assert password_policy_prevents_reuse(ACCOUNT, STRONG, min_remembered=25).status is Status.FAIL


def test_the_default_of_aws_fails_whatever_is_asked_for() -> None:
    length = password_policy_demands_length(ACCOUNT, NONE, min_length=8)
    reuse = password_policy_prevents_reuse(ACCOUNT, NONE, min_remembered=0)
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


def test_federation_passes_and_names_the_console_users_that_are_left() -> None:
    assert people_sign_in_through_federation(ACCOUNT, SignIn(("SAML: okta",), ())) == passed("SAML: okta")
    left = SignIn(("SAML: okta",), ("anna", "bert"))
    assert people_sign_in_through_federation(ACCOUNT, left) == passed("SAML: okta; console users: anna, bert")


def test_console_users_without_federation_fail() -> None:
    verdict = people_sign_in_through_federation(ACCOUNT, SignIn((), ("anna", "bert")))
    assert verdict == failed("no federation; console users: anna, bert")


def test_a_few_console_users_can_be_allowed() -> None:
    verdict = people_sign_in_through_federation(ACCOUNT, SignIn((), ("anna",)), max_console_users=1)
    assert verdict == passed("console users: anna")
