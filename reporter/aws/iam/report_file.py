"""Obtains the credential report from AWS, and parses its CSV file line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import tenacity

from reporter.engine.collector import Aws
from reporter.engine.listing import Identity
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.refusals import Refused
from reporter.model.subjects import GLOBAL, Account

ATTEMPTS = 16
"""Requests are repeated at once, then after 1, 2, 3, 4 and from then on 5 seconds: about a minute. Most reports take a
few seconds."""
NOT_READY = ("ReportNotPresent", "ReportInProgress", "ReportExpired")
ROOT = "<root_account>"
SLOTS = (1, 2)
COLUMNS = (
    "user", "arn", "user_creation_time",
    "password_enabled", "password_last_used", "password_last_changed", "mfa_active",
    *(f"access_key_{slot}_{column}" for slot in SLOTS for column in ("active", "last_rotated", "last_used_date")),
)  # fmt: skip
"""The columns that are read."""
NO_VALUE = frozenset({"N/A", "no_information", "not_supported"})
"""The words for no value: no date exists, never used, or not given for the root user. As a date, each means None."""
FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """One access key in the report."""

    slot: int
    """1 or 2."""
    active: bool
    created: datetime
    """When the key was created, or last activated or deactivated."""
    last_used: datetime | None
    """None for never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRow:
    """One line of the report: an IAM user or the root user."""

    user: str
    arn: str
    created: datetime
    password_enabled: bool | None
    """None where it is not given, as for the root user."""
    password_last_used: datetime | None
    password_last_changed: datetime | None
    mfa_active: bool
    keys: tuple[KeyRecord, ...]


class _NotReady(Exception):  # noqa: N818 - no error: the request is repeated
    """AWS is still making the report."""

    def __init__(self, operation: str, state: str) -> None:
        super().__init__(state)
        self.operation = operation


def obtain_report(aws: Aws) -> dict[str, Any]:
    """The answer with the report. Raises `Refused` with the reason timeout where AWS does not finish it in time."""
    patiently = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(_NotReady),
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=tenacity.wait_incrementing(start=0, increment=1, max=5),
        sleep=aws.sleep,
        reraise=True,
    )
    try:
        patiently(_generate, aws)
        return patiently(_get, aws)
    except _NotReady as not_ready:
        raise Refused(Unavailable(ReasonCode.TIMEOUT, str(not_ready), not_ready.operation)) from not_ready


def _generate(aws: Aws) -> None:
    state = aws.call("iam", "generate_credential_report")["State"]
    if state != "COMPLETE":
        raise _NotReady("iam:GenerateCredentialReport", f"it was not made in time: its state is {state}")


def _get(aws: Aws) -> dict[str, Any]:
    answer = aws.find("iam", "get_credential_report", absent=NOT_READY)
    if answer is None:
        raise _NotReady("iam:GetCredentialReport", "it was made, but AWS did not hand it out in time")
    return answer


def read_lines(content: bytes) -> Iterator[dict[str, Any]]:
    """The lines of the report by column. Raises LookupError or ValueError for anything but a credential report."""
    lines = csv.DictReader(io.StringIO(content.decode(), newline=""))
    try:
        missing = [column for column in COLUMNS if column not in (lines.fieldnames or ())]
        if missing:
            raise LookupError(f"this is no credential report: it lacks the columns {', '.join(missing)}")
        yield from lines
    except csv.Error as error:
        raise ValueError(f"this is no credential report: {error}") from error


def whose(account: Account, line: Mapping[str, Any]) -> Identity:
    """The identity of the user of a line; raises LookupError for a line that ends before it."""
    if not (line["user"] and line["arn"]):
        raise LookupError("a line without a user")
    return Identity(account_id=account.account_id, region=GLOBAL, arn=line["arn"], name=line["user"], tags={})


def read_row(who: Identity, line: Mapping[str, Any]) -> CredentialRow:
    """A line of the report. Raises LookupError or ValueError where it differs from AWS's documentation."""
    return CredentialRow(
        user=who["name"],
        arn=who["arn"],
        created=_date(line["user_creation_time"]),
        password_enabled=None if line["password_enabled"] in NO_VALUE else FLAGS[line["password_enabled"]],
        password_last_used=_moment(line["password_last_used"]),
        password_last_changed=_moment(line["password_last_changed"]),
        mfa_active=FLAGS[line["mfa_active"]],
        keys=tuple(_read_keys(line)),
    )


def _read_keys(line: Mapping[str, Any]) -> Iterator[KeyRecord]:
    """The keys in a line; a slot without a key is inactive and has no date."""
    for slot in SLOTS:
        prefix = f"access_key_{slot}"
        active = FLAGS[line[f"{prefix}_active"]]
        created = line[f"{prefix}_last_rotated"]
        if active or created not in NO_VALUE:
            yield KeyRecord(
                slot=slot,
                active=active,
                created=_date(created),
                last_used=_moment(line[f"{prefix}_last_used_date"]),
            )


def _moment(text: str) -> datetime | None:
    return None if text in NO_VALUE else _date(text)


def _date(text: str) -> datetime:
    """The date of a text; raises ValueError without a time zone, which AWS always gives."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a date without a time zone: {text}")
    return moment
