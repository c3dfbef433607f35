"""Reads parts of one thing, each with a request of its own: a part that AWS refuses hides no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from reporter.model.answers import Unavailable
from reporter.model.refusals import Gone, Refused, naming

Part = TypeVar("Part")
T = TypeVar("T")
MOST_REFUSALS = 3
"""After so many refusals no more parts are asked for: what all of them lack is a permission."""


def read_parts(
    parts: Iterable[Part], read: Callable[[Part], T], actions: str
) -> tuple[dict[Part, T], Unavailable | None]:
    """The answers by part, and the reason why some are missing; `actions` are those that the reader may lack.

    Raises `Refused` where there is a reason and no answer.
    """
    found: dict[Part, T] = {}
    refusals: list[Refused] = []
    for part in parts:
        try:
            found[part] = read(part)
        except Gone:
            raise
        except Refused as refused:
            refusals.append(refused)
            if len(refusals) == MOST_REFUSALS:
                break
    if refusals and not found:
        raise refusals[0]
    return found, naming(refusals[0].unavailable, actions) if refusals else None
