"""Reads the elements of an answer one by one, so that an odd one is a gap of its own and not the end of the others."""

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


class Identity(TypedDict):
    """The fields every resource has, to be spread into its constructor."""

    account_id: str
    region: str
    arn: str
    name: str
    tags: Mapping[str, str]


def each(
    about: Resource,
    items: Iterable[Item],
    who: Callable[[Item], Identity],
    read: Callable[[Identity, Item], T | None],
) -> Iterator[T | Unread]:
    """What `read` makes of each element of an answer about an account, a region or a resource; None leaves it out.

    An element that cannot be read is listed as such, by what `who` says of it, or else by its place in the answer.
    """
    for place, item in enumerate(items, 1):
        found = _read(about, place, item, who, read)
        if found is not None:
            yield found


def asked_by(unread: Unread, call: Call | None) -> Unread:
    """It, with the request that it was listed by, unless another one failed."""
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
    reason = ReasonCode.MALFORMED_ANSWER if crash.over_the_answer else ReasonCode.CHECK_CRASHED
    return Unavailable(reason, f"this item of the answer could not be read: {crash}", region=about.region)
