"""What IAM keeps once per account, as AWS answers it."""

import datetime as dt

import pytest

from reporter.aws.iam.account import (
    AccountSummary,
    PasswordPolicy,
    RootPassword,
    ServerCertificate,
    VirtualMfaDevice,
    root_password,
)
from reporter.demo.services.iam.state import IamState, RootUser
from reporter.model.subjects import Account
from tests.world import ACCOUNT_ID, World, cut_pages

ACCOUNT = Account.of(ACCOUNT_ID)
ARN = f"arn:aws:iam::{ACCOUNT_ID}"


def test_the_summary_tells_of_the_root_user(world: World) -> None:
    world.state().of(IamState).root = RootUser(password=False, mfa=True, access_keys=2)

    answers = world.read(RootPassword).answers

    assert answers[AccountSummary][ACCOUNT_ID] == AccountSummary(root_mfa=True, root_access_keys=1, root_password=False)
    assert answers[RootPassword][ACCOUNT_ID] == RootPassword(present=False)
    assert world.calls == ["iam:GetAccountSummary"]


def test_a_password_that_aws_does_not_speak_of_stays_unknown() -> None:
    with pytest.raises(LookupError, match="no AccountPasswordPresent"):
        root_password(ACCOUNT, AccountSummary(root_mfa=False, root_access_keys=0, root_password=None))


def test_without_a_password_policy_the_default_of_aws_is_in_force(world: World) -> None:
    policy = world.read(PasswordPolicy).answers[PasswordPolicy][ACCOUNT_ID]
    assert policy == PasswordPolicy(configured=False, min_length=8, remembered=0)


def test_a_password_policy_is_read(world: World) -> None:
    world.client("iam").update_account_password_policy(MinimumPasswordLength=20, PasswordReusePrevention=24)
    policy = world.read(PasswordPolicy).answers[PasswordPolicy][ACCOUNT_ID]
    assert policy == PasswordPolicy(configured=True, min_length=20, remembered=24)


def test_a_policy_that_says_nothing_of_reuse_remembers_nothing(world: World) -> None:
    world.client("iam").update_account_password_policy(MinimumPasswordLength=20)
    policy = world.read(PasswordPolicy).answers[PasswordPolicy][ACCOUNT_ID]
    assert policy == PasswordPolicy(configured=True, min_length=20, remembered=0)


def test_server_certificates_are_listed_with_their_expiry(world: World) -> None:
    for name in ("www", "mail", "old"):
        world.client("iam").upload_server_certificate(
            ServerCertificateName=name, CertificateBody="made up", PrivateKey="made up"
        )

    found = world.read(ServerCertificate, prepare=cut_pages(2)).subjects(ServerCertificate)

    assert {one.arn for one in found} == {f"{ARN}:server-certificate/{name}" for name in ("www", "mail", "old")}
    assert all(isinstance(one.expires, dt.datetime) for one in found)
    assert len(world.calls) == 2


def test_virtual_devices_in_use_are_listed_with_their_owner(world: World) -> None:
    iam = world.client("iam")
    iam.create_user(UserName="anna")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(
        UserName="anna", SerialNumber=serial, AuthenticationCode1="111111", AuthenticationCode2="222222"
    )
    iam.create_virtual_mfa_device(VirtualMFADeviceName="spare")
    world.state().of(IamState).root = RootUser(mfa=True, virtual_mfa=True)

    devices = world.read(VirtualMfaDevice).subjects(VirtualMfaDevice)

    assert [(device.name, device.user_arn, device.of_root) for device in devices] == [
        ("phone", f"{ARN}:user/anna", False),
        ("root-account-mfa-device", f"{ARN}:root", True),
    ]
