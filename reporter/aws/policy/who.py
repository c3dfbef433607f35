"""The callers that a policy admits, for trust policies of roles and for resource policies.

It starts from the principals of each Allow, intersects them with the conditions on callers, applies Deny statements,
and returns the remaining callers. In doubt a caller remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from reporter.aws.policy.conditions import (
    ACCESS_POINT_KEYS,
    NETWORK_KEYS,
    PRINCIPAL_KEYS,
    SERVICE_KEYS,
    SOURCE_KEYS,
    Condition,
    Limit,
)
from reporter.aws.policy.document import PolicyDocument, Principal
from reporter.aws.policy.grants import HOLDER, Denial, Grant, grants
from reporter.aws.policy.log_accounts import log_accounts
from reporter.aws.policy.owners import ANYONE, Bounds, Circle, Owner, Relation
from reporter.aws.policy.patterns import covers

DELETED = re.compile(r"A[A-Z0-9]+")
"""Matches the unique id that IAM puts in place of the ARN of a deleted user or role."""
CLOUDFRONT = re.compile(r"arn:[^:]+:iam::cloudfront:user/.+")
"""Matches an origin access identity, with which CloudFront itself reads."""
ANY_SERVICE = "any AWS service"
SOURCES_NAMED = 50
Sources: TypeAlias = dict[tuple[Limit, ...], tuple[Owner, ...]]
IS_SERVICE = "aws:principalisawsservice"


class Kind(StrEnum):
    """The kind of a caller."""

    IDENTITY = "identity"
    """A user, a role, an account, or everyone."""
    SERVICE = "service"
    """A service that acts for an owner, its source."""
    OF_AWS = "of AWS"
    """An identity of AWS that stands for a service, and sends no source keys."""
    FEDERATION = "federation"
    """An identity that an identity provider authenticates."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A group of callers that may use a grant."""

    kind: Kind
    principal: Principal
    """The principal as the policy names it."""
    owner: Owner
    """The owner after all conditions; for a service, its source."""
    relation: Relation
    """The relation of that owner to the owner of the resource."""
    grant: Grant = field(compare=False, repr=False)
    service: str = ""
    """The service principal; for an identity of AWS, the one that the policy should name instead."""
    networks: tuple[Condition, ...] = ()
    """The networks that its calls must come from."""

    @property
    def is_everyone(self) -> bool:
        """Whether it may be anyone, or anyone on certain networks."""
        return self.kind is Kind.IDENTITY and self.relation is Relation.ANYONE

    @property
    def is_foreign(self) -> bool:
        """Whether it belongs to an unknown account, organisation or provider."""
        return self.kind in (Kind.IDENTITY, Kind.FEDERATION) and self.relation is Relation.FOREIGN

    @property
    def is_meant_as_service(self) -> bool:
        """Whether its statement requires an AWS service, and does not merely admit one among everyone."""
        return any(limit.key in SERVICE_KEYS for limit in self.grant.limits)

    def __str__(self) -> str:
        network = " and ".join(f"{one.key} {' or '.join(one.values)}" for one in self.networks)
        return f"{self._name} on the network {network}" if network else self._name

    @property
    def _name(self) -> str:
        if self.kind is Kind.SERVICE:
            return f"{self.service} for {'any source' if self.relation is Relation.ANYONE else self.owner}"
        if self.kind is Kind.OF_AWS:
            return f"{_spelled(self.principal)}, which is AWS's own"
        if self.principal.is_everyone:
            return "everyone" if self.relation is Relation.ANYONE else f"everyone of {self.owner}"
        within = f" of organisation {' or '.join(self.owner.organizations)}" if self.owner.organizations else ""
        return _spelled(self.principal) + within


def callers(document: PolicyDocument, circle: Circle, *, actions: Iterable[str] = ("*",)) -> tuple[Caller, ...]:
    """The callers that may do anything within these patterns of actions, over all statements."""
    wanted = tuple(actions)
    return tuple(one for grant in grants(document) for one in callers_of(grant, circle, actions=wanted))


def callers_of(grant: Grant, circle: Circle, *, actions: Iterable[str] = ("*",)) -> tuple[Caller, ...]:
    """The callers to which one grant gives anything within these patterns of actions."""
    sources: Sources = {}
    found = (
        caller
        for action in actions
        for who, denials in grant.situations(action=action)
        if all(denial.limit for denial in denials)
        for caller in _Question(grant, who, _limits(grant, denials), circle, action, sources).answers()
    )
    return tuple(dict.fromkeys(found))


def _limits(grant: Grant, denials: Sequence[Denial]) -> tuple[Limit, ...]:
    """The conditions of the Allow, and those that the denials amount to."""
    if not denials and not grant.statement.conditions:
        return ()
    return (*map(Limit, grant.limits), *(denial.limit for denial in denials if denial.limit))


@dataclass(frozen=True, slots=True)
class _Question:
    """One principal of one grant, with the limits that all its calls must meet."""

    grant: Grant
    who: Principal
    limits: tuple[Limit, ...]
    circle: Circle
    action: str
    sources: Sources
    """Sources by limits, found once: many services may have the same."""

    def answers(self) -> Iterator[Caller]:
        """The callers that remain of the principal."""
        if self.who.type == "Federated":
            owner = Owner(self.who.owner_id) if self.who.owner_id else Owner(name=self.who.id)
            yield self._caller(Kind.FEDERATION, owner)
        elif self.who.type == "Service":
            yield from self._services()
        elif CLOUDFRONT.fullmatch(self.who.id):
            yield self._caller(Kind.OF_AWS, Owner(name=self.who.id), "cloudfront.amazonaws.com")
        elif self.who != HOLDER and not DELETED.fullmatch(self.who.id):
            yield from self._identities()
            yield from self._services() if self.who.is_everyone and self._lets_services_past() else ()

    def _identities(self) -> Iterator[Caller]:
        for owner in self._owners() if self.limits else (_owner(self.who),):
            if not self._is_denied(owner):
                stands_for = log_accounts().get(owner.account, "") if owner.account else ""
                yield self._caller(Kind.OF_AWS if stands_for else Kind.IDENTITY, owner, stands_for)

    def _owners(self) -> tuple[Owner, ...]:
        """The owners of identities.

        Identities have no source keys, with one exception: a named account may publish for a topic that it owns.
        """
        keys = {limit.key for limit in self.limits}
        sources = SOURCE_KEYS if self.who.is_everyone else SOURCE_KEYS - {"aws:sourceowner"}
        if keys & sources or self._service_demanded() is True:
            return ()
        bounding = PRINCIPAL_KEYS | ACCESS_POINT_KEYS if self.who.is_everyone else PRINCIPAL_KEYS
        return self._bounds(_start(self.who), self.limits, bounding).owners

    def _services(self) -> Iterator[Caller]:
        """The services; a condition on identities does not exclude them, since it does not make a service harmless."""
        binding = tuple(limit for limit in self.limits if not limit.spares_services)
        if self._service_demanded() is False:
            return
        for owner in self._sources(binding):
            for service in self._service_names(binding):
                yield self._caller(Kind.SERVICE, owner, service, binding)

    def _sources(self, limits: tuple[Limit, ...]) -> tuple[Owner, ...]:
        """The owners of sources; of very many, one for each relation, since more would decide nothing."""
        if limits not in self.sources:
            owners = self._bounds(Bounds(), limits, SOURCE_KEYS).owners
            few = {self.circle.relation(owner): owner for owner in reversed(owners)}.values()
            self.sources[limits] = owners if len(owners) <= SOURCES_NAMED else tuple(few)
        return self.sources[limits]

    def _lets_services_past(self) -> bool:
        """Whether services get in among everyone, while the others are limited."""
        keys = {limit.key for limit in self.limits if not limit.spares_services}
        meant = any(limit.spares_services for limit in self.limits) or self._service_demanded() is True
        return not keys & (PRINCIPAL_KEYS | ACCESS_POINT_KEYS) and (meant or bool(keys & SOURCE_KEYS))

    def _service_demanded(self) -> bool | None:
        """True if only services may call, False if none may; None where the limits do not say."""
        about = [limit.condition for limit in self.limits if limit.key in SERVICE_KEYS]
        plain = {value.lower() for one in about if one.key == IS_SERVICE for value in one.values}
        if any(one.key != IS_SERVICE for one in about) or plain == {"true"}:
            return True
        return False if plain == {"false"} else None

    def _service_names(self, limits: tuple[Limit, ...]) -> tuple[str, ...]:
        named = [limit.condition.values for limit in limits if limit.key in SERVICE_KEYS and limit.key != IS_SERVICE]
        if self.who.is_everyone:
            return named[0] if named and len(named[0]) == 1 else (ANY_SERVICE,)
        return (self.who.id,) if all(any(covers(one, self.who.id) for one in values) for values in named) else ()

    def _bounds(self, start: Bounds, limits: tuple[Limit, ...], keys: set[str]) -> Bounds:
        for limit in limits:
            start = start.within(limit.condition, self.circle) if limit.key in keys else start
        return start

    def _is_denied(self, owner: Owner) -> bool:
        """Whether an account that only the conditions name is denied by name."""
        if not owner.account or not self.who.is_everyone:
            return False
        return not self.grant.gives(Principal("AWS", owner.account), action=self.action)

    def _caller(self, kind: Kind, owner: Owner, service: str = "", limits: tuple[Limit, ...] | None = None) -> Caller:
        met = self.limits if limits is None else limits
        networks = tuple(dict.fromkeys(limit.condition for limit in met if limit.key in NETWORK_KEYS))
        return Caller(kind, self.who, owner, self.circle.relation(owner), self.grant, service, networks)


def _owner(who: Principal) -> Owner:
    if who.is_everyone:
        return ANYONE
    return Owner(who.account_id) if who.account_id else Owner(name=who.id)


def _start(who: Principal) -> Bounds:
    """The bounds that the principal itself sets."""
    owner = _owner(who)
    if owner == ANYONE:
        return Bounds()
    return Bounds(accounts=frozenset({owner.account} - {""}), names=frozenset({owner.name} - {""}))


def _spelled(principal: Principal) -> str:
    if principal.type == "CanonicalUser":
        return f"canonical user {principal.id}"
    return f"account {principal.id}" if principal.id == principal.account_id else principal.id
