"""Facts that IAM keeps once per account: summary, password policy, server certificates, virtual MFA devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact
from reporter.model.subjects import GLOBAL, Account, Resource

DEFAULT_LENGTH = 8
"""The minimum length of passwords where no policy is set."""


@dataclass(frozen=True, slots=True)
class AccountSummary(Fact):
    """IAM's counts about the root user."""

    root_mfa: bool
    root_access_keys: int
    root_password: bool | None
    """None where AWS did not say."""


@dataclass(frozen=True, slots=True)
class RootPassword(Fact):
    """Whether the root user has a password."""

    present: bool


@dataclass(frozen=True, slots=True)
class PasswordPolicy(Fact):
    """The requirements for passwords of IAM users."""

    configured: bool
    min_length: int
    remembered: int
    """The number of earlier passwords that may not be used again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCertificate(Resource):
    """A TLS certificate that was uploaded to IAM."""

    kind: ClassVar[str] = "AWS::IAM::ServerCertificate"

    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualMfaDevice(Resource):
    """A virtual MFA device that a user signs in with; its ARN is its serial number."""

    kind: ClassVar[str] = "AWS::IAM::VirtualMFADevice"

    user_arn: str
    """Empty where AWS did not say, as was once the case for the root user's device."""

    @property
    def of_root(self) -> bool:
        """Whether the root user signs in with it; the name of the device decides only where AWS names no user."""
        if self.user_arn:
            return self.user_arn.endswith(f":iam::{self.account_id}:root")
        return self.arn.endswith(":mfa/root-account-mfa-device")


@collects("iam:GetAccountSummary")
def account_summary(aws: Aws, account: Account) -> AccountSummary:
    """The root user's MFA, keys and, in most accounts, password, with one request."""
    counts = aws.call("iam", "get_account_summary")["SummaryMap"]
    password = counts.get("AccountPasswordPresent")
    return AccountSummary(
        root_mfa=counts["AccountMFAEnabled"] > 0,
        root_access_keys=counts["AccountAccessKeysPresent"],
        root_password=None if password is None else password > 0,
    )


@collects()
def root_password(account: Account, summary: AccountSummary) -> RootPassword:
    """Whether the root user has a password; raises LookupError where the summary does not say."""
    if summary.root_password is None:
        raise LookupError(f"the summary of {account.account_id} has no AccountPasswordPresent")
    return RootPassword(summary.root_password)


@collects("iam:GetAccountPasswordPolicy")
def password_policy(aws: Aws, account: Account) -> PasswordPolicy:
    """The password policy; without one of the account's own, AWS's default is in force."""
    answer = aws.find("iam", "get_account_password_policy", absent="NoSuchEntity")
    if answer is None:
        return PasswordPolicy(configured=False, min_length=DEFAULT_LENGTH, remembered=0)
    policy = answer["PasswordPolicy"]
    # AWS leaves the number out where no passwords are remembered.
    remembered = policy.get("PasswordReusePrevention", 0)
    return PasswordPolicy(configured=True, min_length=policy["MinimumPasswordLength"], remembered=remembered)


@collects("iam:ListServerCertificates")
def server_certificates(aws: Aws, account: Account) -> Listing[ServerCertificate]:
    """The uploaded certificates, without their bodies."""
    found = aws.items("iam", "list_server_certificates", "ServerCertificateMetadataList", page_size=1000)
    return each(account, found, partial(_who, account, "Arn"), _certificate)


def _certificate(who: Identity, found: Mapping[str, Any]) -> ServerCertificate:
    return ServerCertificate(**who, expires=found["Expiration"])


@collects("iam:ListVirtualMFADevices")
def virtual_mfa_devices(aws: Aws, account: Account) -> Listing[VirtualMfaDevice]:
    """The virtual MFA devices that are assigned to a user."""
    found = aws.items(
        "iam", "list_virtual_mfa_devices", "VirtualMFADevices", page_size=1000, AssignmentStatus="Assigned"
    )
    return each(account, found, partial(_who, account, "SerialNumber"), _device)


def _device(who: Identity, found: Mapping[str, Any]) -> VirtualMfaDevice:
    return VirtualMfaDevice(**who, user_arn=found["User"]["Arn"] if "User" in found else "")


def _who(account: Account, member: str, found: Mapping[str, Any]) -> Identity:
    """The identity of an item, by the member with its ARN, which ends in the name."""
    return Identity(
        account_id=account.account_id,
        region=GLOBAL,
        arn=found[member],
        name=found[member].rpartition("/")[2],
        tags={},
    )
