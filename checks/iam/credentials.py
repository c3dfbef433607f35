"""What IAM users sign in with: passwords, access keys and MFA."""

from __future__ import annotations

from datetime import datetime, timedelta

from reporter.api import ScanTime, Severity, Unavailable, Verdict, check, failed, not_applicable, passed
from reporter.aws.iam.access_keys import KeyCreation
from reporter.aws.iam.credentials import AccessKey, UserCredentials
from reporter.aws.iam.report_file import KeyRecord

NO_PASSWORD = "no console password"  # noqa: S105 - a reason
INACTIVE = "the key is inactive"
DEACTIVATE = (
    "# in account {account_id}. KEY_ID: the key meant, from the list\n"
    "aws iam list-access-keys --user-name {name}\n"
    "aws iam get-access-key-last-used --access-key-id KEY_ID\n"
    "# check first: no workload uses the key. Undo with --status Active\n"
    "aws iam update-access-key --user-name {name} --access-key-id KEY_ID --status Inactive"
)


@check(
    "iam-user-console-mfa-enabled",
    title="IAM users with a console password should have MFA",
    finding="IAM user with a console password has no MFA",
    severity=Severity.HIGH,
    remediation="Have the user register an MFA device in the console, under Security credentials, or delete the "
    "console password.",
    cli="# in account {account_id}. The user registers the device in the console: Security credentials, Assign MFA "
    "device\n"
    "# or by these two commands. CODE1 and CODE2: two codes of the app in a row\n"
    "aws iam create-virtual-mfa-device --virtual-mfa-device-name {name} --outfile mfa.png --bootstrap-method "
    "QRCodePNG\n"
    "aws iam enable-mfa-device --user-name {name} --serial-number arn:{partition}:iam::{account_id}:mfa/{name} "
    "--authentication-code1 CODE1 --authentication-code2 CODE2",
)
def console_user_has_mfa(user: UserCredentials, now: ScanTime, *, grace_days: int = 0) -> Verdict:
    """A guessed, phished or reused password is enough to sign in when there is no second factor."""
    if not user.password_enabled:
        return not_applicable(NO_PASSWORD)
    if user.mfa_active:
        return passed()
    age = now.days_since(user.created)
    if age < grace_days:
        return not_applicable(f"created {age} days ago, within {grace_days} days of grace")
    return failed("has a console password but no MFA device")


@check(
    "iam-user-console-password-unused-disabled",
    title="IAM users should not keep console passwords that are not used",
    finding="IAM user has a console password that is not used",
    severity=Severity.MEDIUM,
    remediation="Delete the console password. Access keys of the user keep working, and a new password can be set "
    "later.",
    cli="# in account {account_id}\n"
    "# check first: the user does not need the console. Access keys keep working, and a new password can be "
    "set later\n"
    "aws iam delete-login-profile --user-name {name}",
)
def console_password_is_in_use(user: UserCredentials, now: ScanTime, *, max_unused_days: int = 45) -> Verdict:
    """Misuse of a password that its owner no longer uses goes unnoticed."""
    if not user.password_enabled:
        return not_applicable(NO_PASSWORD)
    days = now.days_since(user.password_last_used or user.password_last_changed or user.created)
    reason = _unused(days, never=user.password_last_used is None)
    return failed(reason) if days >= max_unused_days else passed(reason)


@check(
    "iam-user-access-key-unused-disabled",
    title="Access keys that are not used should be inactive",
    finding="Access key is active but not used",
    severity=Severity.MEDIUM,
    remediation="Deactivate the key, which can be undone. Delete it when nothing has failed for some weeks.",
    cli=DEACTIVATE,
)
def access_key_is_in_use(key: AccessKey, now: ScanTime, *, max_unused_days: int = 45) -> Verdict:
    """A forgotten key stays valid without end, and its misuse goes unnoticed."""
    if not key.active:
        return not_applicable(INACTIVE)
    days = now.days_since(key.last_used or key.created)
    reason = _unused(days, never=key.last_used is None)
    return failed(reason) if days >= max_unused_days else passed(reason)


@check(
    "iam-user-access-key-rotated",
    title="Access keys should be rotated regularly",
    finding="Access key is older than allowed",
    severity=Severity.MEDIUM,
    remediation="Create a second key, move the workload to it, then deactivate the old key and delete it some weeks "
    "later.",
    cli="# in account {account_id}\n"
    "aws iam list-access-keys --user-name {name}\n"
    "aws iam create-access-key --user-name {name}\n"
    "# check first: the workload uses the new key. OLD_KEY: the old key, from the list. Undo with --status "
    "Active\n"
    "aws iam update-access-key --user-name {name} --access-key-id OLD_KEY --status Inactive",
)
def access_key_is_rotated(
    key: AccessKey, made: KeyCreation | Unavailable, now: ScanTime, *, max_age_days: int = 90
) -> Verdict:
    """Copies of a key collect in files, scripts and logs over the years; rotation makes them worthless."""
    if key.of_root:
        return not_applicable("a root key must not exist at all: see iam-root-access-key-absent")
    if isinstance(made, Unavailable):
        return not_applicable(INACTIVE) if not key.active else _aged(key.created, now, max_age_days, "at least ")
    if made.created is None:
        return not_applicable("the key was deleted after AWS wrote its report")
    return _aged(made.created, now, max_age_days) if made.active else not_applicable(INACTIVE)


def _aged(created: datetime, now: ScanTime, most: int, least: str = "") -> Verdict:
    days = now.days_since(created)
    return failed(f"{least}{days} days old") if days > most else passed(f"{least}{days} days old")


@check(
    "iam-user-access-key-single-active",
    title="IAM users should have at most one active access key",
    finding="IAM user has two active access keys",
    severity=Severity.LOW,
    remediation="Find out which key is no longer used and deactivate it, which can be undone.",
    cli=DEACTIVATE,
)
def user_has_one_active_key(user: UserCredentials, now: ScanTime, *, rotation_grace_days: int = 0) -> Verdict:
    """A second key that is left over from a rotation is one more credential that can be stolen."""
    if not user.active_keys:
        return not_applicable("no active access key")
    if len(user.active_keys) == 1:
        return passed()
    age = now.days_since(max(key.created for key in user.active_keys))
    if age < rotation_grace_days:
        return passed(f"rotating: the newer key is {age} days old")
    return failed(f"two active access keys, the newer one {age} days old")


@check(
    "iam-user-initial-access-key-absent",
    title="IAM users with a console password should not have access keys that were never used",
    finding="IAM user has an access key that was never used",
    severity=Severity.LOW,
    remediation="Deactivate the key, which can be undone, and delete it later.",
    cli=DEACTIVATE,
)
def console_user_has_no_unused_initial_key(
    user: UserCredentials, *, strict_creation_window: bool = False, window_minutes: int = 10
) -> Verdict:
    """A key that was created with the user and never used is one more credential that can be stolen."""
    if not user.password_enabled:
        return not_applicable(NO_PASSWORD)
    window = timedelta(minutes=window_minutes) if strict_creation_window else None
    initial = [f"access key {key.slot}" for key in user.active_keys if _is_initial(key, user, window)]
    return failed(f"never used: {', '.join(initial)}") if initial else passed()


def _is_initial(key: KeyRecord, user: UserCredentials, window: timedelta | None) -> bool:
    """Whether a key was never used and, where a window is given, was made within it after the user."""
    return key.last_used is None and (window is None or key.created - user.created <= window)


def _unused(days: int, *, never: bool) -> str:
    return f"never used in {days} days" if never else f"last used {days} days ago"
