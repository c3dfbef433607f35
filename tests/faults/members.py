"""The members of an answer, and the answer without one of them: in all items, or in one of several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.faults.recording import Tape

SEVERAL = 2


def members_of(tape: Tape, operation: str) -> list[str]:
    """Every member that an operation answered with, as `Buckets.Name`; for lists, the members of their elements."""
    answers = tape.answers_of(operation).values()
    return sorted({member for answer in answers for member in _members(answer)} - {"ResponseMetadata"})


def tape_without(tape: Tape, operation: str, member: str) -> Tape:
    """The tape without a member in all answers of an operation."""
    changed = {key: _without(answer, member) for key, answer in tape.answers_of(operation).items()}
    return Tape({**tape.answers, **changed})


def _members(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _members(each, prefix)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield f"{prefix}{name}"
            if name != "ResponseMetadata":
                yield from _members(each, f"{prefix}{name}.")


def _without(value: Any, member: str) -> Any:
    if isinstance(value, list):
        return [_without(each, member) for each in value]
    name, _, rest = member.partition(".")
    if not isinstance(value, dict) or name not in value:
        return value
    kept = {other: each for other, each in value.items() if other != name}
    return {**value, name: _without(value[name], rest)} if rest else kept


def tape_without_in_one_item(tape: Tape, operation: str, member: str) -> Tape | None:
    """The tape without a member in one of several items; None if no answer has several items with it."""
    for key, answer in tape.answers_of(operation).items():
        name, _, rest = member.partition(".")
        items = answer.get(name)
        if not isinstance(items, list) or len(items) < SEVERAL or not rest:
            continue
        place = next((place for place, item in enumerate(items) if _without(item, rest) != item), None)
        if place is not None:
            odd = [*items[:place], _without(items[place], rest), *items[place + 1 :]]
            return Tape({**tape.answers, key: {**answer, name: odd}})
    return None
