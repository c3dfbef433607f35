"""The parts of a list that could be read, and the reasons for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.subjects import Resource

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread(Resource):
    """A resource that was listed but could not be read; identified by its ARN, its id or its place in the list."""

    why: Unavailable


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """The readable resources of a kind, for a function that can work without the others."""

    found: tuple[T, ...] = ()
    gaps: Mapping[str, Unavailable] = field(default_factory=dict)
    """Why others could not be read, by the key of the resource or of the place where it would have been listed."""
    elsewhere: tuple[T, ...] = ()
    """Resources in regions that are not selected: known, but not judged."""

    @property
    def unread(self) -> Unavailable | None:
        """The reason why some are missing; None where all were read."""
        return next(iter(self.gaps.values()), None)


def is_gap(why: Unavailable, *, of_others: bool = False) -> bool:
    """Whether something may exist that could not be read; not where AWS does not offer the service.

    `of_others`: for accounts that another one serves, a region that is not enabled there holds nothing either.
    """
    nothing_there = why.reason is ReasonCode.NOT_OFFERED or (of_others and why.reason is ReasonCode.REGION_DISABLED)
    return not nothing_there
