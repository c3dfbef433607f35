"""The follow-up: what people typed into workbooks about findings, kept in the run folder for the next workbook."""

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
    """The follow-up of one finding: its owner, due date, working status and comment."""

    owner: str = ""
    """Empty for the owner from the configuration."""
    working_status: str = ""
    due: date | None = None
    """None for the due date that follows from the severity."""
    comment: str = ""


NO_CARE = Care()


@dataclass(frozen=True, slots=True)
class Said:
    """One value of one field, as one source gives it."""

    value: str
    source: str
    """The name of the workbook, or of the earlier run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Values that were not accepted: workbooks contradict each other, or a date is invalid."""

    finding_id: str
    field: str
    """The name of the column."""
    kept: str
    """The value in force until people agree; empty for none."""
    said: tuple[Said, ...]
    """One value was not understood; several values contradict each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A workbook that was read."""

    source: str
    sha256: str
    run_id: str
    """The id of the run that the workbook says it was made from; empty if it says none."""
    edits: int
    """The number of cells that differ from the workbook as it was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """The follow-up of all findings, as known when a run began."""

    care: Mapping[str, Care] = field(default_factory=dict)
    """By finding id; findings that no longer exist are included."""
    conflicts: tuple[Conflict, ...] = ()
    workbooks: tuple[Reading, ...] = ()
    """The workbooks that were read for this run."""
    unread: tuple[str, ...] = ()
    """What could not be read of an earlier follow-up: a sentence each."""

    @property
    def is_empty(self) -> bool:
        """Whether the follow-up holds nothing."""
        return not (self.care or self.conflicts or self.workbooks or self.unread)


class _Entries(msgspec.Struct):
    """A follow-up whose entries are decoded one by one."""

    care: dict[str, msgspec.Raw] = {}
    conflicts: list[msgspec.Raw] = []
    workbooks: list[msgspec.Raw] = []
    unread: list[msgspec.Raw] = []


def as_far_as_readable(content: bytes, name: str) -> FollowUp:
    """The follow-up that a run keeps; a damaged entry is left out and named in `unread`, and the others are kept."""
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
    """The decoded entry in a list; an empty list if it is damaged."""
    try:
        return [from_json(bytes(raw), kind)]
    except msgspec.DecodeError:
        return []
