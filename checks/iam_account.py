"""What IAM demands of everybody in the account: the password policy, certificates, federation."""

from __future__ import annotations

from datetime import timedelta

from reporter.api import Account, ScanTime, Severity, Verdict, check, failed, passed, unknown
from reporter.aws.federation import SignIn
from reporter.aws.iam_account import PasswordPolicy, ServerCertificate


@check(
    "iam-password-policy-minimum-length",
    title="The password policy demands long passwords",
    severity=Severity.MEDIUM,
    remediation="Raise the minimum length; the call replaces the whole policy, so send all its settings.",
    cli="aws iam update-account-password-policy --minimum-password-length 14",
)
def password_policy_demands_length(account: Account, policy: PasswordPolicy, *, min_length: int = 14) -> Verdict:
    """Every character more makes a password many times harder to guess; nothing else helps as much."""
    told = _of(policy, f"minimum length {policy.min_length}")
    return passed(told) if policy.configured and policy.min_length >= min_length else failed(told)


@check(
    "iam-password-policy-reuse-prevented",
    title="The password policy keeps old passwords from coming back",
    severity=Severity.MEDIUM,
    remediation="Have 24 passwords remembered; the call replaces the whole policy, so send all its settings.",
    cli="aws iam update-account-password-policy --password-reuse-prevention 24",
)
def password_policy_prevents_reuse(account: Account, policy: PasswordPolicy, *, min_remembered: int = 24) -> Verdict:
    """A password that leaked years ago must not become valid again."""
    told = _of(policy, f"remembers {policy.remembered} passwords")
    return passed(told) if policy.configured and policy.remembered >= min_remembered else failed(told)


@check(
    "iam-server-certificate-not-expired",
    title="IAM stores no expired server certificate",
    severity=Severity.MEDIUM,
    remediation="Delete the certificate, and keep its successor in AWS Certificate Manager, which renews it.",
    cli="aws iam delete-server-certificate --server-certificate-name NAME",
)
def server_certificate_is_valid(
    certificate: ServerCertificate, now: ScanTime, *, expiring_within_days: int = 0
) -> Verdict:
    """An expired certificate can still be put on a load balancer, and every visitor is then turned away."""
    told = f"valid until {certificate.expires:%Y-%m-%d}"
    return failed(told) if certificate.expires <= now.at + timedelta(days=expiring_within_days) else passed(told)


@check(
    "iam-identity-federation-configured",
    title="People sign in with identities that are kept outside IAM",
    severity=Severity.LOW,
    remediation="Set up IAM Identity Center or a SAML provider, then delete the console passwords of IAM users.",
    cli="aws iam list-saml-providers",
)
def people_sign_in_through_federation(account: Account, sign_in: SignIn, *, max_console_users: int = 0) -> Verdict:
    """Whoever leaves the company loses a central identity the same day; an IAM user is forgotten."""
    told = f"console users: {', '.join(sign_in.console_users)}"
    if sign_in.proofs:
        return passed("; ".join([*sign_in.proofs, told] if sign_in.console_users else sign_in.proofs))
    if len(sign_in.console_users) > max_console_users:
        return failed(f"no federation; {told}")
    return unknown(sign_in.unread) if sign_in.unread else passed(told)


def _of(policy: PasswordPolicy, told: str) -> str:
    return told if policy.configured else f"no password policy, so AWS's default: {told}"
