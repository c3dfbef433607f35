"""What people said of findings, kept in the run folder so that the next workbook says it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import msgspec

from reporter.model.encoding import from_json

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """What people say of a finding: who takes care of it, until when, and how far they are."""

    owner: str = ""
    """Empty for whom the configuration names."""
    working_status: str = ""
    due: date | None = None
    """None for the day that follows from the severity."""
    comment: str = ""


NOBODY = Care()


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of one field."""

    value: str
    source: str
    """The name of the workbook, or the run that had it before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What was typed and could not be taken over: copies contradict each other, or a date is none."""

    finding_id: str
    field: str
    """The name of the column."""
    kept: str
    """What stays until people agree; empty for nothing."""
    said: tuple[Said, ...]
    """One alone was not understood; several do not agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One workbook that was read."""

    source: str
    sha256: str
    run_id: str
    """The run that it was made of, as it says itself; empty where it does not."""
    edits: int
    """How many cells are not what the workbook was made with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """All that people said up to the beginning of a run."""

    care: Mapping[str, Care] = field(default_factory=dict)
    """By finding id, also of findings that there are no more."""
    conflicts: tuple[Conflict, ...] = ()
    workbooks: tuple[Reading, ...] = ()
    """What was read for this run."""
    unread: tuple[str, ...] = ()
    """What could not be read of what people said before: a sentence each."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody said anything."""
        return not (self.care or self.conflicts or self.workbooks or self.unread)


class _Entries(msgspec.Struct):
    """A follow-up whose entries are looked at one by one."""

    care: dict[str, msgspec.Raw] = {}
    conflicts: list[msgspec.Raw] = []
    workbooks: list[msgspec.Raw] = []
    unread: list[msgspec.Raw] = []


def as_far_as_readable(content: bytes, name: str) -> FollowUp:
    """What people said, as a run keeps it; one entry that is damaged does not take the others with it."""
    try:
        return from_json(content, FollowUp)
    except msgspec.DecodeError as error:
        problem = f"{name} cannot be read: {error}"
    try:
        kept = from_json(content, _Entries)
    except msgspec.DecodeError:
        return FollowUp(unread=(problem,))
    return FollowUp(
        care={id_: one for id_, raw in kept.care.items() for one in _read(raw, Care)},
        conflicts=tuple(one for raw in kept.conflicts for one in _read(raw, Conflict)),
        workbooks=tuple(one for raw in kept.workbooks for one in _read(raw, Reading)),
        unread=(*(one for raw in kept.unread for one in _read(raw, str)), problem),
    )


def _read(raw: msgspec.Raw, kind: type[T]) -> list[T]:
    """The entry; nothing where it is damaged."""
    try:
        return [from_json(bytes(raw), kind)]
    except msgspec.DecodeError:
        return []
