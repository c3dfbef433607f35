"""The IAM credential report in AWS's format: the root user first, and AWS's words for missing values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from reporter.demo.services.iam.state import RootUser

KEY_COLUMNS = ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
COLUMNS = (
    "user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed",
    "password_next_rotation", "mfa_active",
    *(f"access_key_{number}_{column}" for number in (1, 2) for column in KEY_COLUMNS),
    "cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated",
)  # fmt: skip
NONE = "N/A"


def credential_report(account_id: str, root: RootUser, users: Iterable[Any]) -> str:
    """The report as CSV; `users` are moto's."""
    report = io.StringIO()
    writer = csv.DictWriter(report, COLUMNS, restval=NONE, lineterminator="\n")
    writer.writeheader()
    writer.writerow(_root_row(account_id, root))
    writer.writerows(_user_row(user) for user in users)
    return report.getvalue().rstrip("\n")


def _root_row(account_id: str, root: RootUser) -> dict[str, str]:
    row = {
        "user": "<root_account>",
        "arn": f"arn:aws:iam::{account_id}:root",
        "user_creation_time": _time(root.created),
        "password_enabled": _yes(root.password),
        "password_last_used": _time(root.last_used) if root.last_used else "no_information",
        "password_last_changed": _time(root.created) if root.password else NONE,
        "mfa_active": _yes(root.mfa),
    }
    for number in (1, 2):
        row[f"access_key_{number}_active"] = _yes(root.access_keys >= number)
        row[f"cert_{number}_active"] = "false"
        if root.access_keys >= number:
            row[f"access_key_{number}_last_rotated"] = _time(root.created)
    return row


def _user_row(user: Any) -> dict[str, str]:
    row = {
        "user": user.name,
        "arn": user.arn,
        "user_creation_time": _time(user.create_date),
        "password_enabled": _yes(user.password),
        "mfa_active": _yes(user.mfa_devices),
        "cert_1_active": "false",
        "cert_2_active": "false",
    }
    if user.password:
        used = user.password_last_used
        row["password_last_used"] = _time(used) if used else "no_information"
        row["password_last_changed"] = _time(user.create_date)
    keys = (*user.access_keys, None, None)[:2]
    return row | _key_cells(1, keys[0]) | _key_cells(2, keys[1])


def _key_cells(number: int, key: Any) -> dict[str, str]:
    cells = [_yes(key and key.status == "Active")]
    if key:
        cells.append(_time(key.create_date))
    if key and key.last_used:
        cells += [_time(key.last_used.timestamp), key.last_used.region, key.last_used.service]
    return {f"access_key_{number}_{column}": cell for column, cell in zip(KEY_COLUMNS, cells, strict=False)}


def _yes(value: object) -> str:
    return "true" if value else "false"


def _time(moment: datetime) -> str:
    """A moment as in the report; moto's moments are UTC without a time zone."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
