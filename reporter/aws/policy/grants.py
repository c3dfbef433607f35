"""What a policy gives: which actions, on what, to whom, under which conditions.

Conditions are told, not weighed: a grant is what could be had by whoever meets them, and `limits` are those that really
keep somebody out. In doubt something is given: what cannot be ruled out counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporter.aws.policy.conditions import Condition, enforced
from reporter.aws.policy.document import EVERYONE, PolicyDocument, Principal, Statement
from reporter.aws.policy.patterns import includes, overlaps

HOLDER = Principal("AWS", "")
"""Whoever a policy without principals is attached to."""
NO_RESOURCE = ("",)
"""What a statement without resources is about, as in the trust policy of a role."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One Allow, less what the document denies without conditions."""

    statement: Statement
    denials: tuple[Statement, ...] = ()
    conditional_denials: tuple[Statement, ...] = ()
    """They make no grant safe, but whoever judges it should know of them."""

    @property
    def limits(self) -> tuple[Condition, ...]:
        """The conditions that really keep somebody out."""
        return enforced(self.statement.conditions)

    def gives(self, who: Principal = HOLDER, *, action: str = "*", resource: str = "*") -> bool:
        """Whether somebody may do anything within these patterns; exact for one action on one resource."""
        if not names(self.statement, who):
            return False
        denials = [denial for denial in self.denials if names(denial, who)]
        return any(
            not any(_takes(denial, (one, action.lower()), (thing, resource)) for denial in denials)
            for one in _shared(self.statement.actions, self.statement.not_actions, action.lower())
            for thing in _shared(self.statement.resources or NO_RESOURCE, self.statement.not_resources, resource)
        )

    def holders(self, *, action: str = "*", resource: str = "*") -> tuple[Principal, ...]:
        """Those named to whom anything within these patterns is left; everybody not named is `EVERYONE`."""
        return tuple(who for who in self._named if self.gives(who, action=action, resource=resource))

    @property
    def _named(self) -> tuple[Principal, ...]:
        """Where everyone is meant, those are named whom a denial spares: they keep what all others lose."""
        if not self.statement.is_about_everyone:
            return self.statement.principals or (HOLDER,)
        spared = (one for denial in self.denials for one in denial.not_principals)
        return tuple(dict.fromkeys((EVERYONE, *self.statement.principals, *spared)))

    def __str__(self) -> str:
        statement = self.statement
        what = ", ".join(statement.actions) or f"everything but {', '.join(statement.not_actions)}"
        limits = f" if {' and '.join(map(str, statement.conditions))}" if statement.conditions else ""
        return what + limits


def grants(document: PolicyDocument) -> tuple[Grant, ...]:
    """Everything a policy gives, one grant for each Allow."""
    denials = [statement for statement in document.statements if not statement.allows]
    flat = tuple(denial for denial in denials if not denial.conditions)
    conditional = tuple(denial for denial in denials if denial.conditions)
    return tuple(Grant(statement, flat, conditional) for statement in document.statements if statement.allows)


def refuses(statement: Statement, *, action: str, resource: str) -> bool:
    """Whether a Deny covers all of these patterns, for those it is about and where its conditions hold."""
    return not statement.allows and _takes(statement, (action.lower(),), (resource,))


def names(statement: Statement, who: Principal) -> bool:
    """Whether a statement is about somebody; an account stands for everybody in it, the lone star for all."""
    also = Principal("AWS", who.account_id) if who.account_id else who
    if statement.not_principals:
        return not {who, also, EVERYONE} & set(statement.not_principals)
    return bool({who, also, EVERYONE} & set(statement.principals or (HOLDER,)))


def _shared(listed: tuple[str, ...], excluded: tuple[str, ...], wanted: str) -> Iterator[str]:
    """The patterns of an element, or of its Not-form, that have something in common with the wanted one."""
    if excluded:
        if not any(includes(one, wanted) for one in excluded):
            yield wanted
        return
    yield from (one for one in listed if overlaps(one, wanted))


def _takes(denial: Statement, actions: tuple[str, ...], resources: tuple[str, ...]) -> bool:
    """Whether a denial leaves nothing that is in all these patterns: it is enough to cover one of them."""
    return any(_includes_all(denial.actions, denial.not_actions, one) for one in actions) and any(
        _includes_all(denial.resources or NO_RESOURCE, denial.not_resources, one) for one in resources
    )


def _includes_all(listed: tuple[str, ...], excluded: tuple[str, ...], pattern: str) -> bool:
    if excluded:
        return not any(overlaps(one, pattern) for one in excluded)
    return any(includes(one, pattern) for one in listed)
