"""Every answer one account gave, facts and refusals alike, filed under what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from reporter.collectors import collector_of, is_given
from reporter.model import (
    Account,
    Call,
    Fact,
    Known,
    Organization,
    ReasonCode,
    Region,
    Resource,
    ScanTime,
    Unavailable,
    Unread,
)
from reporter.signature import Input

Answer: TypeAlias = Fact | tuple[Any, ...] | Unavailable
"""One fact, or the resources of one listing, or why neither is there."""

NEVER_ASKED = Unavailable(ReasonCode.UNSUPPORTED, "nothing was asked there: the region was not scanned")


@dataclass(frozen=True, slots=True)
class Aside:
    """What a listing brought that is not to be judged."""

    unread: tuple[Unread, ...] = ()
    elsewhere: tuple[Any, ...] = ()
    """Resources in regions that are not to be looked at."""


NOTHING = Aside()


@dataclass(slots=True)
class Inventory:
    """Filled while an account is read; judged afterwards, or years later."""

    account: Account
    now: ScanTime
    organization: Organization = field(default_factory=Organization)
    unreachable: Unavailable | None = None
    """Set when the account could not be entered at all."""
    answers: dict[type, dict[str, Answer]] = field(default_factory=dict)
    asides: dict[type, dict[str, Aside]] = field(default_factory=dict)
    """Filed as the answers are; only for listings that brought more than resources to judge."""
    calls: tuple[Call, ...] = ()
    """Every request that was sent for it, as evidence."""
    caller_arn: str = ""
    gone: list[str] = field(default_factory=list)
    """Keys of resources that were deleted between the listing and the look."""

    def record(self, kind: type, subject: Resource, answer: Answer, aside: Aside = NOTHING) -> None:
        """File the answer about a subject."""
        self.answers.setdefault(kind, {})[subject.key] = answer
        if aside != NOTHING:
            self.asides.setdefault(kind, {})[subject.key] = aside

    def forget(self, resources: Iterable[Resource]) -> None:
        """Take resources out again that were deleted while we looked."""
        for kind, keys in _keys_by_kind(resources).items():
            listings = self.answers[kind]
            for parent, listed in listings.items():
                if isinstance(listed, tuple):
                    listings[parent] = tuple(resource for resource in listed if resource.key not in keys)
            self.gone.extend(sorted(keys))

    def subjects(self, kind: type[Resource]) -> tuple[Any, ...]:
        """Every resource of a kind that was listed."""
        if kind is Account:
            return (self.account,)
        listings = self.answers.get(kind, {}).values()
        return tuple(resource for listed in listings if isinstance(listed, tuple) for resource in listed)

    def gaps(self, kind: type[Resource]) -> Iterator[tuple[Resource, Unavailable]]:
        """Where resources of a kind may exist but could not be listed, those that could not be read, and why."""
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
        """A function from a subject to what a parameter of its check or collector is to be given."""
        if is_given(wanted.kind):
            given = self._given(wanted.kind)
            return lambda _: given
        if wanted.kind is Region and not wanted.many:
            regions = {region.region: region for region in self.subjects(Region)}
            return lambda one: regions.get(one.region, NEVER_ASKED)
        about = collector_of(wanted.kind).about
        look_up = self._look_up(wanted)
        if about is Account:
            value = look_up(self.account.key)
            return lambda _: value
        if about is Region and subject is not Account:
            return lambda one: look_up(one.region)
        if about is subject:
            return lambda one: look_up(one.key)
        everything = self._everything(wanted)
        return lambda _: everything

    def _look_up(self, wanted: Input) -> Callable[[str], Any]:
        """A function from where something was asked about to its answer."""
        table, asides = self.answers.get(wanted.kind, {}), self.asides.get(wanted.kind, {})
        if not wanted.many or not (asides or wanted.partial):
            return lambda key: table.get(key, NEVER_ASKED)
        given = _known if wanted.partial else _complete
        return lambda key: given(key, table.get(key, NEVER_ASKED), asides.get(key, NOTHING))

    def _given(self, kind: type) -> Account | ScanTime | Organization:
        by_kind: dict[type, Account | ScanTime | Organization] = {
            Account: self.account,
            ScanTime: self.now,
            Organization: self.organization,
        }
        return by_kind[kind]

    def _everything(self, wanted: Input) -> Any:
        gaps = {place.key: why for place, why in self.gaps(wanted.kind)}
        if not wanted.partial:
            return next(iter(gaps.values())) if gaps else self.subjects(wanted.kind)
        elsewhere = (one for aside in self.asides.get(wanted.kind, {}).values() for one in aside.elsewhere)
        return Known(self.subjects(wanted.kind), gaps, tuple(elsewhere))


def _complete(_: str, answer: Answer, aside: Aside) -> Answer:
    """For those who rely on all of them."""
    return aside.unread[0].why if aside.unread else answer


def _known(key: str, answer: Any, aside: Aside) -> Known[Any]:
    if isinstance(answer, Unavailable):
        return Known(gaps={key: answer})
    return Known(answer, {one.key: one.why for one in aside.unread}, aside.elsewhere)


def _keys_by_kind(resources: Iterable[Resource]) -> dict[type[Resource], set[str]]:
    keys: dict[type[Resource], set[str]] = {}
    for resource in resources:
        keys.setdefault(type(resource), set()).add(resource.key)
    return keys
