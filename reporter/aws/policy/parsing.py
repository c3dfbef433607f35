"""Parses policy documents into their normal form, and refuses documents that AWS would not accept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from reporter.aws.policy.conditions import ARN_COLONS, Condition
from reporter.aws.policy.document import EVERYONE, PolicyDocument, Principal, Statement

T = TypeVar("T")

POLICY_ELEMENTS = {"Version", "Id", "Statement"}
STATEMENT_ELEMENTS = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}  # fmt: skip
PRINCIPAL_TYPES = {"AWS", "Service", "Federated", "CanonicalUser"}
ROOT_ARN = re.compile(r"arn:[^:]+:iam::(\d{12}):root")


def parse_policy(source: str | Mapping[str, Any]) -> PolicyDocument:
    """The policy in JSON text or decoded JSON; raises ValueError for documents that AWS would not accept."""
    policy = _object(_decoded(source) if isinstance(source, str) else source, "a policy", POLICY_ELEMENTS)
    if "Statement" not in policy:
        raise ValueError("a policy without Statement")
    return PolicyDocument(tuple(_statement(statement) for statement in _listed(policy["Statement"])))


def _decoded(text: str) -> Any:
    """Decoded JSON; raises ValueError for a duplicate key, which would hide a statement or an effect."""
    try:
        return json.loads(text, object_pairs_hook=_without_doubles)
    except RecursionError as error:
        raise ValueError("a policy nested too deeply") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"a key that stands twice in one object: {', '.join(sorted(key for key, _ in pairs))}")
    return found


def _statement(source: Any) -> Statement:
    statement = _object(source, "a statement", STATEMENT_ELEMENTS)
    effect = _text(statement.get("Effect", ""))
    if effect not in {"Allow", "Deny"}:
        raise ValueError(f"the effect is neither Allow nor Deny: {effect!r}")
    actions, not_actions = _pair(statement, "Action", _actions, ("*",))
    if not {"Action", "NotAction"} & statement.keys():
        raise ValueError("a statement without Action and NotAction")
    resources, not_resources = _pair(statement, "Resource", _resources, ("*",))
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
    """An element and its Not-form, of which a statement may have one at most."""
    opposite = f"Not{name}"
    if opposite not in statement:
        return (read(statement[name]) if name in statement else ()), ()
    if name in statement:
        raise ValueError(f"a statement with {name} and {opposite}")
    excluded = read(statement[opposite])
    return ((), excluded) if excluded else (everything, ())


def _actions(source: Any) -> tuple[str, ...]:
    return tuple(action.lower() for action in _texts(source))


def _resources(source: Any) -> tuple[str, ...]:
    return tuple(map(_completed, _texts(source)))


def _completed(pattern: str) -> str:
    """A resource, where an ARN with less than all fields gets wildcards for those that are missing, as AWS does it."""
    is_whole = not pattern.startswith("arn:") or pattern.count(":") >= ARN_COLONS or pattern.endswith("*")
    return pattern if is_whole else f"{pattern}:*"


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
    """The conditions; raises ValueError for a key that stands twice under one operator, in any case.

    AWS refuses such a document, and it is undefined which of the two would hold.
    """
    seen: set[tuple[str, str]] = set()
    for operator, by_key in _object(source, "a condition").items():
        for key, values in _object(by_key, "a condition").items():
            test = operator.lower(), key.lower()
            if test in seen:
                raise ValueError(f"a condition that stands twice: {operator} {key}")
            seen.add(test)
            yield Condition(*test, tuple(_scalar(value) for value in _listed(values)))


def _object(source: Any, name: str, elements: set[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(source, Mapping):
        raise ValueError(f"{name} is not an object: {source!r}")  # noqa: TRY004 - untyped input from outside
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
    """The text of a value; JSON numbers and booleans stand for their own spelling."""
    return json.dumps(source) if isinstance(source, bool | int | float) else _text(source)
