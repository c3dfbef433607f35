"""The users, groups, roles and managed policies of an account, from one answer.

The answer is saved once, and the collectors of this module derive their resources from it. Documents stay the text that
AWS sent, which is also the evidence; `reporter.aws.iam.documents` parses them.
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

from reporter.aws.shared.identity import tags_of
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
MEMBERS_UNREAD = Unavailable(ReasonCode.MALFORMED_ANSWER, "the answer has no GroupList of some user", DETAILS)
IDENTITY_CENTER = "/aws-reserved/sso.amazonaws.com/"


@dataclass(frozen=True, slots=True)
class InlineText:
    """An inline policy as its user, group or role holds it."""

    name: str
    """Empty where AWS did not give it."""
    text: str
    """Empty where AWS did not give it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Resource):
    """The common base of users, groups and roles: a holder of policies."""

    path: str
    attached: tuple[str, ...]
    """The ARNs of the attached managed policies, without the permissions boundary."""
    inline: tuple[InlineText, ...]
    unique_id: str = ""
    """The id that conditions use, for example `AROAEXAMPLE`; empty in older evidence."""

    def __str__(self) -> str:
        return f"{self.kind.rpartition(':')[2].lower()} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Identity):
    """An IAM user."""

    kind: ClassVar[str] = "AWS::IAM::User"

    groups: tuple[str, ...]
    created: datetime | None = None
    """None where it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Identity):
    """An IAM group."""

    kind: ClassVar[str] = "AWS::IAM::Group"

    members: int
    unread: Unavailable | None = None
    """The reason why members may be missing; None where all were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Identity):
    """An IAM role."""

    kind: ClassVar[str] = "AWS::IAM::Role"

    trust: str
    """The trust policy as JSON; empty where AWS did not give it."""

    @property
    def is_service_linked(self) -> bool:
        """Whether an AWS service created it, and the account cannot change it."""
        return self.path.startswith(SERVICE_LINKED)

    @property
    def is_from_identity_center(self) -> bool:
        """Whether IAM Identity Center created it for a permission set."""
        return self.path.startswith(IDENTITY_CENTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedPolicy(Resource):
    """A customer managed policy."""

    kind: ClassVar[str] = "AWS::IAM::ManagedPolicy"

    text: str
    """The default version as JSON; empty where AWS did not give it."""
    attachments: int
    """The number of users, groups and roles that hold it."""
    is_boundary: bool
    """Whether it is the permissions boundary of a user or role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsManagedPolicy(ManagedPolicy):
    """An AWS managed policy that is in use in the account."""


@dataclass(frozen=True, slots=True)
class AuthorizationDetails(Fact):
    """The identities and policies of the account, as IAM's authorization details have them."""

    users: tuple[User, ...]
    groups: tuple[Group, ...]
    roles: tuple[Role, ...]
    policies: tuple[ManagedPolicy, ...]
    aws_policies: tuple[AwsManagedPolicy, ...]
    unread: Mapping[str, tuple[Unread, ...]] = field(default_factory=dict)
    """By the list of the answer: items that could not be read."""
    unread_ids: tuple[str, ...] = ()
    """The unique ids of all users and roles, if some of them could not be read."""

    @property
    def identities(self) -> tuple[User | Group | Role, ...]:
        """The identities that can hold policies."""
        return (*self.users, *self.groups, *self.roles)

    def unread_of(self, *lists: str) -> tuple[Unread, ...]:
        """The items of these lists that could not be read."""
        return tuple(chain.from_iterable(self.unread.get(name, ()) for name in lists))


@collects(DETAILS)
def authorization_details(aws: Aws, account: Account) -> AuthorizationDetails:
    """The authorization details. A page holds up to 1,000 items of four lists, each of which is there even if empty."""
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
    """A reader for each list; those of groups and policies also use what the other lists say."""
    users, roles = found["UserDetailList"], found["RoleDetailList"]
    named = enumerate(users)  # a user that two pages hold is one member
    memberships = {(user.get("Arn", place), group) for place, user in named for group in user.get("GroupList", ())}
    members = Counter(group for _, group in memberships)
    unread = None if all("GroupList" in user for user in users) else MEMBERS_UNREAD
    bounded = [one["PermissionsBoundary"] for one in users + roles if "PermissionsBoundary" in one]
    boundaries = {boundary.get("PermissionsBoundaryArn") for boundary in bounded}
    return _user, partial(_group, members, unread), _role, partial(_policy, boundaries)


def _who(account: Account, answer: Mapping[str, Any]) -> Who:
    """The identity of an item; IAM's ARNs end in the name."""
    return Who(
        account_id=account.account_id,
        region=GLOBAL,
        arn=answer["Arn"],
        name=answer["Arn"].rpartition("/")[2],
        tags=tags_of(answer),
    )


def _user(who: Who, answer: Mapping[str, Any]) -> User:
    """The user; AWS leaves the list of inline policies out where it is empty."""
    holds = _holds("User", answer, answer.get("UserPolicyList", ()))
    return User(**who, **holds, groups=tuple(answer["GroupList"]), created=answer.get("CreateDate"))


def _group(members: Mapping[str, int], unread: Unavailable | None, who: Who, answer: Mapping[str, Any]) -> Group:
    return Group(
        **who, **_holds("Group", answer, answer["GroupPolicyList"]), members=members[who["name"]], unread=unread
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
    """The policies of an identity; an inline policy without name or text counts too."""
    return _Holds(
        unique_id=answer.get(f"{word}Id", ""),
        path=answer["Path"],
        attached=tuple(policy["PolicyArn"] for policy in answer["AttachedManagedPolicies"]),
        inline=tuple(InlineText(one.get("PolicyName", ""), _text(one.get("PolicyDocument"))) for one in inline),
    )


def _policy(boundaries: Collection[str], who: Who, answer: Mapping[str, Any]) -> ManagedPolicy:
    """The managed policy; the ARN of an AWS managed one has `aws` in place of the account."""
    kind = AwsManagedPolicy if who["arn"].split(":")[4] == "aws" else ManagedPolicy
    versions = {version.get("VersionId"): version.get("Document") for version in answer["PolicyVersionList"]}
    return kind(
        **who,
        text=_text(versions.get(answer["DefaultVersionId"])),
        attachments=answer["AttachmentCount"],
        is_boundary=who["arn"] in boundaries or answer.get("PermissionsBoundaryUsageCount", 0) > 0,
    )


def _text(document: Any) -> str:
    """The document as JSON, whether botocore decoded it or not; equal documents share one string."""
    if document is None:
        return ""
    return sys.intern(document if isinstance(document, str) else json.dumps(document))


@collects()
def users(account: Account, details: AuthorizationDetails) -> Listing[User]:
    """The users of the account."""
    yield from details.users
    yield from details.unread_of("UserDetailList")


@collects()
def groups(account: Account, details: AuthorizationDetails) -> Listing[Group]:
    """The groups of the account."""
    yield from details.groups
    yield from details.unread_of("GroupDetailList")


@collects()
def roles(account: Account, details: AuthorizationDetails) -> Listing[Role]:
    """The roles of the account."""
    yield from details.roles
    yield from details.unread_of("RoleDetailList")


@collects()
def managed_policies(account: Account, details: AuthorizationDetails) -> Listing[ManagedPolicy]:
    """The customer managed policies; an unread policy is listed if it may be one."""
    yield from details.policies
    yield from (one for one in details.unread_of("Policies") if one.part or ":iam::aws:" not in one.arn)


@collects()
def aws_managed_policies(account: Account, details: AuthorizationDetails) -> Listing[AwsManagedPolicy]:
    """The AWS managed policies in use; an unread policy is listed if it may be one."""
    yield from details.aws_policies
    yield from (one for one in details.unread_of("Policies") if one.part or ":iam::aws:" in one.arn)
