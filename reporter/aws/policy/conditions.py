"""Decides which conditions of a policy really limit an Allow, and which Deny acts as such a condition."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

from reporter.model.redact import redacted_condition

LIMITING_OPERATORS = {
    "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress", "bool",
}  # fmt: skip
ARN_OPERATORS = {"arnequals", "arnlike"}
POSITIVE = {
    "stringnotequals": "stringequals", "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike", "arnnotequals": "arnequals", "arnnotlike": "arnlike",
}  # fmt: skip
"""By negated operator: a Deny under it admits the same callers as an Allow under the positive operator."""

PRINCIPAL_KEYS = {
    "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:userid",
    "kms:calleraccount",
}  # fmt: skip
"""Keys about the identity of the caller; a request that an AWS service makes for itself has none of them."""
SOURCE_KEYS = {"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner"}
"""Keys about the account for which an AWS service acts; other requests have none of them."""
ACCESS_POINT_KEYS = {"s3:dataaccesspointaccount", "s3:dataaccesspointarn"}
"""Keys about the access point of the request, whose policy then decides."""
SERVICE_KEYS = {"aws:principalisawsservice", "aws:principalservicename", "aws:principalservicenameslist"}
"""Keys that require the caller to be an AWS service."""
NETWORK_KEYS = {
    "aws:sourceip", "aws:sourcevpc", "aws:sourcevpcarn", "aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid",
    "aws:vpceorgpaths",
}  # fmt: skip
"""Keys about the network of the caller, not about its identity."""
CALLER_KEYS = PRINCIPAL_KEYS | SOURCE_KEYS | ACCESS_POINT_KEYS | SERVICE_KEYS | NETWORK_KEYS
ARN_KEYS = {"aws:principalarn", "aws:sourcearn", "aws:sourcevpcarn", "s3:dataaccesspointarn"}
ORGANIZATION_PATH_KEYS = {"aws:principalorgpaths", "aws:sourceorgpaths", "aws:vpceorgpaths"}
MANY_VALUED_KEYS = ORGANIZATION_PATH_KEYS | {"aws:principalservicenameslist"}
"""Keys with several values in one request, which a negated operator without a set prefix does not compare."""
ARN_COLONS = 5

OWN_ACCOUNT, OWN_ORGANIZATION = "${aws:resourceaccount}", "${aws:resourceorgid}"
"""Variables with a fixed meaning: the account and organisation of the resource itself."""
AS_IF_FIXED = {OWN_ACCOUNT: "000000000000", OWN_ORGANIZATION: "o-own"}

WIDEST_PREFIX = {4: 8, 6: 32}
"""Shorter prefixes hold so much of the internet that they do not limit access; Amazon S3 uses the same limit."""
NOT_PUBLIC_IPV4, PUBLIC_IPV6 = IPv4Network("224.0.0.0/3"), IPv6Network("2000::/3")
"""Wide IPv4 range without public addresses, and the only IPv6 range with public ones."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator and key in lower case, with its values, which are alternatives."""

    operator: str
    key: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        """Replace values that serve as shared secrets; see `reporter.model.redact`."""
        clean = tuple(redacted_condition(self.key, value) for value in self.values)
        if clean != self.values and self.comparison != "null":
            object.__setattr__(self, "values", clean)

    def __str__(self) -> str:
        return f"{self.operator} {self.key} {' or '.join(self.values)}"

    @property
    def comparison(self) -> str:
        """The operator without `ForAnyValue:`, `ForAllValues:` and `IfExists`."""
        return self.operator.rpartition(":")[2].removesuffix("ifexists")

    @property
    def holds_without_key(self) -> bool:
        """Whether a request without the key meets the condition."""
        return self.operator.startswith("forallvalues:") or self.operator.endswith("ifexists")

    @property
    def is_fixed(self) -> bool:
        """Whether the values are narrow enough to exclude callers."""
        if self.comparison == "ipaddress":
            return _are_narrow(self.values)
        return bool(self.values) and all(self._is_fixed(_with_own(value)) for value in self.values)

    def _is_fixed(self, value: str) -> bool:
        if self.key in ARN_KEYS:
            return _is_literal(value) or self._has_literal_account(value)
        if self.key in ORGANIZATION_PATH_KEYS:
            return _is_literal(value.partition("/")[0])
        return _is_literal(value) if self.key in CALLER_KEYS - SERVICE_KEYS else bool(value.strip("*?"))

    def _has_literal_account(self, arn: str) -> bool:
        """Whether the account in an ARN pattern is fixed.

        The star of `StringLike` also matches colons, so nothing before the account may be a wildcard.
        """
        *before, account, _ = arn.split(":", 5) if arn.count(":") >= ARN_COLONS else ("", "")
        sure = self.comparison in ARN_OPERATORS or _is_literal(":".join(before))
        return sure and re.fullmatch(r"\d{12}", account) is not None


@dataclass(frozen=True, slots=True)
class Limit:
    """A condition that every request must meet, from an Allow or a Deny."""

    condition: Condition
    spares_services: bool = False
    """Whether AWS services are exempt."""

    @property
    def key(self) -> str:
        """The condition key."""
        return self.condition.key


def enforced(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The conditions of one statement that really limit an Allow."""
    stated = tuple(conditions)
    present = {one.key for one in stated if one.comparison == "null" and one.values == ("false",)}
    return tuple(
        one
        for one in stated
        if one.comparison in LIMITING_OPERATORS and one.is_fixed and (one.key in present or not one.holds_without_key)
    )


def limit_of_denial(conditions: Collection[Condition]) -> Limit | None:
    """The limit that a Deny under these conditions sets for callers; None if it depends on anything else.

    `IfExists` changes nothing here: a negated operator is true for a missing key. Conditions with set prefixes do not
    count.
    """
    rest = [one for one in conditions if not _is_about_people(one)]
    if len(rest) != 1 or rest[0].key not in CALLER_KEYS - MANY_VALUED_KEYS:
        return None
    operator = POSITIVE.get(rest[0].operator.removesuffix("ifexists"), "")
    condition = Condition(operator, rest[0].key, rest[0].values)
    return Limit(condition, spares_services=len(conditions) > 1) if operator and condition.is_fixed else None


def _is_about_people(one: Condition) -> bool:
    """Whether the condition exempts AWS services, and only them."""
    falsehood = tuple(value.lower() for value in one.values) == ("false",)
    return falsehood and (one.operator, one.key) in {
        ("bool", "aws:principalisawsservice"),
        ("boolifexists", "aws:principalisawsservice"),
    }


def _with_own(value: str) -> str:
    folded = value.lower()
    for variable, owner in AS_IF_FIXED.items():
        folded = folded.replace(variable, owner)
    return folded


def _is_literal(value: str) -> bool:
    return bool(value) and re.search(r"[*?]|\$\{", value) is None


def _are_narrow(cidrs: Iterable[str]) -> bool:
    """Whether the ranges together hold no large part of the internet; two halves of a range count as the range."""
    try:
        networks = [ip_network(cidr, strict=False) for cidr in cidrs]
    except ValueError:
        return False
    wide4 = collapse_addresses([one for one in networks if isinstance(one, IPv4Network)])
    wide6 = collapse_addresses([one for one in networks if isinstance(one, IPv6Network)])
    return (
        bool(networks)
        and all(one.prefixlen >= WIDEST_PREFIX[4] or one.subnet_of(NOT_PUBLIC_IPV4) for one in wide4)
        and all(one.prefixlen >= WIDEST_PREFIX[6] or not one.overlaps(PUBLIC_IPV6) for one in wide6)
    )
