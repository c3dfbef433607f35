"""The root user: keys, MFA, use, and leftovers in member accounts."""

from dataclasses import replace

import pytest

from checks.iam.root import (
    member_account_has_no_root_credentials,
    root_user_has_hardware_mfa,
    root_user_has_mfa,
    root_user_has_no_access_key,
    root_user_is_not_in_use,
)
from reporter.api import Account, Known, Status, Unavailable, failed, not_applicable, not_assessed, passed
from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.iam.account import AccountSummary, RootPassword, VirtualMfaDevice
from reporter.aws.iam.credentials import RootCredentials, RootRemoval, root_removal
from tests.checks.iam.credential_builders import ACCOUNT, DENIED, NOW, ago, record
from tests.world import World, deny

BARE = AccountSummary(root_mfa=False, root_access_keys=0, root_password=True)
SAFE = replace(BARE, root_mfa=True)
EMPTIED = replace(BARE, root_password=False)
THERE, GONE, MAYBE = RootRemoval(removed=False), RootRemoval(removed=True), RootRemoval(removed=False, unread=DENIED)
UNREAD: Known[VirtualMfaDevice] = Known(gaps={"odd": DENIED})
NO_KEYS = RootCredentials(None, ())
ACTIVE_KEY = RootCredentials(None, (record(2),))
MEMBER = OrganizationMembership("o-acme", "999988887777", all_features=True)


def device(user_arn: str, serial: str = "arn:aws:iam::111122223333:mfa/phone") -> VirtualMfaDevice:
    return VirtualMfaDevice(account_id="111122223333", region="global", arn=serial, user_arn=user_arn)


OF_ROOT = device("arn:aws:iam::111122223333:root")
OF_ANNA = device("arn:aws:iam::111122223333:user/anna")


def test_a_root_user_without_keys_passes() -> None:
    inactive = RootCredentials(None, (record(1, active=False),))
    assert root_user_has_no_access_key(ACCOUNT, BARE, NO_KEYS) == passed()
    assert root_user_has_no_access_key(ACCOUNT, BARE, inactive) == passed()


def test_a_root_key_fails_whichever_answer_tells_of_it() -> None:
    counted = replace(BARE, root_access_keys=1)
    in_summary = root_user_has_no_access_key(ACCOUNT, counted, DENIED)
    in_report = root_user_has_no_access_key(ACCOUNT, DENIED, ACTIVE_KEY)
    only_in_report = root_user_has_no_access_key(ACCOUNT, BARE, ACTIVE_KEY)
    assert only_in_report == failed(
        "access key 2 is active; only the credential report says so, which may be four hours old; "
        "the account summary counts none"
    )
    assert in_summary == failed("the account summary counts access keys of the root user")
    assert in_report == failed("access key 2 is active")
    assert (
        root_user_has_no_access_key(ACCOUNT, counted, ACTIVE_KEY).reason == f"{in_summary.reason}; {in_report.reason}"
    )


def test_a_root_user_with_mfa_passes() -> None:
    for root in (THERE, MAYBE):
        assert root_user_has_mfa(ACCOUNT, SAFE, root) == passed()


def test_a_root_user_without_credentials_needs_no_mfa() -> None:
    assert root_user_has_mfa(ACCOUNT, EMPTIED, GONE) == passed("no-root-credentials")


def test_a_root_user_with_password_or_key_but_no_mfa_fails() -> None:
    assert root_user_has_mfa(ACCOUNT, BARE, THERE) == failed("the root user has no MFA device")


def test_a_root_user_without_known_mfa_or_password_is_not_assessed() -> None:
    assert root_user_has_mfa(ACCOUNT, BARE, MAYBE) == not_assessed(DENIED)
    assert root_user_has_hardware_mfa(ACCOUNT, BARE, MAYBE, UNREAD) == not_assessed(DENIED)


@pytest.mark.parametrize("summary", [BARE, SAFE])
def test_a_root_user_who_cannot_sign_in_to_the_console_needs_no_mfa(summary: AccountSummary) -> None:
    government = Account.of("111122223333", partition="aws-us-gov")
    verdict = root_user_has_mfa(government, summary, THERE)
    assert verdict == not_applicable("root users of the partition aws-us-gov cannot sign in to the console")
    china = Account.of("111122223333", partition="aws-cn")
    assert root_user_has_mfa(china, BARE, THERE).status is Status.FAIL


@pytest.mark.parametrize(
    ("summary", "report", "expected"),
    [
        (EMPTIED, DENIED, GONE),
        (BARE, DENIED, THERE),
        (replace(EMPTIED, root_access_keys=1), DENIED, THERE),
        (replace(BARE, root_password=None, root_access_keys=1), DENIED, THERE),
        (replace(BARE, root_password=None), DENIED, MAYBE),
        (replace(BARE, root_password=None), NO_KEYS, THERE),
        (replace(BARE, root_password=None), replace(NO_KEYS, password_enabled=True), THERE),
        (replace(BARE, root_password=None), replace(NO_KEYS, password_enabled=False), GONE),
        (BARE, replace(NO_KEYS, password_enabled=False), THERE),
    ],
)
def test_the_report_counts_only_where_the_summary_says_nothing_of_the_password(
    summary: AccountSummary, report: RootCredentials | Unavailable, expected: RootRemoval
) -> None:
    assert root_removal(ACCOUNT, summary, report) == expected


def test_a_root_user_with_other_than_virtual_devices_passes() -> None:
    assert root_user_has_hardware_mfa(ACCOUNT, SAFE, THERE, Known((OF_ANNA,))) == passed()
    assert root_user_has_hardware_mfa(ACCOUNT, EMPTIED, GONE, UNREAD) == passed("no-root-credentials")


def test_a_virtual_device_of_root_fails_however_it_is_recognised() -> None:
    by_serial = device("", "arn:aws:iam::111122223333:mfa/root-account-mfa-device")
    assert root_user_has_hardware_mfa(ACCOUNT, SAFE, THERE, Known((OF_ROOT,))) == failed(f"virtual: {OF_ROOT.arn}")
    assert root_user_has_hardware_mfa(ACCOUNT, SAFE, THERE, Known((by_serial,))).status is Status.FAIL


def test_a_root_user_without_mfa_fails_even_if_the_devices_are_unknown() -> None:
    assert root_user_has_hardware_mfa(ACCOUNT, BARE, THERE, UNREAD) == failed("the root user has no MFA device")


def test_the_name_of_a_device_decides_only_where_aws_names_no_user() -> None:
    of_anna = device("arn:aws:iam::111122223333:user/anna", "arn:aws:iam::111122223333:mfa/root-account-mfa-device")
    named_root = device("arn:aws:iam::111122223333:user/root", "arn:aws:iam::111122223333:mfa/root")
    assert root_user_has_hardware_mfa(ACCOUNT, SAFE, THERE, Known((of_anna, named_root))) == passed()


def test_a_virtual_device_that_may_stand_beside_a_hardware_one_leaves_that_open() -> None:
    verdict = root_user_has_hardware_mfa(ACCOUNT, SAFE, THERE, Known((OF_ROOT,)), require_all_devices_hardware=False)
    unknown = f"virtual: {OF_ROOT.arn}; AWS does not say whether the root user has a hardware device as well"
    assert verdict == not_assessed(unknown)


def test_hardware_mfa_is_not_asked_for_where_aws_offers_none() -> None:
    china = Account.of("111122223333", partition="aws-cn")
    verdict = root_user_has_hardware_mfa(china, BARE, THERE, Known())
    assert verdict == not_applicable("root users of the partition aws-cn have no hardware MFA")


def test_a_root_user_that_was_never_used_passes() -> None:
    assert root_user_is_not_in_use(ACCOUNT, NO_KEYS, NOW) == passed("never used")


def test_recent_use_of_root_fails_until_thirty_days_have_passed() -> None:
    recent = RootCredentials(ago(29, hours=23), ())
    past = RootCredentials(ago(30), ())
    assert root_user_is_not_in_use(ACCOUNT, recent, NOW) == failed("last used 29 days ago")
    assert root_user_is_not_in_use(ACCOUNT, past, NOW) == passed("last used 30 days ago")
    assert root_user_is_not_in_use(ACCOUNT, past, NOW, max_recent_days=31).status is Status.FAIL


def test_the_latest_use_of_password_and_keys_counts() -> None:
    root = RootCredentials(ago(300), (record(1, used=ago(200)), record(2, used=ago(3))))
    assert root_user_is_not_in_use(ACCOUNT, root, NOW) == failed("last used 3 days ago")


def test_a_member_account_without_root_credentials_passes() -> None:
    verdict = member_account_has_no_root_credentials(ACCOUNT, MEMBER, EMPTIED, RootPassword(present=False))
    assert verdict == passed()


def test_root_credentials_in_a_member_account_fail() -> None:
    both = replace(BARE, root_access_keys=1)
    verdict = member_account_has_no_root_credentials(ACCOUNT, MEMBER, both, RootPassword(present=True))
    only_key = member_account_has_no_root_credentials(ACCOUNT, MEMBER, both, DENIED)
    assert verdict == failed("the root user has a password and access keys")
    assert only_key == failed("the root user has access keys")


@pytest.mark.parametrize(
    "membership", [OrganizationMembership(), OrganizationMembership("o-acme", ACCOUNT.account_id, all_features=True)]
)
def test_the_management_account_and_accounts_on_their_own_keep_their_root_user(
    membership: OrganizationMembership,
) -> None:
    verdict = member_account_has_no_root_credentials(ACCOUNT, membership, BARE, RootPassword(present=True))
    assert verdict == not_applicable("not a member account of an organisation")


def test_without_the_credential_report_a_clean_summary_is_not_enough(world: World) -> None:
    [finding] = world.judge(root_user_has_no_access_key, prepare=deny("iam:GetCredentialReport"))
    assert (finding.status, finding.action) == (
        Status.NOT_ASSESSED,
        "iam:GenerateCredentialReport, iam:GetCredentialReport",
    )
