"""The answers of the server: fixed ones, lists in pages, and errors, as botocore's values with placeholders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.server.sizes import Sizes

ACCOUNT = "999988887777"
"""The placeholder for the account of the request."""
REGION = "xx-region-0"
"""The placeholder for the region of the request."""
BUCKET = "BUCKETNAME"
"""The placeholder for the bucket of the request."""
PAGE = "PAG00"
"""The placeholder for the page number, so that all full pages of a list have one template."""
THEN = datetime(2025, 3, 1, 12, 30, 45, tzinfo=UTC)
"""The creation time of everything."""


@dataclass(frozen=True, slots=True)
class Error:
    """An error in place of an answer."""

    code: str
    status: int = 404


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: `count` elements, starting at the element `start`."""

    start: int
    count: int
    size: int
    """The number of elements of a full page."""

    @property
    def number(self) -> int:
        """The number of the page, counted from 0."""
        return self.start // self.size


Answer = dict[str, Any] | Error


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same answer to every request, except for placeholders; even and odd buckets may have different answers."""

    make: Callable[[Sizes, int], Answer]
    """Returns the answer for the sizes, and 0 or 1 for an even or odd bucket."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that AWS returns in pages."""

    total: Callable[[Sizes, str], int]
    """Returns the number of elements in a region."""
    make: Callable[[Sizes, Page], dict[str, Any]]
    most: int = 1000
    """The most elements of a page."""
    next_page: str = "NextToken"
    """The field of the answer with the token of the next page."""
    uniform: bool = True
    """Whether all full pages differ only in their number."""


def always(answer: Answer) -> Fixed:
    """A fixed answer that does not depend on the sizes."""
    return Fixed(lambda _sizes, _variant: answer)


def regional(
    kind: str, key: str, element: Callable[[str], dict[str, Any]], *, most: int = 1000, next_page: str = "NextToken"
) -> Listing:
    """A list of the resources of a region; `element` gets a number of ten digits that is unique for its kind."""

    def make(_: Sizes, page: Page) -> dict[str, Any]:
        return {key: [element(f"{PAGE}{number:05}") for number in range(page.count)]}

    return Listing(lambda sizes, region: sizes.here(kind, region), make, most, next_page)


def tags(**more: str) -> list[dict[str, str]]:
    """Tags as most services return them; the account is one of them, so that a mixed-up answer can be detected."""
    given = {"account": ACCOUNT, "owner": "team-shop", **more}
    return [{"Key": key, "Value": value} for key, value in given.items()]
