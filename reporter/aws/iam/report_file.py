"""The credential report as the file that AWS makes of it: waited for, and read line by line."""

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
"""Asked again at once, then after 1, 2, 3, 4 and ever 5 seconds: for a minute; most reports take a few seconds."""
NOT_READY = ("ReportNotPresent", "ReportInProgress", "ReportExpired")
ROOT = "<root_account>"
SLOTS = (1, 2)
COLUMNS = (
    "user", "arn", "user_creation_time",
    "password_enabled", "password_last_used", "password_last_changed", "mfa_active",
    *(f"access_key_{slot}_{column}" for slot in SLOTS for column in ("active", "last_rotated", "last_used_date")),
)  # fmt: skip
"""Those that are read."""
NO_VALUE = frozenset({"N/A", "no_information", "not_supported"})
"""Nothing there to have a date, never used, and not said of the root user: in a date each means that there is none."""
FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """One access key as the report has it."""

    slot: int
    """1 or 2."""
    active: bool
    created: datetime
    """When the key was made, or last made active or inactive."""
    last_used: datetime | None
    """None: never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRow:
    """One line of the report: a user, or the root user."""

    user: str
    arn: str
    created: datetime
    password_enabled: bool | None
    """None: not said, as happens to the root user."""
    password_last_used: datetime | None
    password_last_changed: datetime | None
    mfa_active: bool
    keys: tuple[KeyRecord, ...]


class _NotReady(Exception):  # noqa: N818 - not an error: ask again
    """AWS is still writing the report."""

    def __init__(self, operation: str, state: str) -> None:
        super().__init__(state)
        self.operation = operation


def obtain_report(aws: Aws) -> dict[str, Any]:
    """The answer that holds the report. Raises `Refused`, with the reason timeout when AWS does not get it done."""
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
    """The lines of the report by column. Raises LookupError or ValueError for what is no credential report."""
    lines = csv.DictReader(io.StringIO(content.decode(), newline=""))
    try:
        missing = [column for column in COLUMNS if column not in (lines.fieldnames or ())]
        if missing:
            raise LookupError(f"this is no credential report: it lacks the columns {', '.join(missing)}")
        yield from lines
    except csv.Error as error:
        raise ValueError(f"this is no credential report: {error}") from error


def whose(account: Account, line: Mapping[str, Any]) -> Identity:
    """The user of a line; raises for a line that breaks off before it says so."""
    if not (line["user"] and line["arn"]):
        raise LookupError("a line without a user")
    return Identity(account_id=account.account_id, region=GLOBAL, arn=line["arn"], name=line["user"], tags={})


def read_row(who: Identity, line: Mapping[str, Any]) -> CredentialRow:
    """A line of the report. Raises LookupError or ValueError when it is not what AWS documents."""
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
    """A slot without a key is inactive and has no date."""
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
    """AWS names the time zone; without one a date could mean anything."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a date without a time zone: {text}")
    return moment
