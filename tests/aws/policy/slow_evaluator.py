"""A policy evaluator that is slow and obviously right: one request at a time, straight from the JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One thing that one caller tries to do, in one context."""

    caller: str
    """`*` for a stranger whom no policy names, an account id, an ARN, or `Service:NAME`."""
    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)
    """By key in lower case; a key that is not there is not in the request."""


def is_allowed(document: Json, request: Request) -> bool:
    """Denied if any Deny applies; otherwise allowed if any Allow does."""
    effects = {one["Effect"] for one in listed(document["Statement"]) if applies(one, request)}
    return effects == {"Allow"}


def applies(statement: Json, request: Request) -> bool:
    return (
        is_meant(statement, "Action", lambda one: matches(one.lower(), request.action.lower()))
        and is_meant(statement, "Resource", lambda one: matches(one, request.resource))
        and is_about(statement, request.caller)
        and all(holds(*test, request.context) for test in tests_of(statement))
    )


def is_meant(statement: Json, element: str, matching: Any) -> bool:
    if element in statement:
        return any(map(matching, listed(statement[element])))
    return not any(map(matching, listed(statement[f"Not{element}"])))


def is_about(statement: Json, caller: str) -> bool:
    if "Principal" in statement:
        return any(is_caller(one, caller) for one in named(statement["Principal"]))
    return not any(is_caller(one, caller) for one in named(statement["NotPrincipal"]))


def named(principal: Any) -> Iterator[str]:
    if principal == "*":
        yield "*"
        return
    for kind, ids in principal.items():
        for one in listed(ids):
            yield one if kind == "AWS" else f"{kind}:{one}"


def is_caller(principal: str, caller: str) -> bool:
    """Everyone is anybody; an account, by id or by its root, is everybody in it."""
    account = principal.split(":")[4] if principal.endswith(":root") else principal
    in_account = caller.startswith("arn:") and caller.split(":")[4] == account
    return principal == "*" or caller in (principal, account) or in_account


def matches(pattern: str, text: str) -> bool:
    """Sign by sign."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return matches(pattern[1:], text) or (bool(text) and matches(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and matches(pattern[1:], text[1:])


def tests_of(statement: Json) -> Iterator[tuple[str, str, list[str]]]:
    for operator, by_key in statement.get("Condition", {}).items():
        for key, values in by_key.items():
            yield operator, key.lower(), [str(value) for value in listed(values)]


def holds(operator: str, key: str, values: list[str], context: Mapping[str, str]) -> bool:
    """Whether one key of one operator is satisfied; a positive test fails where the key is missing."""
    if operator == "Null":
        return (key not in context) == (values == ["true"])
    base = operator.removeprefix("ForAnyValue:").removeprefix("ForAllValues:").removesuffix("IfExists")
    if key not in context:
        return base != operator.removeprefix("ForAnyValue:") or "Not" in base
    meant = any(is_value(base.replace("Not", ""), value, context[key]) for value in values)
    return meant != ("Not" in base)


def is_value(operator: str, value: str, given: str) -> bool:
    if operator == "StringEquals":
        return value == given
    if operator in ("StringLike", "ArnLike"):
        return matches(value, given)
    return ip_address(given) in ip_network(value)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
