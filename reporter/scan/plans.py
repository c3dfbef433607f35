"""The reading plan of each account: resources that only owners have are read in no other account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reporter.accounts import Target
from reporter.engine.judge import Rule, plan_for
from reporter.engine.plan import Plan

EITHER = (False, True)


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of one scan."""

    _by_case: Mapping[tuple[bool, bool], Plan]
    """By whether an account may own resources for its organisation, and whether its organisation is known."""

    @classmethod
    def by(cls, rules: Iterable[Rule]) -> Plans:
        """The plans of all that the rules need."""
        wanted = tuple(rules)
        cases = [(owner, known) for owner in EITHER for known in EITHER]
        return cls({(owner, known): plan_for(wanted, owner=owner, organization_known=known) for owner, known in cases})

    @property
    def whole(self) -> Plan:
        """The plan that includes all other plans."""
        return self._by_case[True, False]

    def of(self, target: Target, *, owner: bool) -> Plan:
        """The plan of one account."""
        return self._by_case[owner, target.member]
