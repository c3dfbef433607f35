"""A filter pattern as a tree of conditions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Any, Protocol, TypeAlias

Event: TypeAlias = Mapping[str, Any]
"""A log event in JSON, decoded."""

ORDER: Mapping[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


class Pattern(Protocol):
    """A filter pattern, or a part of one."""

    def selects(self, event: Event) -> bool:
        """Whether it is true for an event."""


class Value(Protocol):
    """The value that a condition compares with."""

    @property
    def text(self) -> str:
        """The value as the pattern says it."""

    def equals(self, found: str | float) -> bool:
        """Whether it equals a value of an event."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number; a string of the event equals it where it has the same characters."""

    text: str

    def equals(self, found: str | float) -> bool:
        """Whether it equals a value of an event."""
        if isinstance(found, str | bool):
            return self.text == found
        return float(self.text) == found


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A text in which each asterisk stands for any characters."""

    text: str

    def equals(self, found: str | float) -> bool:
        """Whether it matches a value of an event."""
        return _covers(self.text, _text_of(found))


@dataclass(frozen=True, slots=True)
class Selector:
    """The place of a value in an event."""

    path: tuple[str | int | None, ...]
    """The names of members and the indices of elements, from the root; None stands for every element."""

    def values(self, event: Event) -> list[Any]:
        """The values there: none where the event lacks the place, several only for `[*]`."""
        found: list[Any] = [event]
        for step in self.path:
            found = [inner for outer in found for inner in _inside(outer, step)]
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition such as `$.eventName = CreateTrail`; false where the event has no text or number there."""

    selector: Selector
    operator: str
    value: Value

    def selects(self, event: Event) -> bool:
        """Whether it is true for any of the selected values."""
        return any(self._holds(found) for found in self.selector.values(event) if isinstance(found, str | float | int))

    def _holds(self, found: str | float) -> bool:
        if self.operator in ("=", "!="):
            return self.value.equals(found) is (self.operator == "=")
        if not isinstance(self.value, Number) or isinstance(found, str | bool):
            return False
        return ORDER[self.operator](found, float(self.value.text))


@dataclass(frozen=True, slots=True)
class State:
    """A condition such as `$.errorCode NOT EXISTS`."""

    selector: Selector
    word: str

    def selects(self, event: Event) -> bool:
        """Whether the place is in this state."""
        found = self.selector.values(event)
        if self.word in ("EXISTS", "NOT EXISTS"):
            return bool(found) is (self.word == "EXISTS")
        wanted = {"IS NULL": None, "IS TRUE": True, "IS FALSE": False}[self.word]
        return any(one is wanted for one in found)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Conditions that are joined with `&&`."""

    parts: tuple[Pattern, ...]

    def selects(self, event: Event) -> bool:
        """Whether all parts are true."""
        return all(part.selects(event) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Conditions that are joined with `||`."""

    parts: tuple[Pattern, ...]

    def selects(self, event: Event) -> bool:
        """Whether one part is true."""
        return any(part.selects(event) for part in self.parts)


def _inside(outer: Any, step: str | int | None) -> Iterator[Any]:
    if isinstance(step, str):
        if isinstance(outer, Mapping) and step in outer:
            yield outer[step]
    elif isinstance(outer, list):
        yield from outer if step is None else outer[step : step + 1]


def _text_of(found: str | float) -> str:
    return found if isinstance(found, str) else json.dumps(found)


def _covers(pattern: str, text: str) -> bool:
    """Whether a text has the pieces between the asterisks, in their order; the first place of each is good enough."""
    if "*" not in pattern:
        return pattern == text
    start, *pieces, end = pattern.split("*")
    if not (text.startswith(start) and text.endswith(end)):
        return False
    at, last = len(start), len(text) - len(end)
    for piece in pieces:
        place = text.find(piece, at, last)
        if place < 0:
            return False
        at = place + len(piece)
    return at <= last


def unescaped(text: str) -> str:
    """The text between two quotes, without the backslashes that guard quotes and backslashes."""
    return re.sub(r"\\([\"\\])", r"\1", text)
