"""What the server can say: one answer, a list in pages, or an error; in botocore's words, with blanks to fill in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.server.sizes import Sizes

ACCOUNT = "999988887777"
"""Stands for the account that asks."""
REGION = "xx-region-0"
"""Stands for the region that is asked."""
BUCKET = "BUCKETNAME"
"""Stands for the bucket that is asked about."""
PAGE = "PAG00"
"""Stands for the number of the page, so that every full page of a list is the same but for this."""
THEN = datetime(2025, 3, 1, 12, 30, 45, tzinfo=UTC)
"""When everything was made."""


@dataclass(frozen=True, slots=True)
class Error:
    """What AWS says instead of an answer."""

    code: str
    status: int = 404


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: `count` elements from the number `start` on."""

    start: int
    count: int
    size: int
    """How many elements a full page has."""

    @property
    def number(self) -> int:
        """Counted from 0."""
        return self.start // self.size


Answer = dict[str, Any] | Error


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same answer for everybody, but for the blanks; buckets with even and odd numbers may differ."""

    make: Callable[[Sizes, int], Answer]
    """Given the sizes, and 0 or 1 for an even or odd bucket."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of which AWS gives one page at a time."""

    total: Callable[[Sizes, str], int]
    """How many elements there are in a region."""
    make: Callable[[Sizes, Page], dict[str, Any]]
    most: int = 1000
    """How many elements a page has at most."""
    next_page: str = "NextToken"
    """Where the answer has the token of the next page."""
    uniform: bool = True
    """Whether all full pages are alike but for their number."""


def always(answer: Answer) -> Fixed:
    """An answer that depends on nothing."""
    return Fixed(lambda _sizes, _variant: answer)


def regional(
    kind: str, key: str, element: Callable[[str], dict[str, Any]], *, most: int = 1000, next_page: str = "NextToken"
) -> Listing:
    """A list of what lies in a region; `element` is given a number of ten digits that nothing else of its kind has."""

    def make(_: Sizes, page: Page) -> dict[str, Any]:
        return {key: [element(f"{PAGE}{number:05}") for number in range(page.count)]}

    return Listing(lambda sizes, region: sizes.here(kind, region), make, most, next_page)


def tags(**more: str) -> list[dict[str, str]]:
    """Tags as most services write them; the account is among them, so that a reader can tell whose answer it got."""
    given = {"account": ACCOUNT, "owner": "team-shop", **more}
    return [{"Key": key, "Value": value} for key, value in given.items()]
