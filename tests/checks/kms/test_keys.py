"""Rotation, deletion and policies of KMS keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from checks.kms.keys import key_is_not_public, key_is_not_to_be_deleted, key_is_rotated
from reporter.api import Status, failed, not_applicable, passed
from reporter.aws.kms.keys import Key, KeyDetails, KeyPolicy, KeyRotation
from reporter.aws.policy import parse_policy

ACCOUNT = "111122223333"
DETAILS = KeyDetails(
    by_customer=True, state="Enabled", spec="SYMMETRIC_DEFAULT", origin="AWS_KMS", is_replica=False, deleted_on=None
)
YEARLY, NEVER = KeyRotation(enabled=True, days=365), KeyRotation(enabled=False)


def key(**details: Any) -> Key:
    arn = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"
    return Key(account_id=ACCOUNT, region="eu-west-1", arn=arn, name="1", details=replace(DETAILS, **details))


def test_a_key_is_rotated_once_a_year_or_not() -> None:
    assert key_is_rotated(key(), YEARLY) == passed("every 365 days")
    assert key_is_rotated(key(), replace(YEARLY, days=366)) == failed("every 366 days")
    assert key_is_rotated(key(), NEVER) == failed("rotation is off")


def test_the_period_is_a_setting() -> None:
    assert key_is_rotated(key(), YEARLY, max_period_days=180) == failed("every 365 days")
    rarely = replace(YEARLY, days=2560)
    assert key_is_rotated(key(), rarely, max_period_days=None) == passed("every 2560 days")
    assert key_is_rotated(key(), NEVER, max_period_days=None) == failed("rotation is off")


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"spec": "RSA_2048"}, "not a symmetric encryption key: RSA_2048"),
        ({"spec": "HMAC_256"}, "not a symmetric encryption key: HMAC_256"),
        ({"origin": "EXTERNAL"}, "its key material is imported"),
        ({"origin": "AWS_CLOUDHSM"}, "its key material is in a custom key store"),
        ({"origin": "EXTERNAL_KEY_STORE"}, "its key material is in a custom key store"),
        ({"is_replica": True}, "a replica is rotated with its primary key"),
        ({"state": "Disabled"}, "it is Disabled"),
        ({"state": "PendingDeletion"}, "it is PendingDeletion"),
    ],
)
def test_keys_that_kms_does_not_rotate_are_exempt(details: dict[str, Any], reason: str) -> None:
    assert key_is_rotated(key(**details), NEVER) == not_applicable(reason)


@pytest.mark.parametrize("state", ["Enabled", "Disabled", "PendingImport", "Unavailable"])
def test_a_key_that_stays_passes_in_any_state(state: str) -> None:
    assert key_is_not_to_be_deleted(key(state=state)) == passed()


def test_a_key_that_is_to_be_deleted_fails_with_the_day() -> None:
    doomed = key(state="PendingDeletion", deleted_on=datetime(2026, 12, 24, tzinfo=UTC))
    assert key_is_not_to_be_deleted(doomed) == failed("on 2026-12-24")
    assert key_is_not_to_be_deleted(key(state="PendingReplicaDeletion")) == failed(
        "as soon as its replicas are deleted"
    )


def public(principal: Any, condition: Any = None, *, statements: int = 1) -> Any:
    allow = {"Effect": "Allow", "Principal": principal, "Action": "kms:Decrypt", "Resource": "*"}
    statement = allow | ({"Condition": condition} if condition else {})
    policy = parse_policy({"Version": "2012-10-17", "Statement": [statement] * statements})
    return key_is_not_public(key(), KeyPolicy(policy))


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
        {"StringEquals": {"kms:EncryptionContext:app": "shop"}},
        {"StringNotEquals": {"kms:CallerAccount": ACCOUNT}},
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
    ],
)
def test_a_key_that_everyone_may_use_is_public(condition: Any) -> None:
    verdict = public("*", condition)
    assert verdict.status is Status.FAIL
    assert verdict.reason.startswith("statement 1: everyone may kms:decrypt")


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"kms:CallerAccount": ACCOUNT}},
        {"StringEquals": {"kms:CallerAccount": "999988887777"}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}},
        {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}},
        {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
    ],
)
def test_everyone_within_limits_is_not_the_public(condition: Any) -> None:
    assert public({"AWS": "*"}, condition) == passed()


def test_named_accounts_and_services_are_not_the_public() -> None:
    assert public({"AWS": "999988887777"}) == public({"Service": "logs.amazonaws.com"}) == passed()


def test_a_long_policy_gives_a_short_reason() -> None:
    assert public("*", statements=25).reason.endswith(" and 5 more")
