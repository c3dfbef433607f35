"""The credential report: one answer that tells of every password, access key and MFA device of an account."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import tenacity

from reporter.collectors import Aws, collects
from reporter.model import GLOBAL, Account, Fact, ReasonCode, Resource, Unavailable
from reporter.refusals import Refused

ATTEMPTS = 16
"""Asked again at once, then after 1, 2, 3, 4 and ever 5 seconds: for a minute; most reports take a few seconds."""
NOT_READY = ("ReportNotPresent", "ReportInProgress", "ReportExpired")
ROOT = "<root_account>"
SLOTS = (1, 2)
NO_VALUE = frozenset({"N/A", "no_information", "not_supported"})
"""Nothing there to have a date, never used, and not told of the root user: in a date each means that there is none."""
FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """One access key as the report tells of it."""

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
    """None: not told, as happens to the root user."""
    password_last_used: datetime | None
    password_last_changed: datetime | None
    mfa_active: bool
    keys: tuple[KeyRecord, ...]


@dataclass(frozen=True, slots=True)
class CredentialReport(Fact):
    """Every line of the report; AWS makes a new one every four hours at most."""

    generated: datetime
    rows: tuple[CredentialRow, ...]


@dataclass(frozen=True, slots=True)
class RootCredentials(Fact):
    """What the root user of the account could sign in and sign requests with."""

    password_last_used: datetime | None
    keys: tuple[KeyRecord, ...]

    @property
    def last_used(self) -> datetime | None:
        """When the root user last did anything; None: never."""
        moments = (self.password_last_used, *(key.last_used for key in self.keys))
        return max((moment for moment in moments if moment), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCredentials(Resource):
    """What an IAM user can sign in and sign requests with."""

    kind: ClassVar[str] = "AWS::IAM::User"

    created: datetime
    password_enabled: bool
    password_last_used: datetime | None
    """None: never, as far as AWS knows."""
    password_last_changed: datetime | None
    mfa_active: bool
    keys: tuple[KeyRecord, ...]

    @property
    def active_keys(self) -> tuple[KeyRecord, ...]:
        """The keys that work."""
        return tuple(key for key in self.keys if key.active)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey(Resource):
    """An access key of an IAM user or of the root user; both keys of a user share the user's ARN."""

    kind: ClassVar[str] = "AWS::IAM::AccessKey"

    active: bool
    created: datetime
    last_used: datetime | None
    """None: never."""

    @property
    def of_root(self) -> bool:
        """Whether the root user owns the key."""
        return self.name == ROOT


@collects("iam:GenerateCredentialReport", "iam:GetCredentialReport")
def credential_report(aws: Aws, account: Account) -> CredentialReport:
    """Has AWS make the report and waits for it."""
    answer = obtain_report(aws)
    return CredentialReport(answer["GeneratedTime"], tuple(read_rows(answer["Content"])))


@collects()
def root_credentials(account: Account, report: CredentialReport) -> RootCredentials:
    """The root user's line, which no report lacks."""
    root = next((row for row in report.rows if row.user == ROOT), None)
    if root is None:
        raise LookupError(f"the credential report of {account.account_id} has no line for the root user")
    return RootCredentials(root.password_last_used, root.keys)


@collects()
def user_credentials(account: Account, report: CredentialReport) -> Iterator[UserCredentials]:
    """Every IAM user; the root user is none."""
    for row in report.rows:
        if row.user == ROOT:
            continue
        if row.password_enabled is None:
            raise ValueError(f"the credential report does not say whether {row.user} has a password")
        yield UserCredentials(
            account_id=account.account_id,
            region=GLOBAL,
            arn=row.arn,
            name=row.user,
            created=row.created,
            password_enabled=row.password_enabled,
            password_last_used=row.password_last_used,
            password_last_changed=row.password_last_changed,
            mfa_active=row.mfa_active,
            keys=row.keys,
        )


@collects()
def access_keys(account: Account, report: CredentialReport) -> Iterator[AccessKey]:
    """Every access key, active or not, those of the root user included."""
    for row in report.rows:
        for key in row.keys:
            yield AccessKey(
                account_id=account.account_id,
                region=GLOBAL,
                arn=row.arn,
                name=row.user,
                part=f"access key {key.slot}",
                active=key.active,
                created=key.created,
                last_used=key.last_used,
            )


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


def read_rows(content: bytes) -> Iterator[CredentialRow]:
    """The lines of the report. Raises LookupError or ValueError when they are not what AWS documents."""
    lines = csv.DictReader(io.StringIO(content.decode(), newline=""))
    if not lines.fieldnames:
        raise LookupError("the credential report is empty")
    for line in lines:
        yield CredentialRow(
            user=line["user"],
            arn=line["arn"],
            created=_date(line["user_creation_time"]),
            password_enabled=None if line["password_enabled"] in NO_VALUE else FLAGS[line["password_enabled"]],
            password_last_used=_moment(line["password_last_used"]),
            password_last_changed=_moment(line["password_last_changed"]),
            mfa_active=FLAGS[line["mfa_active"]],
            keys=tuple(_read_keys(line)),
        )


def _read_keys(line: dict[str, str]) -> Iterator[KeyRecord]:
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
