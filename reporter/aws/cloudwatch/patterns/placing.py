"""Puts a value into an event, at the place that a pattern names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

Path: TypeAlias = tuple[str | int | None, ...]
"""The names of members and the indices of elements, from the root; None stands for every element."""

ABSENT: Final = object()
"""In the place of a value: the event lacks the member."""
LAST = 20
"""The highest index of an element that is made."""


def placed(outer: Any, path: Path, value: Any) -> Any:
    """The same with a value at a place; None where a value of another sort is in the way."""
    if not path:
        return value
    step, *rest = path
    if isinstance(step, str):
        return _member(outer, step, tuple(rest), value)
    inner = placed(None, tuple(rest), value)
    return None if outer is not None or (step or 0) > LAST else [inner] * ((step or 0) + 1)


def _member(outer: Any, name: str, rest: Path, value: Any) -> dict[str, Any] | None:
    if not isinstance(outer, Mapping | None):
        return None
    members = dict(outer or {})
    inner = placed(members.get(name), rest, value)
    if inner is ABSENT:
        return {key: one for key, one in members.items() if key != name}
    return None if inner is None else {**members, name: inner}
