"""Lambda functions, and who may use them: the function itself, its aliases and its versions have a policy each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.policy import PolicyDocument, parse_policy
from reporter.aws.shared.identity import by_arn
from reporter.aws.shared.parts import read_parts
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.answers import Fact, Unavailable
from reporter.model.subjects import Region, Resource

GET_POLICY = "lambda:GetPolicy"
LATEST = "$LATEST"
"""The version that is the function itself; it cannot have a policy of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Resource):
    """A function; replicas of Lambda@Edge functions are those of their main function, and are left out."""

    kind: ClassVar[str] = "AWS::Lambda::Function"


@dataclass(frozen=True, slots=True)
class FunctionQualifiers(Fact):
    """The names of a function's aliases, and the numbers of its published versions."""

    names: tuple[str, ...]
    unread: Unavailable | None = None
    """The reason why aliases or versions may be missing."""


@dataclass(frozen=True, slots=True)
class QualifiedPolicy:
    """The policy of a function, or of one of its aliases or versions."""

    qualifier: str
    """The alias or version; empty for the function itself."""
    document: PolicyDocument


@dataclass(frozen=True, slots=True)
class FunctionPolicies(Fact):
    """All policies of a function."""

    found: tuple[QualifiedPolicy, ...]
    unread: Unavailable | None = None
    """The reason why some may be missing; None where all were read."""


@collects("lambda:ListFunctions")
def functions(aws: Aws, region: Region) -> Listing[Function]:
    """The functions of a region."""
    found = aws.items("lambda", "list_functions", "Functions", page_size=50, region=region.region)
    return each(region, found, by_arn(region, "FunctionArn", "FunctionName"), _function)


def _function(who: Identity, item: Mapping[str, Any]) -> Function | None:
    """The main function, which may be given with its version, is not given for other functions."""
    main = item.get("MasterArn", who["arn"])
    return Function(**who) if f"{main}:".startswith(f"{who['arn']}:") else None


@collects("lambda:ListAliases", "lambda:ListVersionsByFunction")
def function_qualifiers(aws: Aws, function: Function) -> FunctionQualifiers:
    """What may have a policy beside the function itself."""
    lists = {"Aliases": ("list_aliases", "Name"), "Versions": ("list_versions_by_function", "Version")}
    where: dict[str, Any] = {"page_size": 50, "region": function.region, "FunctionName": function.name}

    def names(member: str) -> list[str]:
        operation, name = lists[member]
        return [one[name] for one in aws.items("lambda", operation, member, **where)]

    found, unread = read_parts(lists, names, "lambda:ListAliases, lambda:ListVersionsByFunction")
    return FunctionQualifiers(tuple(one for part in found.values() for one in part if one != LATEST), unread)


@collects(GET_POLICY)
def function_policies(aws: Aws, function: Function, qualifiers: FunctionQualifiers | Unavailable) -> FunctionPolicies:
    """The policies, of which Lambda does not find those that do not exist."""
    missing = qualifiers if isinstance(qualifiers, Unavailable) else qualifiers.unread
    names = () if isinstance(qualifiers, Unavailable) else qualifiers.names
    answers, unread = read_parts(("", *names), partial(_policy, aws, function), GET_POLICY)
    found = (QualifiedPolicy(name, parse_policy(answer["Policy"])) for name, answer in answers.items() if answer)
    return FunctionPolicies(tuple(found), unread or missing)


def _policy(aws: Aws, function: Function, qualifier: str) -> Mapping[str, Any] | None:
    which = {"FunctionName": function.name, **({"Qualifier": qualifier} if qualifier else {})}
    return aws.find("lambda", "get_policy", region=function.region, absent="ResourceNotFoundException", **which)
