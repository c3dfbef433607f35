"""Files of frameworks: each requirement, and the checks with their settings that answer it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from pydantic import BeforeValidator, TypeAdapter, ValidationError

from reporter.config.file.document import Document, read_document
from reporter.config.file.mistakes import ConfigError, Location, Mistake, Problem, nearest
from reporter.config.file.names import wrong_values
from reporter.config.file.values import Shape, Text
from reporter.config.file.wording import mistakes_in
from reporter.engine.check import AnyCheck
from reporter.model.text import first_of
from reporter.rules.frameworks import Answer, Framework, Requirement

SHOWN = 3
"""The number of expected checks that are named in a report where they do not exist yet."""


@dataclass(frozen=True, slots=True)
class FrameworkName:
    """As much of a framework as a configuration names."""

    id: str


def _as_mapping(entry: object) -> object:
    """A check that is merely named, as one of which nothing is asked."""
    return entry if isinstance(entry, dict) else {str(entry): {}}


AnswerShape: TypeAlias = Annotated[dict[str, dict[str, Any]], BeforeValidator(_as_mapping)]
ANSWER: TypeAdapter[AnswerShape] = TypeAdapter(AnswerShape)


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
    checks: tuple[AnswerShape, ...] = ()
    """Ids of checks; with values of their settings as `id: {setting: value}`."""
    expects: tuple[str, ...] = ()
    """Ids of checks that may not exist yet: those that exist answer too, the others are said to remain."""
    remaining: str = ""
    """What the checks leave open, in words."""
    note: str = ""
    """What a person has to know about the answer; it changes no result."""


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
    """Every framework file of these folders, by id; a later folder replaces what an earlier one has of the same id.

    Raises `ConfigError` with every mistake of a file, such as a check that does not exist.
    """
    found: dict[str, Framework] = {}
    for folder in folders:
        found |= _load_folder(folder, checks)
    return found


def _load_folder(folder: Path, checks: Mapping[str, AnyCheck]) -> dict[str, Framework]:
    found: dict[str, Framework] = {}
    for file in _files(folder):
        framework = load_framework(file, checks)
        if framework.id in found:
            mistake = Mistake("id", 0, f"another file of the folder has '{framework.id}' too", "give one a new id")
            raise ConfigError(file, [mistake])
        found[framework.id] = framework
    return found


def framework_names(folders: Iterable[Path]) -> list[FrameworkName]:
    """The ids in the framework files of these folders, whatever else may be wrong with the files."""
    documents = (read_document(file) for folder in folders for file in _files(folder))
    return [FrameworkName(str(document.data.get("id", ""))) for document in documents]


def _files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")])


def load_framework(file: Path, checks: Mapping[str, AnyCheck]) -> Framework:
    """One framework file; raises `ConfigError` with every mistake in it."""
    document = read_document(file)
    mistakes = [*document.mistakes, *_mistakes(document, checks)]
    if mistakes:
        raise ConfigError(file, mistakes)
    shape = FrameworkShape.model_validate(document.data)
    requirements = tuple(_requirement(each, checks) for each in shape.requirements)
    return Framework(id=shape.id, title=shape.title, version=shape.version, requirements=requirements)


def _mistakes(document: Document, checks: Mapping[str, AnyCheck]) -> Iterator[Mistake]:
    try:
        FrameworkShape.model_validate(document.data)
    except ValidationError as error:
        yield from mistakes_in(document, error, FrameworkShape)
    entries = [(("requirements", number), entry) for number, entry in _entries(document.data, "requirements")]
    for problem in (*_standing_twice(entries), *_wrong_names(entries, checks)):
        yield document.mistake(*problem)


def _entries(holder: object, key: str) -> Iterable[tuple[int, Any]]:
    """What a list of the file holds, with positions; nothing if there is no such list."""
    listed = holder.get(key) if isinstance(holder, dict) else None
    return enumerate(listed if isinstance(listed, list) else ())


def _standing_twice(entries: Iterable[tuple[Location, Any]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for location, entry in entries:
        id_ = str(entry.get("id", "")) if isinstance(entry, dict) else ""
        if id_ and id_ in seen:
            yield (*location, "id"), f"'{id_}' stands twice", "keep one of them"
        seen.add(id_)


def _wrong_names(entries: Iterable[tuple[Location, Any]], checks: Mapping[str, AnyCheck]) -> Iterator[Problem]:
    """Looks into the answers that are well formed, whatever is wrong around them."""
    for location, entry in entries:
        for position, answer in _entries(entry, "checks"):
            with suppress(ValidationError):
                for check_id, values in ANSWER.validate_python(answer).items():
                    yield from _wrong_answer((*location, "checks", position), check_id, values, checks)


def _wrong_answer(
    location: Location, check_id: str, values: Mapping[str, Any], checks: Mapping[str, AnyCheck]
) -> Iterator[Problem]:
    if check_id in checks:
        yield from wrong_values((*location, check_id), values, checks[check_id].signature.settings)
    else:
        yield location, f"there is no check '{check_id}'", nearest(check_id, checks)


def _requirement(shape: RequirementShape, checks: Collection[str]) -> Requirement:
    named = [(check_id, values) for answer in shape.checks for check_id, values in answer.items()]
    answers = (Answer(check_id, _canonical(values)) for check_id, values in named)
    expected = (Answer(check_id) for check_id in shape.expects if check_id in checks)
    return Requirement(
        id=shape.id,
        title=shape.title,
        level=shape.level,
        assessment=shape.assessment,
        checks=tuple(dict.fromkeys((*answers, *expected))),
        remaining=_remaining(shape, checks),
        note=shape.note,
    )


def _remaining(shape: RequirementShape, checks: Collection[str]) -> str:
    """What the file says remains, and the expected checks that do not exist yet."""
    missing = [check_id for check_id in shape.expects if check_id not in checks]
    return "; ".join(filter(None, (shape.remaining, f"no check yet for {first_of(missing, SHOWN)}" if missing else "")))


def _canonical(values: dict[str, Any]) -> str:
    return json.dumps(msgspec.to_builtins(values), sort_keys=True) if values else ""
