"""The policy documents of an account and their holders, derived from the authorization details without requests.

Each document is a fact of its own: where one cannot be parsed, only the checks of that policy are NOT_ASSESSED.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from reporter.aws.iam.principals import (
    DETAILS,
    AuthorizationDetails,
    AwsManagedPolicy,
    Group,
    InlineText,
    ManagedPolicy,
    Role,
    User,
)
from reporter.aws.policy import PolicyDocument, parse_policy
from reporter.engine.collector import Listing, collects
from reporter.engine.listing import Identity, same_as
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Unread
from reporter.model.refusals import Refused
from reporter.model.subjects import Account, Resource

IDENTITIES = ("UserDetailList", "GroupDetailList", "RoleDetailList")
NO_NAME = Unavailable(ReasonCode.MALFORMED_ANSWER, "the answer has no name of this policy", DETAILS)
NO_DOCUMENT = Unavailable(ReasonCode.MALFORMED_ANSWER, "the answer has no document of this policy", DETAILS)


@dataclass(frozen=True, slots=True, kw_only=True)
class InlinePolicy(Resource):
    """An inline policy, under the ARN of its user, group or role; those of service-linked roles are left out."""

    kind: ClassVar[str] = "AWS::IAM::Policy"

    text: str


@dataclass(frozen=True, slots=True)
class PolicyHolders(Fact):
    """The users, groups and roles that hold each managed policy."""

    by_policy: Mapping[str, tuple[User | Group | Role, ...]]
    unread: Unavailable | None = None
    """The reason why some may be missing; None where all were read."""

    def of(self, policy_arn: str) -> tuple[User | Group | Role, ...]:
        """The users, groups and roles that a policy is attached to."""
        return self.by_policy.get(policy_arn, ())


@dataclass(frozen=True, slots=True)
class UniqueIds(Fact):
    """The account of each user and role by its unique id, which conditions on `aws:userid` name."""

    accounts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ManagedPolicyDocument(Fact):
    """The parsed document of a customer managed policy."""

    document: PolicyDocument


@dataclass(frozen=True, slots=True)
class AwsManagedPolicyDocument(Fact):
    """The parsed document of an AWS managed policy."""

    document: PolicyDocument


@dataclass(frozen=True, slots=True)
class InlinePolicyDocument(Fact):
    """The parsed document of an inline policy."""

    document: PolicyDocument


@dataclass(frozen=True, slots=True)
class TrustPolicy(Fact):
    """The parsed trust policy of a role: who may assume it."""

    document: PolicyDocument


def aws_managed_arn(account: Account, name: str) -> str:
    """The ARN of an AWS managed policy in the account's partition."""
    return f"arn:{account.partition}:iam::aws:policy/{name}"


@collects()
def inline_policies(account: Account, details: AuthorizationDetails) -> Listing[InlinePolicy]:
    """The inline policies that the account can change; unread identities are listed too, since they may hold some."""
    yield from details.unread_of(*IDENTITIES)
    for owner in details.identities:
        if not (isinstance(owner, Role) and owner.is_service_linked):
            yield from (_inline(owner, place, policy) for place, policy in enumerate(owner.inline, 1))


def _inline(owner: User | Group | Role, place: int, policy: InlineText) -> InlinePolicy | Unread:
    who = Identity(**same_as(owner), tags=owner.tags)
    if not policy.name:
        return Unread(**who, part=f"policy {place}", why=NO_NAME)
    return InlinePolicy(**who, part=policy.name, text=policy.text)


@collects()
def policy_holders(account: Account, details: AuthorizationDetails) -> PolicyHolders:
    """The holders of each managed policy."""
    holders = defaultdict(list)
    for identity in details.identities:
        for policy in identity.attached:
            holders[policy].append(identity)
    unread = next((one.why for one in details.unread_of(*IDENTITIES)), None)
    return PolicyHolders({policy: tuple(identities) for policy, identities in holders.items()}, unread)


@collects()
def unique_ids(account: Account, details: AuthorizationDetails) -> UniqueIds:
    """The unique ids of users and roles, collected once for the account."""
    ids = (*(one.unique_id for one in (*details.users, *details.roles)), *details.unread_ids)
    return UniqueIds({id_: account.account_id for id_ in ids if id_})


@collects()
def managed_policy_document(policy: ManagedPolicy) -> ManagedPolicyDocument:
    """The document of the default version."""
    return ManagedPolicyDocument(_parsed(policy.text))


@collects()
def aws_managed_policy_document(policy: AwsManagedPolicy) -> AwsManagedPolicyDocument:
    """The document of the default version."""
    return AwsManagedPolicyDocument(_parsed(policy.text))


@collects()
def inline_policy_document(policy: InlinePolicy) -> InlinePolicyDocument:
    """The document of an inline policy, which has one version."""
    return InlinePolicyDocument(_parsed(policy.text))


@collects()
def trust_policy(role: Role) -> TrustPolicy:
    """The trust policy of a role, which has one version."""
    return TrustPolicy(_parsed(role.trust))


@lru_cache(maxsize=4096)
def _parsed(text: str) -> PolicyDocument:
    """The parsed document, cached, since many roles share a policy; raises `Refused` where AWS gave none."""
    if not text:
        raise Refused(NO_DOCUMENT)
    return parse_policy(text)
