"""What IAM demands of everybody in the account: the password policy, certificates, federation."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from reporter.api import (
    Account,
    Known,
    OnlyIf,
    ScanTime,
    Severity,
    Verdict,
    check,
    failed,
    first_of,
    manual,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.iam.account import PasswordPolicy, ServerCertificate
from reporter.aws.iam.credentials import UserCredentials
from reporter.aws.iam.federation import SignIn

NO_CONSOLE_USERS = "no IAM user has a console password"
NAMES_SHOWN = 20
"""A reason stays readable, whatever ten thousand users hold."""


def _change(setting: str, value: int) -> str:
    """The commands that change one setting; the call replaces the whole policy, so they send the others along."""
    return (
        "# in account {account_id}. Without a password policy get fails: then set one in the console, IAM, "
        "Account settings\n"
        "# replaces: the whole password policy, with its present settings and the one changed\n"
        "aws iam get-account-password-policy --query PasswordPolicy > policy.json && jq 'del(.ExpirePasswords) "
        "| ."
        f"{setting} = {value}"
        "' policy.json > new-policy.json && aws iam update-account-password-policy --cli-input-json "
        "file://new-policy.json"
    )


@check(
    "iam-password-policy-minimum-length",
    title="The account should require long passwords",
    finding="Account does not require long passwords",
    severity=Severity.MEDIUM,
    remediation="Raise the minimum length in the password policy. The call replaces the whole policy, so send its "
    "present settings as well.",
    cli=_change("MinimumPasswordLength", 14),
)
def password_policy_demands_length(
    account: Account,
    policy: PasswordPolicy,
    users: Annotated[Known[UserCredentials] | None, OnlyIf("skip_without_console_users")],
    *,
    min_length: int = 14,
    skip_without_console_users: bool = False,
) -> Verdict:
    """Short passwords can be guessed; each further character makes that many times harder."""
    reason = _of(policy, f"minimum length {policy.min_length}")
    verdict = passed(reason) if policy.configured and policy.min_length >= min_length else failed(reason)
    return _without_console_users(users) or verdict


@check(
    "iam-password-policy-reuse-prevented",
    title="The account should prevent the reuse of passwords",
    finding="Account does not prevent the reuse of passwords",
    severity=Severity.MEDIUM,
    remediation="Have the password policy remember 24 passwords. The call replaces the whole policy, so send its "
    "present settings as well.",
    cli=_change("PasswordReusePrevention", 24),
)
def password_policy_prevents_reuse(
    account: Account,
    policy: PasswordPolicy,
    users: Annotated[Known[UserCredentials] | None, OnlyIf("skip_without_console_users")],
    *,
    min_remembered: int = 24,
    skip_without_console_users: bool = False,
) -> Verdict:
    """A password that leaked in the past can become valid again when its owner chooses it once more."""
    reason = _of(policy, f"remembers {policy.remembered} passwords")
    verdict = passed(reason) if policy.configured and policy.remembered >= min_remembered else failed(reason)
    return _without_console_users(users) or verdict


@check(
    "iam-server-certificate-not-expired",
    title="IAM server certificates should not be expired",
    finding="IAM server certificate is expired or about to expire",
    severity=Severity.MEDIUM,
    remediation="Replace the certificate with one of AWS Certificate Manager, which renews it, then delete it from "
    "IAM.",
    cli="# in account {account_id}\n"
    "# check first: no load balancer or CloudFront distribution uses the certificate. IAM does not prevent its "
    "deletion\n"
    "aws iam delete-server-certificate --server-certificate-name {name}",
)
def server_certificate_is_valid(
    certificate: ServerCertificate, now: ScanTime, *, expiring_within_days: int = 0
) -> Verdict:
    """Browsers and clients refuse connections to a load balancer that presents an expired certificate."""
    reason = f"valid until {certificate.expires:%Y-%m-%d}"
    return failed(reason) if certificate.expires <= now.at + timedelta(days=expiring_within_days) else passed(reason)


@check(
    "iam-identity-federation-configured",
    title="People should sign in through federation instead of as IAM users",
    finding="People sign in as IAM users",
    severity=Severity.LOW,
    remediation="Set up IAM Identity Center (console: IAM Identity Center, Enable) or a SAML provider, then delete "
    "the console passwords of IAM users.",
    cli="# console only: in account {account_id} or its management account, IAM Identity Center, Enable\n"
    "# this command shows SAML providers that exist already\n"
    "aws iam list-saml-providers",
)
def people_sign_in_through_federation(account: Account, sign_in: SignIn, *, max_console_users: int = 0) -> Verdict:
    """An IAM user keeps working after a person has left; a central identity is disabled in one place."""
    users = sign_in.console_users
    if len(users) <= max_console_users:
        if sign_in.unread:
            return not_assessed(sign_in.unread)
        return passed(f"console users: {first_of(users, NAMES_SHOWN)}" if users else NO_CONSOLE_USERS)
    if sign_in.federation:
        ways = "; ".join(sign_in.federation)
        return manual(
            f"{ways}; do these IAM users with a console password stand for people: {first_of(users, NAMES_SHOWN)}?"
        )
    if sign_in.unknown:
        return not_assessed(sign_in.unknown)
    return failed(f"no federation; console users: {first_of(users, NAMES_SHOWN)}")


def _without_console_users(users: Known[UserCredentials] | None) -> Verdict | None:
    """Nothing to judge without them; the users are only known where they were asked for."""
    if users is None or any(user.password_enabled for user in users.found):
        return None
    return not_assessed(users.unread) if users.unread else not_applicable(NO_CONSOLE_USERS)


def _of(policy: PasswordPolicy, reason: str) -> str:
    return reason if policy.configured else f"no password policy, so AWS's default: {reason}"
