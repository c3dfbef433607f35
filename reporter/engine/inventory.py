"""The answers about one account, facts and refusals, by kind and subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeAlias, cast

from reporter.engine.collector import collector_of, is_given, name_of
from reporter.engine.shared import PENDING, Everywhere, Holding, OrganizationWide, Share, Shared, Shares
from reporter.engine.signature import Input
from reporter.model.answers import Call, Fact, ReasonCode, Unavailable
from reporter.model.gaps import Known, Unread, is_gap
from reporter.model.given import Organization, OwnOrganization, Scanned, ScanTime
from reporter.model.subjects import GLOBAL, Account, Region, Resource

Answer: TypeAlias = Fact | tuple[Any, ...] | Unavailable
"""One fact, or the resources of one listing, or the reason why there is neither."""
Sought: TypeAlias = Mapping[str, frozenset[str]]
"""What a collector looks for, by the names of its settings."""

NEVER_ASKED = Unavailable(ReasonCode.UNSUPPORTED, "nothing was asked there: the region was not scanned")
NONE_BESIDE = Unavailable(ReasonCode.UNSUPPORTED, "nothing of the kind was listed of it")
NOT_ASKED_WHERE = Unavailable(ReasonCode.UNSUPPORTED, "the account was not asked which organisation it is in")


@dataclass(frozen=True, slots=True)
class Aside:
    """The part of a listing that is not judged."""

    unread: tuple[Unread, ...] = ()
    elsewhere: tuple[Any, ...] = ()
    """Resources in regions that are not selected."""


NOTHING = Aside()


@dataclass(slots=True)
class Inventory:
    """The answers about one account, filled while it is read and judged afterwards, even years later."""

    account: Account
    now: ScanTime
    organization: Organization = field(default_factory=Organization)
    """The organisation as the scan knows it; see `own_organization`."""
    unreachable: Unavailable | None = None
    """Set where the account could not be entered at all."""
    answers: dict[type, dict[str, Answer]] = field(default_factory=dict)
    asides: dict[type, dict[str, Aside]] = field(default_factory=dict)
    """By kind and subject, like the answers; only for listings with a part that is not judged."""
    calls: tuple[Call, ...] = ()
    """Every request that was sent, as evidence."""
    caller_arn: str = ""
    gone: list[str] = field(default_factory=list)
    """Keys of resources that were deleted between being listed and being read."""
    gone_kinds: set[str] = field(default_factory=set)
    """The names of their kinds, and of the kinds of resources listed inside them."""
    scanned: Scanned = field(default_factory=Scanned)
    sought: dict[type, Sought] = field(default_factory=dict)
    """By kind, for collectors with settings: what they looked for."""
    shares: Shares | None = None
    """What the accounts of the scan own for each other; None: this account is the whole scan."""
    looked_around: bool = False
    """Whether a check looked up a fact about other accounts."""

    @property
    def own_organization(self) -> Organization:
        """The organisation that the account names, where the scan does not know its organisation."""
        own = self._own_organization()
        if self.organization.id or not isinstance(own, OwnOrganization):
            return self.organization
        return replace(
            self.organization,
            id=own.id,
            management_account_id=own.management_account_id,
            members_unknown=bool(own.id),
            alone=not own.id,
            administrators={},
        )

    def _own_organization(self) -> Answer:
        return self.answers.get(OwnOrganization, {}).get(self.account.key, NOT_ASKED_WHERE)

    @property
    def basis(self) -> str:
        """A digest of everything from other accounts that this account was judged by."""
        return self.shares.basis(looked_around=self.looked_around) if self.shares else ""

    def share(self, kinds: Iterable[type[OrganizationWide]]) -> Share:
        """The resources of these kinds that the account owns for its organisation."""
        holdings = {kind: self._holding(kind) for kind in kinds}
        return Share(self.account.account_id, self.own_organization.id, holdings)

    def _holding(self, kind: type[OrganizationWide]) -> Holding:
        """The resources of a kind, and the gaps; a region that is not enabled is no gap, since it holds nothing."""
        if self.unreachable:
            return Holding(gaps=(("", self.unreachable),))
        gaps = ((parent.region, why) for parent, why in self.gaps(kind) if is_gap(why, of_others=True))
        return Holding(self.subjects(kind), tuple(gaps))

    def record(self, kind: type, subject: Resource, answer: Answer, aside: Aside = NOTHING) -> None:
        """Store the answer about a subject."""
        self.answers.setdefault(kind, {})[subject.key] = answer
        if aside != NOTHING:
            self.asides.setdefault(kind, {})[subject.key] = aside
        else:
            self.asides.get(kind, {}).pop(subject.key, None)

    def forget(self, resources: Iterable[Resource]) -> None:
        """Remove resources that were deleted during the scan, with all answers about them."""
        for kind, keys in _keys_by_kind(resources).items():
            listings = self.answers[kind]
            for parent, listed in listings.items():
                if isinstance(listed, tuple):
                    listings[parent] = tuple(resource for resource in listed if resource.key not in keys)
            self.gone.extend(sorted(keys))
            self.gone_kinds.add(name_of(kind))
            self._forget_what_is_about(kind, keys)

    def _forget_what_is_about(self, kind: type[Resource], keys: set[str]) -> None:
        for about_it in [other for other in self.answers if collector_of(other).about is kind]:
            table = self.answers[about_it]
            filed = [table.pop(key) for key in keys & table.keys()]
            within = {one.key for answer in filed if isinstance(answer, tuple) for one in answer}
            if within:
                self.gone_kinds.add(name_of(about_it))
                self._forget_what_is_about(about_it, within)

    def parents_of(self, kind: type[Resource]) -> dict[str, str]:
        """By key of each resource of a kind: the key of the parent that lists it."""
        listings = self.answers.get(kind, {}).items()
        return {one.key: parent for parent, listed in listings if isinstance(listed, tuple) for one in listed}

    def subjects(self, kind: type[Resource]) -> tuple[Any, ...]:
        """All listed resources of a kind."""
        if kind is Account:
            return (self.account,)
        listings = self.answers.get(kind, {}).values()
        return tuple(resource for listed in listings if isinstance(listed, tuple) for resource in listed)

    def gaps(self, kind: type[Resource]) -> Iterator[tuple[Resource, Unavailable]]:
        """The places where resources of a kind may exist unlisted and the unread resources, with the reasons."""
        if kind is Account:
            return
        about = collector_of(kind).about
        yield from self.gaps(about)
        listings, asides = self.answers.get(kind, {}), self.asides.get(kind, {})
        for parent in self.subjects(about):
            listed = listings.get(parent.key, NEVER_ASKED)
            if isinstance(listed, Unavailable):
                yield parent, listed
            for unread in asides.get(parent.key, NOTHING).unread:
                yield unread, unread.why

    def source(self, wanted: Input, subject: type[Resource]) -> Callable[[Resource], Any]:
        """A function from a subject to the value of one parameter of its check or collector."""
        if wanted.shared:
            return self._shared_source(wanted, subject)
        if wanted.everywhere:
            everywhere = Everywhere(lambda: self._look_around(wanted.kind))
            return lambda _: everywhere
        if is_given(wanted.kind):
            given = self._given(wanted.kind)
            return lambda _: given
        if wanted.kind is Region and not wanted.many:
            regions = {region.region: region for region in self.subjects(Region)}
            return lambda one: regions.get(one.region, NEVER_ASKED)
        return self._source_of_answers(wanted, subject)

    def _source_of_answers(self, wanted: Input, subject: type[Resource]) -> Callable[[Resource], Any]:
        if wanted.is_beside(subject) and collector_of(wanted.kind).lists:
            return self._one_beside(wanted.kind)
        about = collector_of(wanted.kind).about
        look_up = self._look_up(wanted)
        if about is Account:
            value = look_up(self.account.key)
            return lambda _: value
        if about is Region and subject is not Account:
            return lambda one: look_up(one.region)
        if about is subject:
            return lambda one: look_up(one.key)
        return self._beside(wanted, subject)

    def _one_beside(self, kind: type[Resource]) -> Callable[[Resource], Any]:
        """A function from a resource to the one of this kind that is the same in AWS, or to the reason for a gap."""
        found = {one.key: one for one in self.subjects(kind)}
        gaps = tuple(self.gaps(kind))
        reasons = {place.key: why for place, why in gaps}
        unseen = next((why for place, why in gaps if isinstance(place, Account | Region | Unread)), NONE_BESIDE)
        known = {**reasons, **found}
        return lambda one: known.get(one.key) or known.get(one.arn, unseen)

    def _look_up(self, wanted: Input) -> Callable[[str], Any]:
        """A function from the key of a subject to its answer."""
        table, asides = self.answers.get(wanted.kind, {}), self.asides.get(wanted.kind, {})
        if not wanted.many or not (asides or wanted.partial):
            return lambda key: table.get(key, NEVER_ASKED)
        given = _known if wanted.partial else _complete
        return lambda key: given(key, table.get(key, NEVER_ASKED), asides.get(key, NOTHING))

    def _shared_source(self, wanted: Input, subject: type[Resource]) -> Callable[[Resource], Any]:
        """The shared resources; all are unavailable where an owner is unseen, unless one more has a direction."""
        id_, kind = self.account.account_id, wanted.kind
        shares = self.shares or Shares(frozenset({id_}), {id_: self.share((kind,))})
        organization, own = self.own_organization, self._own_organization()
        unknown = own if isinstance(own, Unavailable) else NOT_ASKED_WHERE
        regional = collector_of(kind).about is Region and subject is not Account

        @cache
        def of_region(region: str) -> Shared[Any] | Unavailable:
            shared = shares.of(kind, organization, region, unknown)
            return shared if wanted.has_direction else shared.doubts or shared

        return lambda one: of_region(one.region if regional else "")

    def answer_of_account(self, kind: type[Fact]) -> Fact | Unavailable:
        """A fact about the account, or the reason why it is missing."""
        answer = self.answers.get(kind, {}).get(self.account.key, NEVER_ASKED)
        return cast("Fact | Unavailable", answer)

    def _look_around(self, kind: type[Fact]) -> Mapping[str, Any]:
        """A fact about each account by account id; while some are unread, the entry for "" says so."""
        self.looked_around = True
        if self.shares and self.shares.around:
            return self.shares.around.of(kind)
        own = {self.account.account_id: self.answer_of_account(kind)}
        return {**own, "": PENDING} if self.shares else own

    def _given(self, kind: type) -> Account | ScanTime | Organization | Scanned:
        by_kind: dict[type, Callable[[], Account | ScanTime | Organization | Scanned]] = {
            Account: lambda: self.account,
            ScanTime: lambda: self.now,
            Organization: lambda: self.own_organization,
            Scanned: lambda: Scanned(self.shares.scanned) if self.shares else self.scanned,
        }
        return by_kind[kind]()

    def _everything(self, wanted: Input) -> Any:
        found = self.subjects(wanted.kind)
        gaps = {place.key: why for place, why in self.gaps(wanted.kind) if is_gap(why)}
        if not wanted.partial:
            return _given(wanted, found, gaps)
        elsewhere = (one for aside in self.asides.get(wanted.kind, {}).values() for one in aside.elsewhere)
        return Known(found, gaps, tuple(elsewhere))

    def _beside(self, wanted: Input, subject: type[Resource]) -> Callable[[Resource], Any]:
        """All resources of a kind; for a subject in a region only those of its region, with the gaps of that region."""
        everything = self._everything(wanted)
        if subject is Account or not _is_regional(wanted.kind):
            return lambda _: everything
        gaps: dict[str, dict[str, Unavailable]] = {}
        for place, why in self.gaps(wanted.kind):
            gaps.setdefault(place.region, {})[place.key] = why
        found: dict[str, list[Any]] = {region.region: [] for region in self.subjects(Region)}
        for resource in self.subjects(wanted.kind):
            found.setdefault(resource.region, []).append(resource)
        answers = {region: _given(wanted, tuple(ones), gaps.get(region, {})) for region, ones in found.items()}
        answers[GLOBAL] = everything
        unknown = _given(wanted, (), gaps.get(GLOBAL) or {"": NEVER_ASKED})
        return lambda one: answers.get(one.region, unknown)


def _given(wanted: Input, found: tuple[Any, ...], gaps: Mapping[str, Unavailable]) -> Any:
    """The readable resources with the gaps for `Known`, else all resources, or the reason why some are missing."""
    if wanted.partial:
        return Known(found, gaps)
    return next(iter(gaps.values())) if gaps else found


def _complete(_: str, answer: Answer, aside: Aside) -> Answer:
    """The answer, or the reason why some of it could not be read."""
    return aside.unread[0].why if aside.unread else answer


def _known(key: str, answer: Any, aside: Aside) -> Known[Any]:
    if isinstance(answer, Unavailable):
        return Known(gaps={key: answer})
    return Known(answer, {one.key: one.why for one in aside.unread}, aside.elsewhere)


def _is_regional(kind: type[Resource]) -> bool:
    """Whether a kind is listed for each region, directly or inside another resource."""
    while kind is not Account and kind is not Region:
        kind = collector_of(kind).about
    return kind is Region


def _keys_by_kind(resources: Iterable[Resource]) -> dict[type[Resource], set[str]]:
    keys: dict[type[Resource], set[str]] = {}
    for resource in resources:
        keys.setdefault(type(resource), set()).add(resource.key)
    return keys
