"""The members of an answer, and the same answer without one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.faults.recording import Tape


def members_of(tape: Tape, operation: str) -> list[str]:
    """Every member that an operation answered with, as `Buckets.Name`: of a list, those of its elements."""
    answers = tape.answers_of(operation).values()
    return sorted({member for answer in answers for member in _members(answer)} - {"ResponseMetadata"})


def tape_without(tape: Tape, operation: str, member: str) -> Tape:
    """The same tape, but a member is nowhere in the answers of an operation."""
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
