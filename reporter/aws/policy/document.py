"""The normal form of policy documents, in which every check asks the same words the same way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reporter.aws.policy.conditions import Condition
from reporter.aws.policy.patterns import covers_action

ACCOUNT_ID = re.compile(r"\d{12}")


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
        return self.owner_id if self.type == "AWS" else ""

    @property
    def owner_id(self) -> str:
        """The account in its ARN, or that it is itself; empty where it has none."""
        fields = self.id.split(":", 5)
        account = fields[4] if len(fields) > 4 else self.id  # noqa: PLR2004 - the account's place in an ARN
        return account if ACCOUNT_ID.fullmatch(account) else ""


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
        """Whether its principals include the whole world; `NotPrincipal` leaves most of it in, unless it names it."""
        return EVERYONE in self.principals or (bool(self.not_principals) and EVERYONE not in self.not_principals)

    def concerns_action(self, action: str) -> bool:
        """Whether it says something about an action, for example `s3:GetObject`."""
        if self.not_actions:
            return not any(covers_action(pattern, action) for pattern in self.not_actions)
        return any(covers_action(pattern, action) for pattern in self.actions)


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A whole policy: what it allows, minus what it denies."""

    statements: tuple[Statement, ...]

    @property
    def denying(self) -> tuple[str, ...]:
        """What the statements that deny are called."""
        return tuple(name_of(one, at) for at, one in enumerate(self.statements, 1) if not one.allows)


def name_of(statement: Statement, position: int) -> str:
    """What a statement is called, or where it stands, counted from 1."""
    return f"statement {statement.sid or position}"
