"""Remedies for a role that cannot be assumed, chosen by the error text of AWS, else by the most likely cause."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reporter.accounts import Target
from reporter.config.settings import AssumedRole
from reporter.model.answers import Unavailable

RESOURCE = re.compile(r"on resource: (arn:\S+:role/[^\s\"',;]+)")
"""Finds the ARN of the role in AWS's refusal."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """A role that could not be assumed, and the identity that tried."""

    role: AssumedRole
    arn: str
    by: str
    """As shown to people."""

    @property
    def name(self) -> str:
        """The role name without its path."""
        return self.arn.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a role cannot be assumed, and what to do."""

    title: str
    remedy: str


def cause_for_role(target: Target, caller_arn: str, why: Unavailable) -> Cause:
    """The cause and the remedy for a role that cannot be assumed."""
    role = target.role
    if not role:
        return Cause("credentials belong to another account", "use credentials of this account")
    account = target.account
    arn = role.arn_in("*", account.partition)
    base = f"the role or user behind {caller_arn}"
    refused = RESOURCE.search(why.detail)
    if role.first_hop and refused and refused[1] == role.first_hop:
        entrance = Entrance(AssumedRole(arn=role.first_hop), role.first_hop, base)
    else:
        entrance = Entrance(role, arn, role.first_hop or base)
    message = f"{why.error_code}: {why.detail}"
    title, remedy = next((title, remedy) for words, title, remedy in CAUSES if words.search(message))
    return Cause(title, remedy(entrance))


def _chain(entrance: Entrance) -> str:
    return (
        "write 60 or less as role.duration_minutes: AWS limits a role to one hour if it is assumed with the session "
        f"of another role, as {entrance.by} does"
    )


def _longest(entrance: Entrance) -> str:
    minutes = entrance.role.duration_minutes
    return (
        f"write less than {minutes} as role.duration_minutes, or let the role allow it: aws iam update-role "
        f"--role-name {entrance.name} --max-session-duration {minutes * 60}"
    )


def _policy_size(entrance: Entrance) -> str:
    others = "start from credentials without session tags that are handed on, as EKS Pod Identity gives them"
    tags = "shorten or drop role.tags, which count too" if entrance.role.tags else others
    return f"{tags}: session policy and session tags together are more than STS takes"


def _external_id(_: Entrance) -> str:
    return "correct role.external_id: STS does not accept its format"


def _region(_: Entrance) -> str:
    return (
        "activate STS for that region in the account of the base credentials (IAM, account settings), or write another "
        "one as credentials.region"
    )


def _permission(action: str, setting: str) -> Callable[[Entrance], str]:
    return lambda entrance: (
        f"allow {action} in the trust policy of {entrance.name} and to {entrance.by}, or drop {setting}"
    )


def _scp(entrance: Entrance) -> str:
    return f"change the SCP or RCP of the organisation so that {entrance.by} may assume {entrance.arn}"


def _own_policy(entrance: Entrance) -> str:
    return f"allow {entrance.by} the action sts:AssumeRole on {entrance.arn}: its own policies do not"


def _denied(entrance: Entrance) -> str:
    return f"remove the deny statement that the message names, or exempt {entrance.by} on {entrance.arn} from it"


def _other_account(entrance: Entrance) -> str:
    return f"correct role.arn or the account id: {entrance.arn} is a role of another account"


def _root(_: Entrance) -> str:
    return "use the credentials of a user or role: AWS lets no root user assume a role"


def _any_of(entrance: Entrance) -> str:
    """AWS gives the same refusal for a role that does not exist and for one that does not trust us."""
    asks = "role.external_id is not set" if not entrance.role.external_id else "role.external_id has another value"
    condition = " with the external id of the configuration" if entrance.role.external_id else ""
    return (
        f"AWS does not say which; check in this order: (1) the role {entrance.name} exists in the account, (2) its "
        f"trust policy names {entrance.by}{condition}, (3) it requires an external id and {asks}, (4) the policies of "
        f"{entrance.by} allow sts:AssumeRole on it; `reporter policy --cloudformation` prints the role"
    )


CAUSES: tuple[tuple[re.Pattern[str], str, Callable[[Entrance], str]], ...] = tuple(
    (re.compile(words, re.IGNORECASE), title, remedy)
    for words, title, remedy in (
        ("1 hour session limit|role chaining", "session length: over one hour with role chaining", _chain),
        ("MaxSessionDuration", "session length: longer than the role allows", _longest),
        (
            "PackedPolicyTooLarge|packed policy|packed size",
            "session policy and tags: larger than STS accepts",
            _policy_size,
        ),
        ("RegionDisabled|STS is not activated", "region: STS is not active there", _region),
        ("ValidationError.*externalId", "external id: not valid", _external_id),
        ("sts:TagSession", "trust policy: session tags not allowed", _permission("sts:TagSession", "role.tags")),
        (
            "sts:SetSourceIdentity|source identity",
            "trust policy: source identity not allowed",
            _permission("sts:SetSourceIdentity", "role.source_identity"),
        ),
        ("assumed by root", "credentials: the root user cannot assume roles", _root),
        ("lead into", "role ARN: role of another account", _other_account),
        ("(service|resource) control polic", "SCP or RCP: assuming the role is denied", _scp),
        ("explicit deny", "explicit deny: assuming the role is denied", _denied),
        (
            "no (identity-based|session|permissions boundary) polic|permissions boundary",
            "auditor's own policies: sts:AssumeRole not allowed",
            _own_policy,
        ),
        ("", "role missing, or its trust policy or external id does not match", _any_of),
    )
)
"""The first match counts; the last one always matches."""
