"""What could be read of a list, and what of it could not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from reporter.model.answers import Unavailable
from reporter.model.subjects import Resource

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread(Resource):
    """A resource that was listed, but could not be read: under its ARN, its id, or its place in the list."""

    why: Unavailable


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """The resources of a kind that could be read, for a function that can do something without the others."""

    found: tuple[T, ...] = ()
    gaps: Mapping[str, Unavailable] = field(default_factory=dict)
    """Why others could not be read, by the key of the resource, or of where it would have been listed."""
    elsewhere: tuple[T, ...] = ()
    """Those in regions that are not to be looked at: known, but not judged."""

    @property
    def unread(self) -> Unavailable | None:
        """Why not all of them are there; None: they are."""
        return next(iter(self.gaps.values()), None)
