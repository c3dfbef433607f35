"""The root user: the one identity that no policy of the account can hold back."""

from __future__ import annotations

from reporter.api import (
    Account,
    Known,
    ScanTime,
    Severity,
    Unavailable,
    Verdict,
    check,
    failed,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.iam.account import AccountSummary, RootPassword, VirtualMfaDevice
from reporter.aws.iam.credentials import RootCredentials, RootRemoval
from reporter.aws.iam.root_management import ROOT_CREDENTIALS, ROOT_SESSIONS, RootManagement

NO_CREDENTIALS = "no-root-credentials"
REPORT_ALONE = "only the credential report says so, which may be four hours old; the account summary counts none"


@check(
    "iam-root-access-key-absent",
    title="The root user should not have an access key",
    finding="Root user has an access key",
    severity=Severity.CRITICAL,
    remediation="Sign in as the root user, check when each key was last used, and delete the keys. In a member "
    "account, use a root session of the management account.",
    cli="# as the root user of account {account_id}. The console has the keys under Security credentials\n"
    "aws iam list-access-keys\n"
    "# check first: when each key was last used, and by what\n"
    "aws iam get-access-key-last-used --access-key-id KEY_ID\n"
    "aws iam delete-access-key --access-key-id KEY_ID",
)
def root_user_has_no_access_key(
    account: Account, summary: AccountSummary | Unavailable, root: RootCredentials | Unavailable
) -> Verdict:
    """Policies of the account do not restrict the root user, so a stolen root key gives full control of the account."""
    counted = None if isinstance(summary, Unavailable) else summary.root_access_keys
    proofs = ["the account summary counts access keys of the root user"] if counted else []
    if not isinstance(root, Unavailable):
        proofs += [f"access key {key.slot} is active" for key in root.keys if key.active]
    if proofs and counted == 0:
        proofs.append(REPORT_ALONE)
    return failed("; ".join(proofs)) if proofs else passed()


@check(
    "iam-root-mfa-enabled",
    title="The root user should have MFA",
    finding="Root user has no MFA",
    severity=Severity.CRITICAL,
    remediation="Register an MFA device as the root user in the console, under Security credentials. In a member "
    "account, delete the root credentials instead.",
    cli="# console only: sign in as the root user of account {account_id}, then Security credentials, Assign MFA "
    "device\n"
    "# this command shows the state: 1 means that there is a device\n"
    "aws iam get-account-summary --query SummaryMap.AccountMFAEnabled",
)
def root_user_has_mfa(account: Account, summary: AccountSummary, root: RootRemoval) -> Verdict:
    """A stolen root password alone is enough to take over or to close the account."""
    if account.partition == "aws-us-gov":
        return not_applicable("root users of the partition aws-us-gov cannot sign in to the console")
    return passed() if summary.root_mfa else _without_mfa(root)


def _without_mfa(root: RootRemoval) -> Verdict:
    if root.unread:
        return not_assessed(root.unread)
    return passed(NO_CREDENTIALS) if root.removed else failed("the root user has no MFA device")


@check(
    "iam-root-hardware-mfa-enabled",
    title="The root user should have only hardware or FIDO2 MFA devices",
    finding="Root user has a virtual MFA device",
    severity=Severity.CRITICAL,
    remediation="As the root user in the console, under Security credentials, register a security key or hardware "
    "token and sign in with it; only then remove the virtual device.",
    cli="# console only: sign in as the root user of account {account_id}, then Security credentials\n"
    "# register the hardware device and sign in with it before you remove the virtual one, or the account is "
    "left without MFA\n"
    "aws iam list-virtual-mfa-devices --assignment-status Assigned",
)
def root_user_has_hardware_mfa(
    account: Account,
    summary: AccountSummary,
    root: RootRemoval,
    devices: Known[VirtualMfaDevice],
    *,
    require_all_devices_hardware: bool = True,
) -> Verdict:
    """The secret of an authenticator app can be copied from a phone or a backup; that of a hardware device cannot."""
    if account.partition != "aws":
        return not_applicable(f"root users of the partition {account.partition} have no hardware MFA")
    if root.removed or not summary.root_mfa:
        return _without_mfa(root)
    virtual = [device.arn for device in devices.found if device.of_root]
    if not virtual:
        return not_assessed(devices.unread) if devices.unread else passed()
    reason = f"virtual: {', '.join(virtual)}"
    unknown = f"{reason}; AWS does not say whether the root user has a hardware device as well"
    return failed(reason) if require_all_devices_hardware else not_assessed(unknown)


@check(
    "iam-root-user-not-recently-used",
    title="The root user should not be used for daily work",
    finding="Root user was used recently",
    severity=Severity.MEDIUM,
    remediation="Find out in CloudTrail who used the root user and what for, and give that person a role with the "
    "permissions needed.",
    cli="# in account {account_id}. Changes nothing: shows when the root user was used and what for\n"
    "aws cloudtrail lookup-events --region us-east-1 --lookup-attributes "
    "AttributeKey=Username,AttributeValue=root",
)
def root_user_is_not_in_use(
    account: Account, root: RootCredentials, now: ScanTime, *, max_recent_days: int = 30
) -> Verdict:
    """Work as the root user cannot be traced to a person, and policies of the account do not restrict it."""
    if root.last_used is None:
        return passed("never used")
    days = now.days_since(root.last_used)
    reason = f"last used {days} days ago"
    return failed(reason) if days < max_recent_days else passed(reason)


@check(
    "iam-member-root-credentials-absent",
    title="The root user of a member account should not have a password or access keys",
    finding="Root user of a member account has a password or access keys",
    severity=Severity.MEDIUM,
    remediation="Delete the root credentials of the member account from the management account, under Root access "
    "management in the IAM console.",
    cli="# console only: in the management account, IAM, Root access management, account {account_id}, Take "
    "privileged action\n"
    "# check first: nothing uses access keys of the root user. This command shows which accounts are managed "
    "centrally\n"
    "aws iam list-organizations-features",
)
def member_account_has_no_root_credentials(
    account: Account,
    membership: OrganizationMembership,
    summary: AccountSummary,
    password: RootPassword | Unavailable,
) -> Verdict:
    """Where the organisation manages root access centrally, these credentials are not needed and can only be stolen."""
    if not membership.makes_member(account):
        return not_applicable("not a member account of an organisation")
    held = ["a password"] if not isinstance(password, Unavailable) and password.present else []
    held += ["access keys"] if summary.root_access_keys else []
    return failed(f"the root user has {' and '.join(held)}") if held else passed()


@check(
    "iam-root-credentials-centrally-managed",
    title="The organisation should manage the root credentials of its member accounts centrally",
    finding="Organisation does not manage the root credentials of its member accounts centrally",
    severity=Severity.HIGH,
    remediation="Enable trusted access for IAM in AWS Organizations, then management of root credentials in IAM.",
    cli="# in the management account {account_id}\n"
    "aws organizations enable-aws-service-access --service-principal iam.amazonaws.com\n"
    "aws iam enable-organizations-root-credentials-management\n"
    "# where root sessions are required too\n"
    "aws iam enable-organizations-root-sessions",
)
def root_credentials_are_managed_centrally(
    account: Account, management: RootManagement, *, require_root_sessions: bool = False
) -> Verdict:
    """With central management, member accounts need no root passwords and keys that could be stolen."""
    if management.exemption:
        return not_applicable(management.exemption)
    wanted = {ROOT_CREDENTIALS, *([ROOT_SESSIONS] if require_root_sessions else [])}
    missing = ", ".join(sorted(wanted - management.features))
    return failed(f"not enabled: {missing}") if missing else passed()
