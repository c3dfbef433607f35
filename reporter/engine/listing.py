"""Reads the items of an answer one by one, so that one malformed item does not lose the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypedDict, TypeVar

from reporter.engine.shield import Crash, shielded
from reporter.model.answers import Call, ReasonCode, Unavailable
from reporter.model.gaps import Unread
from reporter.model.refusals import Gone, Refused
from reporter.model.subjects import Resource

T = TypeVar("T")
Item = TypeVar("Item", bound=Mapping[str, Any])


class Place(TypedDict):
    """Where a resource is and what it is called, to be passed to the constructor of one that is the same in AWS."""

    account_id: str
    region: str
    arn: str
    name: str


class Identity(Place):
    """The fields that every resource has, to be passed to its constructor."""

    tags: Mapping[str, str]


def same_as(resource: Resource) -> Place:
    """The fields that a derived resource shares with the one it is made of; its tags stay with that one."""
    return Place(account_id=resource.account_id, region=resource.region, arn=resource.arn, name=resource.name)


def each(
    about: Resource,
    items: Iterable[Item],
    who: Callable[[Item], Identity],
    read: Callable[[Identity, Item], T | None],
) -> Iterator[T | Unread]:
    """The resources that `read` makes of the items of an answer; None leaves an item out.

    An item that cannot be read becomes `Unread`, with the identity that `who` returns, or else with its place in the
    answer.
    """
    for place, item in enumerate(items, 1):
        found = _read(about, place, item, who, read)
        if found is not None:
            yield found


def asked_by(unread: Unread, call: Call | None) -> Unread:
    """The unread item with the request that listed it, unless its reason names another request."""
    if call is None or unread.why.operation:
        return unread
    why = replace(unread.why, operation=call.operation, region=call.region, request_id=call.request_id)
    return replace(unread, why=why)


def _read(
    about: Resource,
    place: int,
    item: Item,
    who: Callable[[Item], Identity],
    read: Callable[[Identity, Item], T | None],
) -> T | Unread | None:
    what = f"reading item {place} about {about.arn}"
    identity = shielded(lambda: who(item), what)
    if isinstance(identity, Crash):
        return _nameless(about, f"item {place}", _unreadable(identity, about))
    try:
        found = shielded(lambda: read(identity, item), what)
    except Gone as gone:
        return Unread(**identity, why=Unavailable(ReasonCode.AWS_ERROR, str(gone), region=about.region))
    except Refused as refused:
        return Unread(**identity, why=refused.unavailable)
    return Unread(**identity, why=_unreadable(found, about)) if isinstance(found, Crash) else found


def _nameless(about: Resource, place: str, why: Unavailable) -> Unread:
    return Unread(account_id=about.account_id, region=about.region, arn=about.arn, name=place, part=place, why=why)


def _unreadable(crash: Crash, about: Resource) -> Unavailable:
    malformed = crash.over_the_answer
    reason = ReasonCode.MALFORMED_ANSWER if malformed else ReasonCode.CHECK_CRASHED
    why = crash.in_words if malformed else crash
    return Unavailable(reason, f"this item of the answer could not be read: {why}", region=about.region)
