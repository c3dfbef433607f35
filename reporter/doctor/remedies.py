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


def remedy_for_role(target: Target, caller_arn: str, why: Unavailable) -> str:
    """The remedy for a role that cannot be assumed."""
    role = target.role
    if not role:
        return "use credentials of this account"
    account = target.account
    arn = role.arn_in(account.account_id, account.partition)
    base = f"the role or user behind {caller_arn}"
    refused = RESOURCE.search(why.detail)
    if role.first_hop and refused and refused[1] == role.first_hop:
        entrance = Entrance(AssumedRole(arn=role.first_hop), role.first_hop, base)
    else:
        entrance = Entrance(role, arn, role.first_hop or base)
    message = f"{why.error_code}: {why.detail}"
    return next(remedy for words, remedy in CAUSES if words.search(message))(entrance)


def _chain(entrance: Entrance) -> str:
    return (
        "write 60 or less as role.duration_minutes: AWS gives a role one hour that is assumed with the session of "
        f"another role, as {entrance.by} does it"
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
    return "correct role.external_id: STS does not take it for one"


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
    return f"have the organisation's policy (SCP or RCP) let {entrance.by} assume {entrance.arn}"


def _own_policy(entrance: Entrance) -> str:
    return f"allow {entrance.by} the action sts:AssumeRole on {entrance.arn}: its own policies do not"


def _denied(entrance: Entrance) -> str:
    return f"take the deny out that the message names, or have it spare {entrance.by} on {entrance.arn}"


def _other_account(entrance: Entrance) -> str:
    return f"correct role.arn, or the id of the account: {entrance.arn} is a role of another one"


def _root(_: Entrance) -> str:
    return "use the credentials of a user or role: AWS lets no root user assume a role"


def _any_of(entrance: Entrance) -> str:
    """AWS gives the same refusal for a role that does not exist and for one that does not trust us."""
    wanted = entrance.role.external_id
    asks = "another external id than role.external_id" if wanted else "an external id, and role.external_id is not set"
    condition = " with the external id of the configuration" if wanted else ""
    return (
        f"AWS does not say which it is, most likely first: the role {entrance.name} is not there; its trust policy "
        f"does not admit us; it asks for {asks}; our own policies do not allow sts:AssumeRole on it. So roll the role "
        f"out, and let its trust policy admit {entrance.by}{condition}: `reporter policy --cloudformation` prints it"
    )


CAUSES: tuple[tuple[re.Pattern[str], Callable[[Entrance], str]], ...] = tuple(
    (re.compile(words, re.IGNORECASE), remedy)
    for words, remedy in (
        ("1 hour session limit|role chaining", _chain),
        ("MaxSessionDuration", _longest),
        ("PackedPolicyTooLarge|packed policy|packed size", _policy_size),
        ("RegionDisabled|STS is not activated", _region),
        ("ValidationError.*externalId", _external_id),
        ("sts:TagSession", _permission("sts:TagSession", "role.tags")),
        ("sts:SetSourceIdentity|source identity", _permission("sts:SetSourceIdentity", "role.source_identity")),
        ("assumed by root", _root),
        ("lead into", _other_account),
        ("(service|resource) control polic", _scp),
        ("explicit deny", _denied),
        ("no (identity-based|session|permissions boundary) polic|permissions boundary", _own_policy),
        ("", _any_of),
    )
)
"""The first match counts; the last one always matches."""
