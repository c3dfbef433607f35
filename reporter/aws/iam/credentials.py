"""The credentials of an account: what IAM's report says of those who are its users now.

IAM makes a new report every four hours at most. Of a user who is not in it yet nothing is known, and one who
is gone meanwhile is none.
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
    """Every line of the report; AWS makes a new one every four hours at most."""

    generated: datetime
    rows: tuple[CredentialRow, ...]
    unread: tuple[Unread, ...] = ()
    """Lines that could not be read."""


@dataclass(frozen=True, slots=True)
class RootCredentials(Fact):
    """What the root user of the account could sign in and sign requests with."""

    password_last_used: datetime | None
    keys: tuple[KeyRecord, ...]
    as_of: datetime | None = None
    """When AWS wrote this down; None: not known."""
    password_enabled: bool | None = None
    """None: AWS did not say."""

    @property
    def last_used(self) -> datetime | None:
        """When the root user last did anything; None: never."""
        moments = (self.password_last_used, *(key.last_used for key in self.keys))
        return max((moment for moment in moments if moment), default=None)


@dataclass(frozen=True, slots=True)
class RootRemoval(Fact):
    """Whether the root user has neither password nor keys, as where the organisation took them from its members."""

    removed: bool
    unread: Unavailable | None = None
    """Why they may have been removed after all."""


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
    as_of: datetime | None = None
    """When AWS wrote this down; None: not known."""

    @property
    def active_keys(self) -> tuple[KeyRecord, ...]:
        """The keys that work."""
        return tuple(key for key in self.keys if key.active)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey(Resource):
    """An access key of an IAM user or of the root user; both keys of a user share the user's ARN."""

    kind: ClassVar[str] = "AWS::IAM::AccessKey"
    part_of_kind: ClassVar[str] = "AWS::IAM::User"

    active: bool
    created: datetime
    """When the key was made, or last made active or inactive."""
    last_used: datetime | None
    """None: never."""
    as_of: datetime | None = None
    """When AWS wrote this down; None: not known."""

    @property
    def of_root(self) -> bool:
        """Whether the root user owns the key."""
        return self.name == ROOT


@collects("iam:GenerateCredentialReport", GET_REPORT)
def credential_report(aws: Aws, account: Account) -> CredentialReport:
    """Has AWS make the report and waits for it."""
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
    """The root user's line, which no report lacks; raises `Refused` where it does."""
    root = _line_of_root(account, report)
    if isinstance(root, Unread):
        raise Refused(root.why)
    return RootCredentials(root.password_last_used, root.keys, report.generated, root.password_enabled)


@collects()
def root_removal(account: Account, summary: AccountSummary, root: RootCredentials | Unavailable) -> RootRemoval:
    """The report counts only where the summary says nothing of the password; its "not supported" means one exists."""
    if summary.root_access_keys or summary.root_password is not None:
        return RootRemoval(removed=not summary.root_access_keys and not summary.root_password)
    if isinstance(root, Unavailable):
        return RootRemoval(removed=False, unread=root)
    return RootRemoval(removed=root.password_enabled is False)


@collects()
def user_credentials(
    account: Account, report: CredentialReport, details: AuthorizationDetails | Unavailable
) -> Listing[UserCredentials]:
    """Every IAM user; the root user is none."""
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
    """Every access key, active or not, those of the root user included."""
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
    """What sets the two keys of a user apart."""
    return f"access key {key.slot}"


def _line_of_root(account: Account, report: CredentialReport) -> CredentialRow | Unread:
    detail = f"the credential report of {account.account_id} has no line for the root user"
    missing = _unread(account, account.arn, ROOT, ReasonCode.MALFORMED_ANSWER, detail)
    return _lines(account, report).get(account.arn, missing)


def _lines_of_users(
    account: Account, report: CredentialReport, details: AuthorizationDetails | Unavailable
) -> Iterator[CredentialRow | Unread]:
    """One for each user of now; where those could not be read, for each of the report, and that there may be more."""
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
    """The account's own, by ARN; a line that does not say whose it is stands under its place."""
    own = f":iam::{account.account_id}:"
    read = {row.arn: row for row in report.rows if own in row.arn}
    return {**read, **{one.key: one for one in report.unread if own in one.arn}}


def _is_about_an_earlier(user: User, line: CredentialRow | Unread) -> bool:
    """Whether the line is about one of the same name who was deleted before this one was made."""
    if isinstance(line, Unread) or user.created is None:
        return False
    return user.created.replace(microsecond=0) != line.created.replace(microsecond=0)


def _missing(account: Account, user: User, generated: datetime) -> Unread:
    """A user who is not in the report: too young for it, or lost from it."""
    young = user.created is None or user.created >= generated
    detail = f"the credential report of {generated.astimezone(UTC):%Y-%m-%d %H:%M} UTC does not have this user"
    reason = ReasonCode.TIMEOUT if young else ReasonCode.MALFORMED_ANSWER
    return _unread(account, user.arn, user.name, reason, f"{detail} yet" if young else detail)


def _unread(account: Account, arn: str, name: str, reason: ReasonCode, detail: str) -> Unread:
    why = Unavailable(reason, detail, GET_REPORT)
    return Unread(account_id=account.account_id, region=GLOBAL, arn=arn, name=name, why=why)
