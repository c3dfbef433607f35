"""Which conditions of a policy really limit an Allow, and whom they let in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_network

from reporter.redact import redacted_condition

LIMITING_OPERATORS = {
    "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress", "bool",
}  # fmt: skip
ARN_OPERATORS = {"arnequals", "arnlike"}

IDENTITY_KEYS = {
    "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:userid",
    "aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner",
    "kms:calleraccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
}  # fmt: skip
"""They say whose identity may call, or for whom a service must be acting."""
NETWORK_KEYS = {"aws:sourceip", "aws:sourcevpc", "aws:sourcevpce"}
"""They say where a call must come from."""
CALLER_KEYS = IDENTITY_KEYS | NETWORK_KEYS
ARN_KEYS = {"aws:principalarn", "aws:sourcearn", "s3:dataaccesspointarn"}
ORGANIZATION_PATH_KEYS = {"aws:principalorgpaths", "aws:sourceorgpaths"}
ARN_COLONS = 5

OWN_VARIABLES = {"${aws:resourceaccount}": "000000000000", "${aws:resourceorgid}": "o-own"}
"""Variables that stand for something fixed: what the resource itself belongs to."""

WIDEST_PREFIX = {4: 8, 6: 32}
"""Shorter prefixes hold so much of the internet that they limit nobody; Amazon S3 draws the same line."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of one operator; the values are alternatives. Operator and key are in lower case."""

    operator: str
    key: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        """What only those know who are to be let in is kept nowhere; see `reporter.redact`."""
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
        """Whether a request that lacks the key gets through."""
        return self.operator.startswith("forallvalues:") or self.operator.endswith("ifexists")

    @property
    def is_fixed(self) -> bool:
        """Whether every value is narrow enough to shut somebody out."""
        return bool(self.values) and all(self._is_fixed(_with_own(value)) for value in self.values)

    def _is_fixed(self, value: str) -> bool:
        if self.comparison == "ipaddress":
            return _is_narrow_network(value)
        if self.key in ARN_KEYS:
            return _is_literal(value) or self._has_literal_account(value)
        if self.key in ORGANIZATION_PATH_KEYS:
            return _is_literal(value.partition("/")[0])
        return _is_literal(value) if self.key in CALLER_KEYS else bool(value.strip("*?"))

    def _has_literal_account(self, arn: str) -> bool:
        """A star of `StringLike` runs across colons: then nothing before the account may be wild."""
        *before, account, _ = arn.split(":", 5) if arn.count(":") >= ARN_COLONS else ("", "")
        sure = self.comparison in ARN_OPERATORS or _is_literal(":".join(before))
        return sure and re.fullmatch(r"\d{12}", account) is not None


def enforced(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The conditions of one statement that really limit an Allow."""
    stated = tuple(conditions)
    present = {one.key for one in stated if one.comparison == "null" and one.values == ("false",)}
    return tuple(
        one
        for one in stated
        if one.comparison in LIMITING_OPERATORS and one.is_fixed and (one.key in present or not one.holds_without_key)
    )


def limits_caller(conditions: Iterable[Condition]) -> bool:
    """Whether the conditions of one statement let in only certain callers or networks."""
    return any(one.key in CALLER_KEYS for one in enforced(conditions))


def limits_identity(conditions: Iterable[Condition]) -> bool:
    """Whether the conditions of one statement let in only those of certain accounts or organisations."""
    return any(one.key in IDENTITY_KEYS for one in enforced(conditions))


def _with_own(value: str) -> str:
    folded = value.lower()
    for variable, owner in OWN_VARIABLES.items():
        folded = folded.replace(variable, owner)
    return folded


def _is_literal(value: str) -> bool:
    return bool(value) and re.search(r"[*?]|\$\{", value) is None


def _is_narrow_network(value: str) -> bool:
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        return False
    return network.prefixlen >= WIDEST_PREFIX[network.version]
