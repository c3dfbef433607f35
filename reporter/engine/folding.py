"""Groups of subjects whose failures summaries show together; the rules stand beside the resources they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import msgspec

from reporter.engine.inventory import Inventory
from reporter.model.finding import Finding
from reporter.model.subjects import Resource
from reporter.model.verdicts import Status

Members: TypeAlias = Callable[[Inventory], Iterable[Resource]]
"""The subjects of a group in an account, by what was read there; it must name none that it cannot prove."""

_GROUPS: dict[str, Members] = {}


def folds(group: str) -> Callable[[Members], Members]:
    """A decorator that registers the function that names the subjects of a group.

    The group is named in the singular, such as `unused default VPC`. An account has at most one in each region.
    """

    def decorate(function: Members) -> Members:
        _GROUPS[group] = function
        return function

    return decorate


def folded(findings: Iterable[Finding], inventory: Inventory) -> Iterator[Finding]:
    """The findings, each failure with the group of its subject."""
    groups = {(one.arn, one.part): group for group, members in _GROUPS.items() for one in members(inventory)}
    for finding in findings:
        group = groups.get((finding.arn, finding.part), "") if finding.status is Status.FAIL else ""
        yield msgspec.structs.replace(finding, fold=group) if group else finding
