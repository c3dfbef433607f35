"""Passwords, access keys and MFA of IAM users, and the day on which each verdict turns."""

from datetime import datetime, timedelta

import pytest

from checks.iam.credentials import (
    access_key_is_in_use,
    access_key_is_rotated,
    console_password_is_in_use,
    console_user_has_mfa,
    console_user_has_no_unused_initial_key,
    user_has_one_active_key,
)
from reporter.api import Status, failed, not_applicable, passed
from reporter.aws.iam.access_keys import KeyCreation
from reporter.aws.iam.credentials import UserCredentials
from reporter.aws.iam.report_file import ROOT
from tests.checks.iam.credential_builders import DENIED, NOW, access_key, ago, console_user, record, user

NO_PASSWORD = not_applicable("no console password")
INACTIVE = not_applicable("the key is inactive")


def test_a_console_user_with_mfa_passes() -> None:
    assert console_user_has_mfa(console_user(mfa_active=True), NOW) == passed()


def test_a_console_user_without_mfa_fails() -> None:
    assert console_user_has_mfa(console_user(), NOW) == failed("has a console password but no MFA device")


def test_a_user_without_password_needs_no_mfa() -> None:
    assert console_user_has_mfa(user(), NOW) == NO_PASSWORD


def test_a_new_user_has_days_of_grace_to_register_a_device() -> None:
    newcomer = console_user(created=ago(2))
    assert console_user_has_mfa(newcomer, NOW).status is Status.FAIL
    assert console_user_has_mfa(newcomer, NOW, grace_days=3) == not_applicable(
        "created 2 days ago, within 3 days of grace"
    )
    assert console_user_has_mfa(newcomer, NOW, grace_days=2).status is Status.FAIL


def test_a_password_fails_on_the_day_it_has_been_unused_for_too_long() -> None:
    recent = console_user(password_last_used=ago(44, hours=23))
    assert console_password_is_in_use(recent, NOW) == passed("last used 44 days ago")
    assert console_password_is_in_use(console_user(password_last_used=ago(45)), NOW) == failed("last used 45 days ago")
    assert console_password_is_in_use(recent, NOW, max_unused_days=30).status is Status.FAIL


@pytest.mark.parametrize(
    ("anna", "days"),
    [
        (console_user(password_last_changed=ago(5), created=ago(90)), 5),
        (console_user(created=ago(7)), 7),
    ],
)
def test_a_password_never_used_ages_from_its_last_change_or_else_from_its_user(
    anna: UserCredentials, days: int
) -> None:
    assert console_password_is_in_use(anna, NOW) == passed(f"never used in {days} days")
    assert console_password_is_in_use(anna, NOW, max_unused_days=days).status is Status.FAIL


def test_a_user_without_password_cannot_leave_it_unused() -> None:
    assert console_password_is_in_use(user(), NOW) == NO_PASSWORD


def test_a_key_fails_on_the_day_it_has_been_unused_for_too_long() -> None:
    recent = access_key(created=ago(400), last_used=ago(44, hours=23))
    assert access_key_is_in_use(recent, NOW) == passed("last used 44 days ago")
    assert access_key_is_in_use(access_key(last_used=ago(45)), NOW) == failed("last used 45 days ago")
    assert access_key_is_in_use(recent, NOW, max_unused_days=44).status is Status.FAIL


def test_a_key_never_used_ages_from_its_creation() -> None:
    assert access_key_is_in_use(access_key(created=ago(44)), NOW) == passed("never used in 44 days")
    assert access_key_is_in_use(access_key(created=ago(45)), NOW) == failed("never used in 45 days")


def test_an_unused_root_key_fails_too() -> None:
    assert access_key_is_in_use(access_key(owner=ROOT, created=ago(45)), NOW).status is Status.FAIL


def test_an_inactive_key_may_lie_unused() -> None:
    assert access_key_is_in_use(access_key(active=False, created=ago(900)), NOW) == INACTIVE


@pytest.mark.parametrize(
    ("created", "verdict"),
    [
        (ago(90, hours=23), passed("90 days old")),
        (ago(91), failed("91 days old")),
    ],
)
def test_a_key_fails_on_the_day_after_its_last(created: datetime, verdict: object) -> None:
    assert access_key_is_rotated(access_key(), KeyCreation(created, active=True), NOW) == verdict


def test_the_age_of_keys_can_be_set() -> None:
    assert access_key_is_rotated(access_key(), KeyCreation(ago(31), active=True), NOW, max_age_days=30) == failed(
        "31 days old"
    )


def test_an_inactive_key_need_not_be_rotated() -> None:
    assert access_key_is_rotated(access_key(active=False, created=ago(900)), DENIED, NOW) == INACTIVE
    assert access_key_is_rotated(access_key(), KeyCreation(ago(900), active=False), NOW) == INACTIVE


def test_root_keys_are_not_to_be_rotated_but_deleted() -> None:
    verdict = access_key_is_rotated(access_key(owner=ROOT, created=ago(900)), DENIED, NOW)
    assert verdict == not_applicable("a root key must not exist at all: see iam-root-access-key-absent")


def test_a_user_with_one_active_key_passes() -> None:
    assert user_has_one_active_key(user(keys=(record(1), record(2, active=False))), NOW) == passed()


def test_a_user_with_two_active_keys_fails() -> None:
    anna = user(keys=(record(1, age=200), record(2, age=6)))
    assert user_has_one_active_key(anna, NOW) == failed("two active access keys, the newer one 6 days old")


def test_two_keys_are_tolerated_for_the_days_of_a_rotation() -> None:
    anna = user(keys=(record(1, age=6), record(2, age=200)))
    assert user_has_one_active_key(anna, NOW, rotation_grace_days=7) == passed("rotating: the newer key is 6 days old")
    assert user_has_one_active_key(anna, NOW, rotation_grace_days=6).status is Status.FAIL


def test_a_user_without_active_keys_cannot_have_two() -> None:
    assert user_has_one_active_key(user(keys=(record(1, active=False),)), NOW) == not_applicable("no active access key")


def test_a_console_user_whose_keys_are_used_or_inactive_passes() -> None:
    anna = console_user(keys=(record(1, used=ago(1)), record(2, active=False)))
    assert console_user_has_no_unused_initial_key(anna) == passed()


def test_every_key_of_a_console_user_that_was_never_used_is_named() -> None:
    anna = console_user(keys=(record(1), record(2)))
    assert console_user_has_no_unused_initial_key(anna) == failed("never used: access key 1, access key 2")


def test_with_a_window_only_keys_made_together_with_the_user_count() -> None:
    anna = console_user(created=ago(10) - timedelta(minutes=10), keys=(record(1, age=10), record(2, age=3)))
    strict = console_user_has_no_unused_initial_key(anna, strict_creation_window=True)
    narrow = console_user_has_no_unused_initial_key(anna, strict_creation_window=True, window_minutes=9)
    assert strict == failed("never used: access key 1")
    assert narrow == passed()


def test_unused_keys_of_users_without_password_are_another_checks_business() -> None:
    assert console_user_has_no_unused_initial_key(user(keys=(record(1),))) == NO_PASSWORD
