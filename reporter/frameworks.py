"""Frameworks: files that name each requirement and the checks, with their parameters, that answer it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from reporter.check import AnyCheck
from reporter.config.contradictions import Problem
from reporter.config.document import Document, read_document
from reporter.config.mistakes import ConfigError, Mistake, nearest
from reporter.config.names import wrong_values
from reporter.config.schema import Shape, Text
from reporter.config.wording import mistakes_in


@dataclass(frozen=True, slots=True)
class Answer:
    """A check that answers a requirement, with what the framework asks of its settings."""

    check_id: str
    parameters: str = ""
    """Canonical JSON; empty where the framework asks for nothing of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One line of a framework."""

    id: str
    title: str
    level: str
    assessment: str
    checks: tuple[Answer, ...]
    remaining: str
    """What the checks leave open; the requirement never passes on their word alone."""

    @property
    def told_answers(self) -> str:
        """The checks that answer it, in words."""
        named = ", ".join(f"{each.check_id} {each.parameters}".strip() for each in self.checks)
        return "; ".join(part for part in (named or "not automated", self.remaining) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A published list of requirements."""

    id: str
    title: str
    version: str
    requirements: tuple[Requirement, ...]

    @property
    def answers(self) -> Iterator[Answer]:
        """Every check that the framework asks for, as often as it does."""
        return (answer for requirement in self.requirements for answer in requirement.checks)

    @property
    def automated(self) -> int:
        """How many requirements some check answers."""
        return sum(bool(requirement.checks) for requirement in self.requirements)


class RequirementShape(Shape):
    """A requirement as people write it."""

    id: Text
    """The requirement's own number."""
    title: Text
    """A short title."""
    level: str = ""
    """The publisher's level or profile."""
    assessment: Literal["automated", "manual", "partial"] = "automated"
    """How the publisher means it to be assessed."""
    checks: tuple[str | dict[str, dict[str, Any]], ...] = ()
    """Ids of checks; with values of their settings as `id: {setting: value}`."""
    remaining: str = ""
    """What the checks leave open, in words."""


class FrameworkShape(Shape):
    """A framework file as people write it."""

    id: Text
    """A short id, for the command line and the configuration."""
    title: Text
    """The full title."""
    version: Text
    """The publisher's version."""
    requirements: tuple[RequirementShape, ...]
    """Every requirement, whether or not a check answers it."""


def load_frameworks(folders: Iterable[Path], checks: Mapping[str, AnyCheck]) -> dict[str, Framework]:
    """Every framework file of these folders, by id; a later one replaces an earlier one of the same id.

    Raises `ConfigError` with every mistake of a file, such as a check that does not exist.
    """
    found = (load_framework(file, checks) for folder in folders for file in sorted(folder.glob("*.yml")))
    return {framework.id: framework for framework in found}


def load_framework(file: Path, checks: Mapping[str, AnyCheck]) -> Framework:
    """One framework file; raises `ConfigError` with every mistake in it."""
    document = read_document(file)
    mistakes = [*document.mistakes, *_mistakes(document, checks)]
    if mistakes:
        raise ConfigError(file, mistakes)
    shape = FrameworkShape.model_validate(document.data)
    requirements = tuple(_requirement(each) for each in shape.requirements)
    return Framework(id=shape.id, title=shape.title, version=shape.version, requirements=requirements)


def _mistakes(document: Document, checks: Mapping[str, AnyCheck]) -> Iterator[Mistake]:
    try:
        shape = FrameworkShape.model_validate(document.data)
    except ValidationError as error:
        yield from mistakes_in(document, error, FrameworkShape)
    else:
        yield from (document.mistake(*problem) for problem in _wrong_names(shape, checks))


def _requirement(shape: RequirementShape) -> Requirement:
    return Requirement(
        id=shape.id,
        title=shape.title,
        level=shape.level,
        assessment=shape.assessment,
        checks=tuple(Answer(check_id, _canonical(values)) for _, check_id, values in _named(shape)),
        remaining=shape.remaining,
    )


def _named(shape: RequirementShape) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Position, check id and asked values of each answer."""
    for position, entry in enumerate(shape.checks):
        if isinstance(entry, str):
            yield position, entry, {}
        else:
            yield from ((position, check_id, values) for check_id, values in entry.items())


def _canonical(values: dict[str, Any]) -> str:
    return json.dumps(values, sort_keys=True) if values else ""


def _wrong_names(shape: FrameworkShape, checks: Mapping[str, AnyCheck]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, requirement in enumerate(shape.requirements):
        if requirement.id in seen:
            yield ("requirements", number, "id"), f"'{requirement.id}' stands twice", "keep one of them"
        seen.add(requirement.id)
        for position, check_id, values in _named(requirement):
            where = ("requirements", number, "checks", position)
            if check_id in checks:
                yield from wrong_values((*where, check_id), values, checks[check_id].signature.settings)
            else:
                yield where, f"there is no check '{check_id}'", nearest(check_id, checks)
