"""Users, groups, roles and managed policies of an account, all of them from one answer.

The listings only hand out what that answer held, so that it is saved once. Documents stay the text they came as,
which is also the evidence; `reporter.aws.iam_documents` reads them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from reporter.aws.known import once_each
from reporter.collectors import Aws, collects
from reporter.model import GLOBAL, Account, Fact, Resource

LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
SERVICE_LINKED = "/aws-service-role/"
IDENTITY_CENTER = "/aws-reserved/sso.amazonaws.com/"


@dataclass(frozen=True, slots=True)
class InlineText:
    """An inline policy where it stands, in its user, group or role."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Resource):
    """What users, groups and roles have in common: they hold policies."""

    path: str
    attached: tuple[str, ...]
    """The ARNs of managed policies; a permissions boundary is none of them."""
    inline: tuple[InlineText, ...]

    def __str__(self) -> str:
        return f"{self.kind.rpartition(':')[2].lower()} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Identity):
    """An IAM user."""

    kind: ClassVar[str] = "AWS::IAM::User"

    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Identity):
    """An IAM group."""

    kind: ClassVar[str] = "AWS::IAM::Group"

    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Identity):
    """An IAM role."""

    kind: ClassVar[str] = "AWS::IAM::Role"

    trust: str
    """The trust policy as JSON."""

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
    """The default version as JSON."""
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

    @property
    def identities(self) -> tuple[User | Group | Role, ...]:
        """All that can hold policies."""
        return (*self.users, *self.groups, *self.roles)


@collects("iam:GetAccountAuthorizationDetails")
def authorization_details(aws: Aws, account: Account) -> AuthorizationDetails:
    """A page holds up to 1,000 elements of the four lists together; a list may be empty, but is there."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
    for page in aws.pages("iam", "get_account_authorization_details", page_size=1000):
        for name in LISTS:
            found[name] += page[name]
    users, groups, roles, policies = (once_each(listed, "Arn") for listed in found.values())
    members = Counter(group for user in users for group in user["GroupList"])
    boundaries = {one["PermissionsBoundary"]["PermissionsBoundaryArn"] for one in users + roles if _is_bounded(one)}
    return AuthorizationDetails(
        users=tuple(User(**_identity(account, "User", one), groups=tuple(one["GroupList"])) for one in users),
        groups=tuple(Group(**_identity(account, "Group", one), members=members[one["GroupName"]]) for one in groups),
        roles=tuple(
            Role(**_identity(account, "Role", one), trust=_text(one["AssumeRolePolicyDocument"])) for one in roles
        ),
        policies=tuple(ManagedPolicy(**_policy(account, one, boundaries)) for one in policies if not _is_of_aws(one)),
        aws_policies=tuple(
            AwsManagedPolicy(**_policy(account, one, boundaries)) for one in policies if _is_of_aws(one)
        ),
    )


def _is_bounded(identity: Mapping[str, Any]) -> bool:
    return "PermissionsBoundary" in identity


def _is_of_aws(policy: Mapping[str, Any]) -> bool:
    """Where other ARNs have the account, those of AWS's own policies say so."""
    return bool(policy["Arn"].split(":")[4] == "aws")


def _identity(account: Account, word: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of every identity. AWS leaves out tags where there are none, and of users the inline policies."""
    inline = answer.get("UserPolicyList", ()) if word == "User" else answer[f"{word}PolicyList"]
    return {
        "account_id": account.account_id,
        "region": GLOBAL,
        "arn": answer["Arn"],
        "name": answer[f"{word}Name"],
        "tags": {tag["Key"]: tag["Value"] for tag in answer.get("Tags", ())},
        "path": answer["Path"],
        "attached": tuple(policy["PolicyArn"] for policy in answer["AttachedManagedPolicies"]),
        "inline": tuple(InlineText(policy["PolicyName"], _text(policy["PolicyDocument"])) for policy in inline),
    }


def _policy(account: Account, answer: Mapping[str, Any], boundaries: Collection[str]) -> dict[str, Any]:
    versions = {version["VersionId"]: version["Document"] for version in answer["PolicyVersionList"]}
    return {
        "account_id": account.account_id,
        "region": GLOBAL,
        "arn": answer["Arn"],
        "name": answer["Arn"].rpartition("/")[2],
        "text": _text(versions[answer["DefaultVersionId"]]),
        "attachments": answer["AttachmentCount"],
        "is_boundary": answer["Arn"] in boundaries,
    }


def _text(document: Any) -> str:
    """The document as JSON, whether botocore could decode it or not; the same document is kept once."""
    return sys.intern(document if isinstance(document, str) else json.dumps(document))


@collects()
def users(account: Account, details: AuthorizationDetails) -> Iterator[User]:
    """Every user."""
    yield from details.users


@collects()
def groups(account: Account, details: AuthorizationDetails) -> Iterator[Group]:
    """Every group."""
    yield from details.groups


@collects()
def roles(account: Account, details: AuthorizationDetails) -> Iterator[Role]:
    """Every role."""
    yield from details.roles


@collects()
def managed_policies(
    account: Account,
    details: AuthorizationDetails,
) -> Iterator[ManagedPolicy]:
    """Every customer managed policy."""
    yield from details.policies


@collects()
def aws_managed_policies(
    account: Account,
    details: AuthorizationDetails,
) -> Iterator[AwsManagedPolicy]:
    """Every policy of AWS's own that is in use."""
    yield from details.aws_policies
