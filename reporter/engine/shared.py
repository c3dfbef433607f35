"""Resources that one account of a scan owns for its organisation, and how other accounts see them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Generic, TypeAlias, TypeVar

from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.encoding import to_json
from reporter.model.given import Organization
from reporter.model.subjects import GLOBAL, Resource

EVERYWHERE = ("", GLOBAL)
"""The region names of what concerns all regions."""
LOOKED = "+"
"""Separates the two digests in the basis of an account that looked facts up in other accounts."""
PENDING = Unavailable(ReasonCode.INTERRUPTED, "the run was interrupted before the account was scanned")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationWide(Resource):
    """A resource that an account may own for its whole organisation."""

    administered_by: ClassVar[str] = ""
    """The service principal whose delegated administrators may own it too; empty: only the management account may."""
    seen_by_members: ClassVar[bool] = False
    """Whether every member sees its ARN, so that the organisation of a member need not be known."""


T_co = TypeVar("T_co", bound=OrganizationWide, covariant=True)


class CanOnlyHelp:
    """Marks shared resources of which one more can only turn a failure into a pass, never the reverse.

    `trails: Annotated[Shared[OrganizationTrail], CAN_ONLY_HELP]`
    """


CAN_ONLY_HELP = CanOnlyHelp()


class CanOnlyHarm:
    """Marks shared resources of which one more can only turn another verdict into a failure, never the reverse.

    `findings: Annotated[Shared[OrganizationFindings], CAN_ONLY_HARM]`
    """


CAN_ONLY_HARM = CanOnlyHarm()


@dataclass(frozen=True)  # without slots, so that `Shared[Trail]()` can be written
class Shared(Generic[T_co]):
    """The resources of a kind that accounts of the scan own for the organisation of the judged account."""

    found: tuple[T_co, ...] = ()
    unseen: Mapping[str, Unavailable] = field(default_factory=dict)
    """By account id: owners that AWS names and whose resources are not all known."""
    doubt: str = ""
    """Which other owners there may be outside the scan; empty for none."""

    @property
    def gap(self) -> Unavailable | None:
        """The reason why resources of owners that AWS names may be missing."""
        return next(iter(self.unseen.values()), None)

    @property
    def doubts(self) -> Unavailable | None:
        """The reason why any resources may be missing."""
        return self.gap or (Unavailable(ReasonCode.OWNER_NOT_SCANNED, self.doubt) if self.doubt else None)


@dataclass(frozen=True, slots=True)
class Holding:
    """The resources of a kind that one account owns, and the places where they could not be listed."""

    found: tuple[OrganizationWide, ...] = ()
    gaps: tuple[tuple[str, Unavailable], ...] = ()
    """The reasons by region; an empty name or `global` means all regions."""

    def in_region(self, region: str) -> Holding:
        """The part that concerns one region; an empty name means all of them."""
        if not region:
            return self
        gaps = tuple((where, why) for where, why in self.gaps if where in (*EVERYWHERE, region))
        return Holding(tuple(one for one in self.found if one.region == region), gaps)


NOTHING = Holding()


@dataclass(frozen=True, slots=True)
class Share:
    """The resources that one account owns for its organisation."""

    account_id: str
    organization_id: str
    """The organisation of the account; empty where that is not known."""
    holdings: Mapping[type[OrganizationWide], Holding]


F_co = TypeVar("F_co", bound=Fact, covariant=True)


class Everywhere(Generic[F_co]):
    """A fact about each account of the scan, which a check may look up; it costs something only if it does.

    `elsewhere: Everywhere[BucketRegions]`
    """

    def __init__(self, look: Callable[[], Mapping[str, F_co | Unavailable]]) -> None:
        """`look` is called at most once."""
        self._look = look

    @cached_property
    def by_account(self) -> Mapping[str, F_co | Unavailable]:
        """The fact by account id, the account itself included; Unavailable where an account did not give it."""
        return self._look()


FactOf: TypeAlias = Callable[[str, type[Fact]], Fact | Unavailable]


class Around:
    """The facts that rules look up in all accounts of a scan; each is read from the evidence once."""

    def __init__(self, kinds: Iterable[type[Fact]], account_ids: Iterable[str], fact: FactOf) -> None:
        """`fact` returns a fact of a kind about one account."""
        self._kinds = sorted(kinds, key=lambda kind: kind.__qualname__)
        self._account_ids = sorted(account_ids)
        self._fact = fact
        self._known: dict[type[Fact], Mapping[str, Fact | Unavailable]] = {}

    def of(self, kind: type[Fact]) -> Mapping[str, Fact | Unavailable]:
        """The facts of a kind by account id."""
        if kind not in self._known:
            self._known[kind] = {id_: self._with_account(id_, self._fact(id_, kind)) for id_ in self._account_ids}
        return self._known[kind]

    @cached_property
    def digest(self) -> str:
        """A digest of the facts; equal facts have equal digests."""
        return hashlib.sha256(to_json([self.of(kind) for kind in self._kinds])).hexdigest()[:16]

    @staticmethod
    def _with_account(id_: str, fact: Fact | Unavailable) -> Fact | Unavailable:
        return replace(fact, detail=f"account {id_}: {fact.detail}") if isinstance(fact, Unavailable) else fact


@dataclass(frozen=True)
class Shares:
    """The resources that the accounts of a scan own for their organisation."""

    scanned: frozenset[str]
    by_account: Mapping[str, Share]
    around: Around | None = None
    """The facts about all accounts; None while not all accounts are read."""

    def basis(self, *, looked_around: bool) -> str:
        """A digest of everything from other accounts that an account is judged by.

        `looked_around`: whether a check looked up facts about other accounts.
        """
        return f"{self.digest}{LOOKED}{self.around.digest if self.around else ''}" if looked_around else self.digest

    def is_basis(self, basis: str) -> bool:
        """Whether an account that was judged with this basis needs no second judgement."""
        return basis == self.basis(looked_around=LOOKED in basis)

    @cached_property
    def digest(self) -> str:
        """A digest of the shares; equal shares have equal digests. Empty where nothing is shared."""
        content = [
            (id_, share.organization_id, sorted((kind.__qualname__, held) for kind, held in share.holdings.items()))
            for id_, share in sorted(self.by_account.items())
        ]
        return hashlib.sha256(to_json(content)).hexdigest()[:16] if content else ""

    @cached_property
    def _givers(self) -> Mapping[type[OrganizationWide], Mapping[str, Holding]]:
        """By kind and account id: the accounts that own something, or may own something."""
        givers: dict[type[OrganizationWide], dict[str, Holding]] = {}
        for id_, share in sorted(self.by_account.items()):
            for kind, held in share.holdings.items():
                if held != NOTHING:
                    givers.setdefault(kind, {})[id_] = held
        return givers

    def givers(self, kind: type[OrganizationWide]) -> Mapping[str, Holding]:
        """By account id: what the accounts own, or may own, of a kind."""
        return self._givers.get(kind, {})

    def of(
        self, kind: type[OrganizationWide], organization: Organization, region: str, unknown: Unavailable
    ) -> Shared[OrganizationWide]:
        """The shared resources that an account of this organisation sees, in one region if one is named.

        `unknown` is the reason where the organisation is not known.
        """
        if organization.alone:
            return Shared()
        if not (organization.id or kind.seen_by_members):
            return Shared(unseen={"": unknown})
        return _View(self, kind, organization, region).shared()


@dataclass(frozen=True, slots=True)
class _View:
    """The shares as one account may see them."""

    shares: Shares
    kind: type[OrganizationWide]
    organization: Organization
    region: str

    def shared(self) -> Shared[OrganizationWide]:
        found = tuple(one for held in self._of_ours() for one in held.in_region(self.region).found)
        return Shared(found, dict(self._unseen()), "; ".join(self._doubts()))

    def _of_ours(self) -> Iterator[Holding]:
        owners, ours = owners_of(self.kind, self.organization), self.organization.id
        for id_, held in self.shares.givers(self.kind).items():
            of_ours = self.kind.seen_by_members or self.shares.by_account[id_].organization_id == ours
            if of_ours and (owners is None or id_ in owners):
                yield held

    def _unseen(self) -> Iterator[tuple[str, Unavailable]]:
        named = (*self._administrators(), *filter(None, [self.organization.management_account_id]))
        givers = self.shares.givers(self.kind)
        others = givers if self.kind.seen_by_members and owners_of(self.kind, self.organization) is None else ()
        for id_ in dict.fromkeys((*named, *others)):
            if id_ not in self.shares.scanned and id_ in self._administrators():
                yield id_, not_scanned(id_, f"is a delegated administrator of {self.kind.administered_by}")
            elif id_ in self.shares.scanned and id_ not in self.shares.by_account:
                yield id_, _in_account(id_, PENDING)
            elif id_ in givers:
                yield from ((id_, _in_account(id_, why)) for _, why in givers[id_].in_region(self.region).gaps[:1])

    def _doubts(self) -> Iterator[str]:
        management = self.organization.management_account_id
        if not management:
            yield "which account manages the organisation is not known"
        elif management not in self.shares.scanned:
            yield f"the management account {management} is not part of this scan"
        if self.kind.administered_by and self.kind.administered_by not in self.organization.administrators:
            yield f"who administers {self.kind.administered_by} for the organisation is not known"

    def _administrators(self) -> tuple[str, ...]:
        return self.organization.administrators.get(self.kind.administered_by, ())


def owners_of(kind: type[OrganizationWide], organization: Organization) -> tuple[str, ...] | None:
    """The accounts that may own something of a kind; None where that is not known."""
    administrators = organization.administrators.get(kind.administered_by) if kind.administered_by else ()
    if administrators is None or not organization.management_account_id:
        return None
    return (organization.management_account_id, *administrators)


def may_own(account_id: str, kinds: Iterable[type[OrganizationWide]], organization: Organization) -> bool:
    """Whether an account may own something of these kinds; True where the owners are not known."""
    named = (owners_of(kind, organization) for kind in kinds)
    return any(owners is None or account_id in owners for owners in named)


def not_scanned(account_id: str, why: str) -> Unavailable:
    """The reason for an owner that is known but not part of the scan."""
    return Unavailable(ReasonCode.OWNER_NOT_SCANNED, f"account {account_id} {why}; it is not part of this scan")


def _in_account(account_id: str, why: Unavailable) -> Unavailable:
    return replace(why, detail=f"account {account_id}, which may own one for the organisation: {why.detail}")
