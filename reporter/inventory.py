"""Every answer one account gave, facts and refusals alike, filed under what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from reporter.collectors import collector_of, is_given, name_of
from reporter.model import Account, Call, Fact, Organization, ReasonCode, Region, Resource, ScanTime, Unavailable
from reporter.signature import Input

Answer: TypeAlias = Fact | tuple[Any, ...] | Unavailable
"""One fact, or the resources of one listing, or why neither is there."""

NEVER_ASKED = Unavailable(ReasonCode.UNSUPPORTED, "nothing was asked there: the region was not scanned")


@dataclass(slots=True)
class Inventory:
    """Filled while an account is read; judged afterwards, or years later."""

    account: Account
    now: ScanTime
    organization: Organization = field(default_factory=Organization)
    unreachable: Unavailable | None = None
    """Set when the account could not be entered at all."""
    answers: dict[type, dict[str, Answer]] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    """Every request that was sent for it, as evidence."""
    caller_arn: str = ""
    gone: list[str] = field(default_factory=list)
    """Keys of resources that were deleted between the listing and the look."""
    gone_kinds: set[str] = field(default_factory=set)
    """The names of their kinds, and of the kinds of what was listed in them."""

    def record(self, kind: type, subject: Resource, answer: Answer) -> None:
        """File the answer about a subject."""
        self.answers.setdefault(kind, {})[subject.key] = answer

    def forget(self, resources: Iterable[Resource]) -> None:
        """Take resources out again that were deleted while we looked, with all that was filed about them."""
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
        """The keys of all resources of a kind, each with the key of that in which it was listed."""
        listings = self.answers.get(kind, {}).items()
        return {one.key: parent for parent, listed in listings if isinstance(listed, tuple) for one in listed}

    def subjects(self, kind: type[Resource]) -> tuple[Any, ...]:
        """Every resource of a kind that was listed."""
        if kind is Account:
            return (self.account,)
        listings = self.answers.get(kind, {}).values()
        return tuple(resource for listed in listings if isinstance(listed, tuple) for resource in listed)

    def gaps(self, kind: type[Resource]) -> Iterator[tuple[Resource, Unavailable]]:
        """Where resources of a kind may exist but could not be listed, and why."""
        if kind is Account:
            return
        about = collector_of(kind).about
        yield from self.gaps(about)
        for parent in self.subjects(about):
            listed = self.answers.get(kind, {}).get(parent.key, NEVER_ASKED)
            if isinstance(listed, Unavailable):
                yield parent, listed

    def source(self, wanted: Input, subject: type[Resource]) -> Callable[[Resource], Any]:
        """A function from a subject to what a parameter of its check or collector is to be given."""
        if is_given(wanted.kind):
            given = self._given(wanted.kind)
            return lambda _: given
        if wanted.kind is Region and not wanted.many:
            regions = {region.region: region for region in self.subjects(Region)}
            return lambda one: regions.get(one.region, NEVER_ASKED)
        about = collector_of(wanted.kind).about
        table = self.answers.get(wanted.kind, {})
        if about is Account:
            value = table.get(self.account.key, NEVER_ASKED)
            return lambda _: value
        if about is Region and subject is not Account:
            return lambda one: table.get(one.region, NEVER_ASKED)
        if about is subject:
            return lambda one: table.get(one.key, NEVER_ASKED)
        everything = self._everything(wanted.kind)
        return lambda _: everything

    def _given(self, kind: type) -> Account | ScanTime | Organization:
        by_kind: dict[type, Account | ScanTime | Organization] = {
            Account: self.account,
            ScanTime: self.now,
            Organization: self.organization,
        }
        return by_kind[kind]

    def _everything(self, kind: type[Resource]) -> tuple[Any, ...] | Unavailable:
        gap = next(self.gaps(kind), None)
        return gap[1] if gap else self.subjects(kind)


def _keys_by_kind(resources: Iterable[Resource]) -> dict[type[Resource], set[str]]:
    keys: dict[type[Resource], set[str]] = {}
    for resource in resources:
        keys.setdefault(type(resource), set()).add(resource.key)
    return keys
