"""The credentials of an account: the lines of IAM's credential report for the users that exist now.

IAM makes a new report every four hours at most. A user who is not yet in the report is `Unread`, and a line about a
deleted user is ignored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from reporter.aws.iam.account import AccountSummary
from reporter.aws.iam.principals import AuthorizationDetails, User
from reporter.aws.iam.report_file import ROOT, CredentialRow, KeyRecord, obtain_report, read_lines, read_row, whose
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import asked_by, each
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Unread
from reporter.model.refusals import Refused
from reporter.model.subjects import GLOBAL, Account, Resource

GET_REPORT = "iam:GetCredentialReport"


@dataclass(frozen=True, slots=True)
class CredentialReport(Fact):
    """The lines of the credential report; AWS makes a new one every four hours at most."""

    generated: datetime
    rows: tuple[CredentialRow, ...]
    unread: tuple[Unread, ...] = ()
    """Lines that could not be read."""


@dataclass(frozen=True, slots=True)
class RootCredentials(Fact):
    """The root user's password and access keys."""

    password_last_used: datetime | None
    keys: tuple[KeyRecord, ...]
    as_of: datetime | None = None
    """When AWS made the report; None where that is not known."""
    password_enabled: bool | None = None
    """None where AWS did not say."""

    @property
    def last_used(self) -> datetime | None:
        """When the root user was last active; None for never."""
        moments = (self.password_last_used, *(key.last_used for key in self.keys))
        return max((moment for moment in moments if moment), default=None)


@dataclass(frozen=True, slots=True)
class RootRemoval(Fact):
    """Whether the root user has neither password nor keys, as where an organisation removed them from its members."""

    removed: bool
    unread: Unavailable | None = None
    """The reason why it is unknown whether they were removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCredentials(Resource):
    """The password and access keys of an IAM user."""

    kind: ClassVar[str] = "AWS::IAM::User"

    created: datetime
    password_enabled: bool
    password_last_used: datetime | None
    """None for never, as far as AWS knows."""
    password_last_changed: datetime | None
    mfa_active: bool
    keys: tuple[KeyRecord, ...]
    as_of: datetime | None = None
    """When AWS made the report; None where that is not known."""

    @property
    def active_keys(self) -> tuple[KeyRecord, ...]:
        """The active keys."""
        return tuple(key for key in self.keys if key.active)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey(Resource):
    """An access key of an IAM user or of the root user; both keys of a user share the user's ARN."""

    kind: ClassVar[str] = "AWS::IAM::AccessKey"
    part_of_kind: ClassVar[str] = "AWS::IAM::User"

    active: bool
    created: datetime
    """When the key was created, or last activated or deactivated."""
    last_used: datetime | None
    """None for never."""
    as_of: datetime | None = None
    """When AWS made the report; None where that is not known."""

    @property
    def of_root(self) -> bool:
        """Whether the key belongs to the root user."""
        return self.name == ROOT


@collects("iam:GenerateCredentialReport", GET_REPORT)
def credential_report(aws: Aws, account: Account) -> CredentialReport:
    """The credential report; it is requested from AWS and waited for."""
    answer = obtain_report(aws)
    rows: dict[str, CredentialRow] = {}
    unread: list[Unread] = []
    for line in each(account, read_lines(answer["Content"]), partial(whose, account), read_row):
        if isinstance(line, Unread):
            unread.append(asked_by(line, aws.last_call))
        elif rows.setdefault(line.arn, line) != line:
            detail = "two lines of the credential report contradict each other"
            unread.append(_unread(account, line.arn, line.user, ReasonCode.MALFORMED_ANSWER, detail))
    return CredentialReport(answer["GeneratedTime"], tuple(rows.values()), tuple(unread))


@collects()
def root_credentials(account: Account, report: CredentialReport) -> RootCredentials:
    """The root user's credentials; raises `Refused` where the report has no line for the root user."""
    root = _line_of_root(account, report)
    if isinstance(root, Unread):
        raise Refused(root.why)
    return RootCredentials(root.password_last_used, root.keys, report.generated, root.password_enabled)


@collects()
def root_removal(account: Account, summary: AccountSummary, root: RootCredentials | Unavailable) -> RootRemoval:
    """Whether root credentials are removed.

    The report counts only where the summary does not mention the password; its "not_supported" means that one exists.
    """
    if summary.root_access_keys or summary.root_password is not None:
        return RootRemoval(removed=not summary.root_access_keys and not summary.root_password)
    if isinstance(root, Unavailable):
        return RootRemoval(removed=False, unread=root)
    return RootRemoval(removed=root.password_enabled is False)


@collects()
def user_credentials(
    account: Account, report: CredentialReport, details: AuthorizationDetails | Unavailable
) -> Listing[UserCredentials]:
    """The credentials of all IAM users, without the root user."""
    return (
        line if isinstance(line, Unread) else _user(account, line, report.generated)
        for line in _lines_of_users(account, report, details)
    )


def _user(account: Account, line: CredentialRow, as_of: datetime) -> UserCredentials | Unread:
    if line.password_enabled is None:
        detail = "the credential report does not say whether there is a password"
        return _unread(account, line.arn, line.user, ReasonCode.MALFORMED_ANSWER, detail)
    return UserCredentials(
        account_id=account.account_id,
        region=GLOBAL,
        arn=line.arn,
        name=line.user,
        created=line.created,
        password_enabled=line.password_enabled,
        password_last_used=line.password_last_used,
        password_last_changed=line.password_last_changed,
        mfa_active=line.mfa_active,
        keys=line.keys,
        as_of=as_of,
    )


@collects()
def access_keys(
    account: Account, report: CredentialReport, details: AuthorizationDetails | Unavailable
) -> Listing[AccessKey]:
    """The access keys, active or not, including those of the root user."""
    for line in (_line_of_root(account, report), *_lines_of_users(account, report, details)):
        if isinstance(line, Unread):
            yield line
        else:
            yield from (_key(account, line, key, report.generated) for key in line.keys)


def _key(account: Account, line: CredentialRow, key: KeyRecord, as_of: datetime) -> AccessKey:
    return AccessKey(
        account_id=account.account_id,
        region=GLOBAL,
        arn=line.arn,
        name=line.user,
        part=part_of(key),
        active=key.active,
        created=key.created,
        last_used=key.last_used,
        as_of=as_of,
    )


def part_of(key: KeyRecord) -> str:
    """The part that distinguishes the two keys of a user."""
    return f"access key {key.slot}"


def _line_of_root(account: Account, report: CredentialReport) -> CredentialRow | Unread:
    detail = f"the credential report of {account.account_id} has no line for the root user"
    missing = _unread(account, account.arn, ROOT, ReasonCode.MALFORMED_ANSWER, detail)
    return _lines(account, report).get(account.arn, missing)


def _lines_of_users(
    account: Account, report: CredentialReport, details: AuthorizationDetails | Unavailable
) -> Iterator[CredentialRow | Unread]:
    """A line for each user that exists now.

    Where the users could not be read: all lines of the report, and an `Unread` for further users.
    """
    lines = _lines(account, report)
    if isinstance(details, Unavailable):
        id_, name = account.account_id, account.name
        yield Unread(account_id=id_, region=GLOBAL, arn=account.arn, name=name, why=details)
        yield from (line for key, line in lines.items() if key != account.arn)
        return
    for user in details.users:
        line = lines.get(user.arn)
        yield line if line and not _is_about_an_earlier(user, line) else _missing(account, user, report.generated)
    for unread in details.unread_of("UserDetailList"):
        yield lines.get(unread.key, unread)


def _lines(account: Account, report: CredentialReport) -> dict[str, CredentialRow | Unread]:
    """The lines of the account by ARN; a line without an ARN is stored under its position."""
    own = f":iam::{account.account_id}:"
    read = {row.arn: row for row in report.rows if own in row.arn}
    return {**read, **{one.key: one for one in report.unread if own in one.arn}}


def _is_about_an_earlier(user: User, line: CredentialRow | Unread) -> bool:
    """Whether the line is about a deleted user of the same name."""
    if isinstance(line, Unread) or user.created is None:
        return False
    return user.created.replace(microsecond=0) != line.created.replace(microsecond=0)


def _missing(account: Account, user: User, generated: datetime) -> Unread:
    """A user who is missing in the report: created after it, or left out by AWS."""
    young = user.created is None or user.created >= generated
    detail = f"the credential report of {generated.astimezone(UTC):%Y-%m-%d %H:%M} UTC does not have this user"
    reason = ReasonCode.TIMEOUT if young else ReasonCode.MALFORMED_ANSWER
    return _unread(account, user.arn, user.name, reason, f"{detail} yet" if young else detail)


def _unread(account: Account, arn: str, name: str, reason: ReasonCode, detail: str) -> Unread:
    why = Unavailable(reason, detail, GET_REPORT)
    return Unread(account_id=account.account_id, region=GLOBAL, arn=arn, name=name, why=why)
