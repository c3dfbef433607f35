"""The normal form of policy documents, which all checks use."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reporter.aws.policy.conditions import Condition
from reporter.aws.policy.patterns import covers_action

ACCOUNT_ID = re.compile(r"\d{12}")


@dataclass(frozen=True, slots=True)
class Principal:
    """A principal of a statement; an account's root ARN is kept as the bare account id, which means the same."""

    type: str
    """The type: `AWS`, `Service`, `Federated` or `CanonicalUser`."""
    id: str

    @property
    def is_everyone(self) -> bool:
        """Whether it is the lone star: everyone, with or without an AWS account."""
        return self.type == "AWS" and self.id == "*"

    @property
    def is_fixed(self) -> bool:
        """Whether it has no wildcard: AWS accepts only the lone star and rejects all other wildcards in principals."""
        return not {"*", "?"} & set(self.id)

    @property
    def account_id(self) -> str:
        """The account of an AWS principal; empty for everyone, services, federations and deleted identities."""
        return self.owner_id if self.type == "AWS" else ""

    @property
    def owner_id(self) -> str:
        """The account in its ARN, or its id if that is an account id; empty where it has none."""
        fields = self.id.split(":", 5)
        account = fields[4] if len(fields) > 4 else self.id  # noqa: PLR2004 - the account's place in an ARN
        return account if ACCOUNT_ID.fullmatch(account) else ""


EVERYONE = Principal("AWS", "*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement, with actions in lower case; a missing element is empty.

    An empty exclusion such as `NotAction: []` is kept as its meaning, a lone `*` in the positive element.
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
        """Whether the effect is Allow."""
        return self.effect == "Allow"

    @property
    def is_about_everyone(self) -> bool:
        """Whether its principals include everyone; `NotPrincipal` includes everyone unless it names everyone."""
        return EVERYONE in self.principals or (bool(self.not_principals) and EVERYONE not in self.not_principals)

    def concerns_action(self, action: str) -> bool:
        """Whether the statement applies to an action, for example `s3:GetObject`."""
        if self.not_actions:
            return not any(covers_action(pattern, action) for pattern in self.not_actions)
        return any(covers_action(pattern, action) for pattern in self.actions)


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A whole policy: what its Allow statements grant, minus what its Deny statements take."""

    statements: tuple[Statement, ...]

    @property
    def denying(self) -> tuple[str, ...]:
        """The names of the Deny statements."""
        return tuple(name_of(one, at) for at, one in enumerate(self.statements, 1) if not one.allows)


def name_of(statement: Statement, position: int) -> str:
    """The Sid of a statement, or its position, counted from 1."""
    return f"statement {statement.sid or position}"
