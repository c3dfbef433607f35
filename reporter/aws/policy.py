"""Policy documents in one normal form, read once so that every check asks the same words the same way."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from reporter.aws.policy_conditions import Condition, enforced, limits_caller

T = TypeVar("T")

POLICY_ELEMENTS = {"Version", "Id", "Statement"}
STATEMENT_ELEMENTS = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}  # fmt: skip
PRINCIPAL_TYPES = {"AWS", "Service", "Federated", "CanonicalUser"}
ROOT_ARN = re.compile(r"arn:[^:]+:iam::(\d{12}):root")
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


def covers_action(pattern: str, action: str) -> bool:
    """Whether an action pattern covers an action, in whatever case either is written."""
    return covers(pattern.lower(), action.lower())


def covers(pattern: str, text: str) -> bool:
    """Whether a pattern with the wildcards `*` and `?` covers a text, as in resources: case matters."""
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """`fnmatch` never backtracks over a star, whatever a hostile pattern holds; its sets are unknown to policies."""
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def _names_an_action(pattern: str) -> bool:
    """Whether excluding it could exclude anything: every action is `service:name`."""
    return ":" in pattern or "*" in pattern


def parse_policy(source: str | Mapping[str, Any]) -> PolicyDocument:
    """A policy from JSON, or from what JSON was decoded to; raises ValueError for what AWS would not accept."""
    policy = _object(json.loads(source) if isinstance(source, str) else source, "a policy", POLICY_ELEMENTS)
    if "Statement" not in policy:
        raise ValueError("a policy without Statement")
    return PolicyDocument(tuple(_statement(statement) for statement in _listed(policy["Statement"])))


def _statement(source: Any) -> Statement:
    statement = _object(source, "a statement", STATEMENT_ELEMENTS)
    effect = _text(statement.get("Effect", ""))
    if effect not in {"Allow", "Deny"}:
        raise ValueError(f"the effect is neither Allow nor Deny: {effect!r}")
    actions, not_actions = _pair(statement, "Action", _actions, ("*",))
    if not {"Action", "NotAction"} & statement.keys():
        raise ValueError("a statement without Action and NotAction")
    resources, not_resources = _pair(statement, "Resource", _texts, ("*",))
    principals, not_principals = _pair(statement, "Principal", _principals, (EVERYONE,))
    return Statement(
        effect=effect,
        actions=actions,
        not_actions=not_actions,
        resources=resources,
        not_resources=not_resources,
        principals=principals,
        not_principals=not_principals,
        conditions=tuple(_conditions(statement.get("Condition", {}))),
        sid=_text(statement.get("Sid", "")),
    )


def _pair(
    statement: Mapping[str, Any], name: str, read: Callable[[Any], tuple[T, ...]], everything: tuple[T, ...]
) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """An element and its Not-form; a statement has one of them at most."""
    opposite = f"Not{name}"
    if opposite not in statement:
        return (read(statement[name]) if name in statement else ()), ()
    if name in statement:
        raise ValueError(f"a statement with {name} and {opposite}")
    excluded = read(statement[opposite])
    return ((), excluded) if excluded else (everything, ())


def _actions(source: Any) -> tuple[str, ...]:
    return tuple(action.lower() for action in _texts(source))


def _principals(source: Any) -> tuple[Principal, ...]:
    if source == "*":
        return (EVERYONE,)
    by_type = _object(source, "a principal", PRINCIPAL_TYPES)
    named = (_principal(type_, one) for type_, ids in by_type.items() for one in _texts(ids))
    return tuple(dict.fromkeys(named))


def _principal(type_: str, id_: str) -> Principal:
    root = ROOT_ARN.fullmatch(id_)
    return Principal(type_, root[1] if root else id_)


def _conditions(source: Any) -> Iterator[Condition]:
    for operator, by_key in _object(source, "a condition").items():
        for key, values in _object(by_key, "a condition").items():
            yield Condition(operator.lower(), key.lower(), tuple(_scalar(value) for value in _listed(values)))


def _object(source: Any, name: str, elements: set[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(source, Mapping):
        raise ValueError(f"{name} is not an object: {source!r}")  # noqa: TRY004 - what comes from outside has no type
    unknown = source.keys() - elements if elements else None
    if unknown:
        raise ValueError(f"{name} with unknown elements: {', '.join(sorted(map(str, unknown)))}")
    return source


def _listed(source: Any) -> list[Any]:
    return source if isinstance(source, list) else [source]


def _texts(source: Any) -> tuple[str, ...]:
    return tuple(_text(value) for value in _listed(source))


def _text(source: Any) -> str:
    if not isinstance(source, str):
        raise ValueError(f"not a text: {source!r}")  # noqa: TRY004 - as above
    return source


def _scalar(source: Any) -> str:
    """JSON numbers and booleans stand for their own spelling."""
    return json.dumps(source) if isinstance(source, bool | int | float) else _text(source)
