"""The normal form of policy documents, in which every check asks the same words the same way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reporter.aws.policy.conditions import Condition, enforced, limits_caller
from reporter.aws.policy.patterns import covers_action

ACCOUNT_ID = re.compile(r"\d{12}")
DISSIMILAR_ACTIONS = ("a:a", "zzz:zzz")
"""They share no letter and no length: only a pattern of wildcards covers both."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is named in a statement; an account's root ARN is kept as the bare account id, which means the same."""

    type: str
    """`AWS`, `Service`, `Federated` or `CanonicalUser`."""
    id: str

    @property
    def is_everyone(self) -> bool:
        """Whether anybody with an AWS account is meant, and anybody without one."""
        return self.type == "AWS" and self.id == "*"

    @property
    def is_fixed(self) -> bool:
        """Whether somebody in particular is meant: AWS knows no wildcard but the lone star, and refuses all others."""
        return not {"*", "?"} & set(self.id)

    @property
    def account_id(self) -> str:
        """The AWS account it belongs to; empty for everyone, services, federations and identities since deleted."""
        fields = self.id.split(":")
        account = fields[4] if len(fields) > 4 else self.id  # noqa: PLR2004 - the account's place in an ARN
        return account if self.type == "AWS" and ACCOUNT_ID.fullmatch(account) else ""


EVERYONE = Principal("AWS", "*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement; actions are in lower case. An element that is not there, is empty.

    `NotAction: []` and its like exclude nothing and are kept as what that means, a lone `*` in the positive element.
    """

    effect: str
    """`Allow` or `Deny`."""
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    principals: tuple[Principal, ...] = ()
    not_principals: tuple[Principal, ...] = ()
    conditions: tuple[Condition, ...] = ()
    sid: str = ""

    @property
    def allows(self) -> bool:
        """Whether it grants rather than denies."""
        return self.effect == "Allow"

    @property
    def is_about_everyone(self) -> bool:
        """Whether its principals include the whole world; `NotPrincipal` always leaves most of it in."""
        return bool(self.not_principals) or EVERYONE in self.principals

    @property
    def grants_everyone(self) -> bool:
        """Whether it allows the whole world something, with no condition that limits who may call."""
        return self.allows and self.is_about_everyone and not limits_caller(self.conditions)

    @property
    def grants_everything(self) -> bool:
        """Whether it allows every action on every resource, whatever its conditions."""
        return self.allows and self._reaches_every_action and self._reaches_every_resource

    def concerns_action(self, action: str) -> bool:
        """Whether it says something about an action, for example `s3:GetObject`."""
        if self.not_actions:
            return not any(covers_action(pattern, action) for pattern in self.not_actions)
        return any(covers_action(pattern, action) for pattern in self.actions)

    @property
    def _reaches_every_action(self) -> bool:
        if self.not_actions:
            return not any(map(_names_an_action, self.not_actions))
        return any(all(covers_action(pattern, one) for one in DISSIMILAR_ACTIONS) for pattern in self.actions)

    @property
    def _reaches_every_resource(self) -> bool:
        return bool(self.not_resources) or any(resource and not resource.strip("*") for resource in self.resources)


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A whole policy: what it allows, minus what it denies."""

    statements: tuple[Statement, ...]


def grants_full_admin(document: PolicyDocument, *, ignore_conditions: bool = True) -> Statement | None:
    """The first statement that alone makes an administrator; an enforced condition may be taken for a rescue."""
    for statement in document.statements:
        rescued = not ignore_conditions and bool(enforced(statement.conditions))
        if statement.grants_everything and not rescued:
            return statement
    return None


def _names_an_action(pattern: str) -> bool:
    """Whether excluding it could exclude anything: every action is `service:name`."""
    return ":" in pattern or "*" in pattern
