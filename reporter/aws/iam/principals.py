"""Users, groups, roles and managed policies of an account, all of them from one answer.

The listings only hand out what that answer held, so that it is saved once. Documents stay the text they came as,
which is also the evidence; `reporter.aws.iam.documents` reads them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any, ClassVar, TypedDict

from reporter.aws.ec2.identity import tags_of
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.credible import once_each
from reporter.engine.listing import Identity as Who
from reporter.engine.listing import asked_by, each
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Unread
from reporter.model.subjects import GLOBAL, Account, Resource

DETAILS = "iam:GetAccountAuthorizationDetails"
LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
SERVICE_LINKED = "/aws-service-role/"
UNTOLD_MEMBERS = Unavailable(ReasonCode.MALFORMED_ANSWER, "the answer has no GroupList of some user", DETAILS)
IDENTITY_CENTER = "/aws-reserved/sso.amazonaws.com/"


@dataclass(frozen=True, slots=True)
class InlineText:
    """An inline policy where it stands, in its user, group or role."""

    name: str
    """Empty: AWS did not give it."""
    text: str
    """Empty: AWS did not give it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Resource):
    """What users, groups and roles have in common: they hold policies."""

    path: str
    attached: tuple[str, ...]
    """The ARNs of managed policies; a permissions boundary is none of them."""
    inline: tuple[InlineText, ...]
    unique_id: str = ""
    """What IAM calls it by in conditions, for example `AROAEXAMPLE`; empty in older evidence."""

    def __str__(self) -> str:
        return f"{self.kind.rpartition(':')[2].lower()} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Identity):
    """An IAM user."""

    kind: ClassVar[str] = "AWS::IAM::User"

    groups: tuple[str, ...]
    created: datetime | None = None
    """None: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Identity):
    """An IAM group."""

    kind: ClassVar[str] = "AWS::IAM::Group"

    members: int
    unread: Unavailable | None = None
    """Why there may be more of them; None: there are no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Identity):
    """An IAM role."""

    kind: ClassVar[str] = "AWS::IAM::Role"

    trust: str
    """The trust policy as JSON; empty: AWS did not give it."""

    @property
    def is_service_linked(self) -> bool:
        """Whether an AWS service made it, and nobody in the account can change it."""
        return self.path.startswith(SERVICE_LINKED)

    @property
    def is_from_identity_center(self) -> bool:
        """Whether IAM Identity Center made it for a permission set."""
        return self.path.startswith(IDENTITY_CENTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedPolicy(Resource):
    """A customer managed policy."""

    kind: ClassVar[str] = "AWS::IAM::ManagedPolicy"

    text: str
    """The default version as JSON; empty: AWS did not give it."""
    attachments: int
    """How many users, groups and roles hold it."""
    is_boundary: bool
    """Whether it is the permissions boundary of some user or role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsManagedPolicy(ManagedPolicy):
    """A policy of AWS's own that is in use in the account."""


@dataclass(frozen=True, slots=True)
class AuthorizationDetails(Fact):
    """Everything that IAM knows of who may do what."""

    users: tuple[User, ...]
    groups: tuple[Group, ...]
    roles: tuple[Role, ...]
    policies: tuple[ManagedPolicy, ...]
    aws_policies: tuple[AwsManagedPolicy, ...]
    unread: Mapping[str, tuple[Unread, ...]] = field(default_factory=dict)
    """By the list of the answer: those that could not be read."""
    unread_ids: tuple[str, ...] = ()
    """The unique ids of all users and roles, where some of them could not be read."""

    @property
    def identities(self) -> tuple[User | Group | Role, ...]:
        """All that can hold policies."""
        return (*self.users, *self.groups, *self.roles)

    def unread_of(self, *lists: str) -> tuple[Unread, ...]:
        """What could not be read of these lists."""
        return tuple(chain.from_iterable(self.unread.get(name, ()) for name in lists))


@collects(DETAILS)
def authorization_details(aws: Aws, account: Account) -> AuthorizationDetails:
    """A page holds up to 1,000 elements of the four lists together; a list may be empty, but is there."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
    for page in aws.pages("iam", "get_account_authorization_details", page_size=1000):
        for name in LISTS:
            found[name] += page[name]
    read = {
        name: once_each(each(account, found[name], partial(_who, account), reader))
        for name, reader in zip(LISTS, _readers(found), strict=True)
    }
    users, groups, roles, policies = ([one for one in ones if not isinstance(one, Unread)] for ones in read.values())
    return AuthorizationDetails(
        users=tuple(users),
        groups=tuple(groups),
        roles=tuple(roles),
        policies=tuple(one for one in policies if not isinstance(one, AwsManagedPolicy)),
        aws_policies=tuple(one for one in policies if isinstance(one, AwsManagedPolicy)),
        unread={
            name: tuple(asked_by(one, aws.last_call) for one in ones if isinstance(one, Unread))
            for name, ones in read.items()
            if any(isinstance(one, Unread) for one in ones)
        },
        unread_ids=_ids(found) if any(isinstance(one, Unread) for ones in read.values() for one in ones) else (),
    )


def _ids(found: Mapping[str, list[dict[str, Any]]]) -> tuple[str, ...]:
    users = (user.get("UserId", "") for user in found["UserDetailList"])
    return (*users, *(role.get("RoleId", "") for role in found["RoleDetailList"]))


def _readers(found: Mapping[str, list[dict[str, Any]]]) -> tuple[Callable[[Who, Mapping[str, Any]], Any], ...]:
    """One for each list; groups and policies are also what the others say of them."""
    users, roles = found["UserDetailList"], found["RoleDetailList"]
    named = enumerate(users)  # a user whom two pages hold is one member
    memberships = {(user.get("Arn", place), group) for place, user in named for group in user.get("GroupList", ())}
    members = Counter(group for _, group in memberships)
    untold = None if all("GroupList" in user for user in users) else UNTOLD_MEMBERS
    bounded = [one["PermissionsBoundary"] for one in users + roles if "PermissionsBoundary" in one]
    boundaries = {boundary.get("PermissionsBoundaryArn") for boundary in bounded}
    return _user, partial(_group, members, untold), _role, partial(_policy, boundaries)


def _who(account: Account, answer: Mapping[str, Any]) -> Who:
    """IAM's ARNs end in the name."""
    return Who(
        account_id=account.account_id,
        region=GLOBAL,
        arn=answer["Arn"],
        name=answer["Arn"].rpartition("/")[2],
        tags=tags_of(answer),
    )


def _user(who: Who, answer: Mapping[str, Any]) -> User:
    """AWS leaves out the inline policies of users that have none."""
    holds = _holds("User", answer, answer.get("UserPolicyList", ()))
    return User(**who, **holds, groups=tuple(answer["GroupList"]), created=answer.get("CreateDate"))


def _group(members: Mapping[str, int], untold: Unavailable | None, who: Who, answer: Mapping[str, Any]) -> Group:
    return Group(
        **who, **_holds("Group", answer, answer["GroupPolicyList"]), members=members[who["name"]], unread=untold
    )


def _role(who: Who, answer: Mapping[str, Any]) -> Role:
    trust = _text(answer.get("AssumeRolePolicyDocument"))
    return Role(**who, **_holds("Role", answer, answer["RolePolicyList"]), trust=trust)


class _Holds(TypedDict):
    unique_id: str
    path: str
    attached: tuple[str, ...]
    inline: tuple[InlineText, ...]


def _holds(word: str, answer: Mapping[str, Any], inline: Sequence[Mapping[str, Any]]) -> _Holds:
    """What every identity holds; an inline policy whose name or text AWS leaves out is one all the same."""
    return _Holds(
        unique_id=answer.get(f"{word}Id", ""),
        path=answer["Path"],
        attached=tuple(policy["PolicyArn"] for policy in answer["AttachedManagedPolicies"]),
        inline=tuple(InlineText(one.get("PolicyName", ""), _text(one.get("PolicyDocument"))) for one in inline),
    )


def _policy(boundaries: Collection[str], who: Who, answer: Mapping[str, Any]) -> ManagedPolicy:
    """Where other ARNs have the account, those of AWS's own policies say so."""
    kind = AwsManagedPolicy if who["arn"].split(":")[4] == "aws" else ManagedPolicy
    versions = {version.get("VersionId"): version.get("Document") for version in answer["PolicyVersionList"]}
    return kind(
        **who,
        text=_text(versions.get(answer["DefaultVersionId"])),
        attachments=answer["AttachmentCount"],
        is_boundary=who["arn"] in boundaries or answer.get("PermissionsBoundaryUsageCount", 0) > 0,
    )


def _text(document: Any) -> str:
    """The document as JSON, whether botocore could decode it or not; the same document is kept once."""
    if document is None:
        return ""
    return sys.intern(document if isinstance(document, str) else json.dumps(document))


@collects()
def users(account: Account, details: AuthorizationDetails) -> Listing[User]:
    """Every user."""
    yield from details.users
    yield from details.unread_of("UserDetailList")


@collects()
def groups(account: Account, details: AuthorizationDetails) -> Listing[Group]:
    """Every group."""
    yield from details.groups
    yield from details.unread_of("GroupDetailList")


@collects()
def roles(account: Account, details: AuthorizationDetails) -> Listing[Role]:
    """Every role."""
    yield from details.roles
    yield from details.unread_of("RoleDetailList")


@collects()
def managed_policies(account: Account, details: AuthorizationDetails) -> Listing[ManagedPolicy]:
    """Every customer managed policy; one of which nothing is known may be one."""
    yield from details.policies
    yield from (one for one in details.unread_of("Policies") if one.part or ":iam::aws:" not in one.arn)


@collects()
def aws_managed_policies(account: Account, details: AuthorizationDetails) -> Listing[AwsManagedPolicy]:
    """Every policy of AWS's own that is in use; one of which nothing is known may be one."""
    yield from details.aws_policies
    yield from (one for one in details.unread_of("Policies") if one.part or ":iam::aws:" in one.arn)
