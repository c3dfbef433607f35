"""A slow and simple policy evaluator: it decides one request at a time, directly from the JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from itertools import product
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """A request of one caller in one context."""

    caller: str
    """`*` for a caller that no policy names, an account id, an ARN, or `Service:NAME`."""
    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)
    """By key in lower case; a missing key is not in the request."""


@dataclass(frozen=True)
class Person:
    """A caller: an identity of an account, a service that acts for a source, or an anonymous caller."""

    account: str = ""
    organization: str = ""
    """The organisation of the account, or of the source of a service."""
    service: str = ""
    network: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the caller in policies."""
        if self.service:
            return f"Service:{self.service}"
        return f"arn:aws:iam::{self.account}:role/Reader" if self.account else "*"

    @property
    def context(self) -> Mapping[str, str]:
        """The context that AWS gives to its requests."""
        about = self._source if self.service else self._identity if self.account else {}
        return {**self.network, **about, "aws:principalisawsservice": "true" if self.service else "false"}

    @property
    def _identity(self) -> dict[str, str]:
        within = {"aws:principalorgid": self.organization, "aws:principalorgpaths": f"{self.organization}/r-1/"}
        return {
            "aws:principalaccount": self.account,
            "kms:calleraccount": self.account,
            "aws:principalarn": self.name,
            "aws:userid": f"AROA{self.account}:session",
            **(within if self.organization else {}),
        }

    @property
    def _source(self) -> dict[str, str]:
        within = {"aws:sourceorgid": self.organization, "aws:sourceorgpaths": f"{self.organization}/r-1/"}
        return {
            "aws:principalservicename": self.service,
            "aws:sourceaccount": self.account,
            "aws:sourcearn": f"arn:aws:logs:eu-west-1:{self.account}:trail/a",
            **(within if self.organization else {}),
        }


def everybody(
    accounts: list[str], organizations: list[str], services: list[str], networks: list[Mapping[str, str]]
) -> list[Person]:
    """Every account in every organisation, every service for each, and an anonymous caller, in every network."""
    places = [Person(*one) for one in product(accounts, organizations, ["", *services], networks)]
    return [*places, *(Person(network=network) for network in networks)]


def who_is_allowed(document: Json, everyone: list[Person], actions: list[str], resource: str) -> list[Person]:
    """The callers that may use any of the actions."""
    return [
        one
        for one in everyone
        if any(is_allowed(document, Request(one.name, action, resource, one.context)) for action in actions)
    ]


def is_allowed(document: Json, request: Request) -> bool:
    """Denied if a Deny applies; otherwise allowed if an Allow applies."""
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
    """Whether a principal includes a caller: `*` is every caller, an account id or root every identity in it."""
    account = principal.split(":")[4] if principal.endswith(":root") else principal
    in_account = caller.startswith("arn:") and caller.split(":")[4] == account
    return principal == "*" or caller in (principal, account) or in_account


def matches(pattern: str, text: str) -> bool:
    """Whether a text matches a pattern, compared character by character."""
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
    """Whether one key of one operator is satisfied; a positive test fails if the key is missing."""
    if operator == "Null":
        return (key not in context) == (values == ["true"])
    base = operator.removeprefix("ForAnyValue:").removeprefix("ForAllValues:").removesuffix("IfExists")
    if key not in context:
        return base != operator.removeprefix("ForAnyValue:") or "Not" in base
    meant = any(is_value(base.replace("Not", ""), value, context[key]) for value in values)
    return meant != ("Not" in base)


def is_value(operator: str, value: str, given: str) -> bool:
    if operator in ("StringEqualsIgnoreCase", "Bool"):
        return value.lower() == given.lower()
    if operator == "StringEquals":
        return value == given
    if operator in ("StringLike", "ArnLike", "ArnEquals"):
        return matches(value, given)
    return ip_address(given) in ip_network(value)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
