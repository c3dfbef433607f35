"""The grants of a policy: which actions, on what, for which principals, under which conditions.

A grant is what callers get who meet its conditions; `limits` are the conditions that really exclude callers. In doubt
access counts as granted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reporter.aws.policy.conditions import Condition, Limit, enforced, limit_of_denial
from reporter.aws.policy.document import EVERYONE, PolicyDocument, Principal, Statement, name_of
from reporter.aws.policy.patterns import includes, overlaps
from reporter.model.text import first_of

HOLDER = Principal("AWS", "")
"""The principal to which a policy without principals is attached."""
NO_RESOURCE = ("",)
"""The resources of a statement without any, as in the trust policy of a role."""
MOST_PARTS = 400
"""The most combinations that are examined; beyond it no denial counts, since such a policy was written to be hard to
read."""
ACTIONS_NAMED = 10
"""The most actions that a text names, to keep reasons readable."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A Deny that counts: it denies all that it covers, or all callers that do not meet its limit."""

    statement: Statement
    limit: Limit | None = None

    def covers_action(self, *patterns: str) -> bool:
        """Whether it covers all actions that match all these patterns; covering one of the patterns is enough."""
        return any(_includes_all(self.statement.actions, self.statement.not_actions, one) for one in patterns)

    def covers_resource(self, *patterns: str) -> bool:
        """Whether it covers all resources that match all these patterns."""
        listed = self.statement.resources or NO_RESOURCE
        return any(_includes_all(listed, self.statement.not_resources, one) for one in patterns)


@dataclass(frozen=True, slots=True)
class Grant:
    """One Allow statement, with the denials of its document."""

    statement: Statement
    denials: tuple[Denial, ...] = ()
    """Denials without conditions, which take from the grant."""
    limiting: tuple[Denial, ...] = ()
    """Denials that act like a condition on every Allow."""
    conditional_denials: tuple[Statement, ...] = ()
    """All other Deny statements: they make no grant safe, but a reviewer should know of them."""
    position: int = 1
    """The position of its statement in the document, from 1."""

    @property
    def name(self) -> str:
        """The Sid of its statement, or its position."""
        return name_of(self.statement, self.position)

    @property
    def limits(self) -> tuple[Condition, ...]:
        """The conditions that really exclude callers."""
        return enforced(self.statement.conditions)

    def gives(self, who: Principal = HOLDER, *, action: str = "*", resource: str = "*") -> bool:
        """Whether a principal may do anything within these patterns; exact for one action on one resource."""
        parts = self._parts(self.denials, action, resource)
        return names(self.statement, who) and any(_spare(who, self.denials, parts))

    def holders(self, *, action: str = "*", resource: str = "*") -> tuple[Principal, ...]:
        """The named principals that keep anything within these patterns; `EVERYONE` stands for all others."""
        parts = self._parts(self.denials, action, resource)
        return tuple(who for who in self.named(self.denials) if any(_spare(who, self.denials, parts)))

    def named(self, denials: Iterable[Denial]) -> tuple[Principal, ...]:
        """Where everyone is meant, those are named too that a denial spares: they keep what all others lose."""
        if not self.statement.is_about_everyone:
            return tuple(one for one in self.statement.principals or (HOLDER,) if names(self.statement, one))
        spared = (one for denial in denials for one in denial.statement.not_principals)
        also = (one for one in (*self.statement.principals, *spared) if names(self.statement, one))
        return tuple(dict.fromkeys((EVERYONE, *also)))

    def situations(self, *, action: str = "*", resource: str = "*") -> Iterator[tuple[Principal, tuple[Denial, ...]]]:
        """Each named principal with the denials that apply together to some part of the granted access."""
        denials = (*self.denials, *self.limiting)
        parts = self._parts(denials, action, resource)
        if not denials:
            yield from ((who, ()) for who in self.named(denials) if parts)
            return
        for who in self.named(denials) if parts else ():
            met = (part & _mask(names(denial.statement, who) for denial in denials) for part in parts)
            for part in _least(met):
                yield who, tuple(denial for place, denial in enumerate(denials) if part >> place & 1)

    def _parts(self, denials: tuple[Denial, ...], action: str, resource: str) -> list[int]:
        """For the parts of the granted access that the fewest denials cover: those denials, as the bits of a number."""
        wanted = action.lower()
        if not denials:
            return [0] if self._concerns(wanted, resource) else []
        by_action = _least(
            _mask(denial.covers_action(one, wanted) for denial in denials) for one in self._actions(wanted)
        )
        by_resource = _least(
            _mask(denial.covers_resource(thing, resource) for denial in denials) for thing in self._resources(resource)
        )
        if len(by_action) * len(by_resource) > MOST_PARTS:
            return [0]
        return _least(some & others for some in by_action for others in by_resource)

    def _concerns(self, action: str, resource: str) -> bool:
        return next(self._actions(action), None) is not None and next(self._resources(resource), None) is not None

    def _actions(self, wanted: str) -> Iterator[str]:
        return _shared(self.statement.actions, self.statement.not_actions, wanted)

    def _resources(self, wanted: str) -> Iterator[str]:
        return _shared(self.statement.resources or NO_RESOURCE, self.statement.not_resources, wanted)

    def __str__(self) -> str:
        statement = self.statement
        what = _listing(statement.actions) or f"everything but {_listing(statement.not_actions)}"
        limits = f" if {' and '.join(map(str, statement.conditions))}" if statement.conditions else ""
        return what + limits


def grants(document: PolicyDocument) -> tuple[Grant, ...]:
    """All grants of a policy, one for each Allow statement."""
    flat: list[Denial] = []
    limiting: list[Denial] = []
    others: list[Statement] = []
    for statement in document.statements:
        limit = limit_of_denial(statement.conditions)
        if statement.allows:
            continue
        if not statement.conditions:
            flat.append(Denial(statement))
        elif limit:
            limiting.append(Denial(statement, limit))
        else:
            others.append(statement)
    return tuple(
        Grant(statement, tuple(flat), tuple(limiting), tuple(others), position)
        for position, statement in enumerate(document.statements, 1)
        if statement.allows
    )


def refuses(statement: Statement, *, action: str, resource: str) -> bool:
    """Whether a Deny covers all of these patterns, for its principals and under its conditions."""
    denial = Denial(statement)
    return not statement.allows and denial.covers_action(action.lower()) and denial.covers_resource(resource)


def names(statement: Statement, who: Principal) -> bool:
    """Whether a statement applies to a principal; an account stands for its identities, the lone star for everyone."""
    also = Principal("AWS", who.account_id) if who.account_id else who
    if statement.not_principals:
        return not {who, also, EVERYONE} & set(statement.not_principals)
    return bool({who, also, EVERYONE} & set(statement.principals or (HOLDER,)))


def _spare(who: Principal, denials: tuple[Denial, ...], parts: Iterable[int]) -> Iterator[bool]:
    """For each part, whether all its denials exempt the principal."""
    about = _mask(names(denial.statement, who) for denial in denials)
    return (not part & about for part in parts)


def _mask(truths: Iterable[bool]) -> int:
    return sum(truth << place for place, truth in enumerate(truths))


def _least(masks: Iterable[int]) -> list[int]:
    """The masks that contain no other mask: a part that more denials cover is no more open."""
    distinct = set(masks)
    least: list[int] = []
    for mask in sorted(distinct, key=int.bit_count) if len(distinct) > 1 else distinct:
        if not any(other & mask == other for other in least):
            least.append(mask)
    return least


def _listing(actions: tuple[str, ...]) -> str:
    return first_of(actions, ACTIONS_NAMED)


def _shared(listed: tuple[str, ...], excluded: tuple[str, ...], wanted: str) -> Iterator[str]:
    """The patterns of an element, or of its Not-form, that overlap with the wanted one."""
    if excluded:
        if not any(includes(one, wanted) for one in excluded):
            yield wanted
        return
    yield from (one for one in listed if overlaps(one, wanted))


def _includes_all(listed: tuple[str, ...], excluded: tuple[str, ...], pattern: str) -> bool:
    if excluded:
        return not any(overlaps(one, pattern) for one in excluded)
    return any(includes(one, pattern) for one in listed)
