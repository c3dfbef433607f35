"""Builds users, keys and moments for tests of credential checks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from reporter.api import GLOBAL, Account, ScanTime, Unavailable
from reporter.aws.iam.credentials import AccessKey, UserCredentials
from reporter.aws.iam.report_file import KeyRecord
from reporter.model.answers import ReasonCode

ACCOUNT = Account.of("111122223333", "acme")
NOW = ScanTime(datetime(2026, 11, 21, 7, 0, tzinfo=UTC))
DENIED = Unavailable(ReasonCode.DENIED_BY_IAM, "not authorized")
_ANNA = UserCredentials(
    account_id=ACCOUNT.account_id,
    region=GLOBAL,
    arn="arn:aws:iam::111122223333:user/anna",
    name="anna",
    created=NOW.at - timedelta(days=400),
    password_enabled=False,
    password_last_used=None,
    password_last_changed=None,
    mfa_active=False,
    keys=(),
)


def ago(days: int, **more: int) -> datetime:
    return NOW.at - timedelta(days=days, **more)


def user(**changes: Any) -> UserCredentials:
    """A user without password, key or MFA."""
    return replace(_ANNA, **changes)


def console_user(**changes: Any) -> UserCredentials:
    return user(password_enabled=True, **changes)


def record(slot: int = 1, *, active: bool = True, age: int = 10, used: datetime | None = None) -> KeyRecord:
    return KeyRecord(slot=slot, active=active, created=ago(age), last_used=used)


def access_key(*, owner: str = "anna", active: bool = True, **moments: Any) -> AccessKey:
    given: dict[str, Any] = {"created": ago(10), "last_used": None, **moments}
    return AccessKey(
        account_id=ACCOUNT.account_id,
        region=GLOBAL,
        arn=f"arn:aws:iam::111122223333:user/{owner}",
        name=owner,
        part="access key 1",
        active=active,
        **given,
    )
