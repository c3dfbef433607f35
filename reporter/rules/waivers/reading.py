"""Reads files of waivers, and gives the waivers or every mistake in all of the files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from reporter.config.file.document import Document, read_document
from reporter.config.file.mistakes import ConfigError, Mistake, Problem
from reporter.config.file.names import unmatched
from reporter.config.file.wording import mistakes_in
from reporter.model.errors import UserError
from reporter.rules.waivers.shape import CHECKS, WaiverShape, WaiversShape
from reporter.runs import WaiverRecord


class WaiversBroken(UserError):  # noqa: N818 - named for what the user has to hear
    """Files of waivers that cannot be used, with every mistake in them."""


def load_waivers(files: Iterable[Path], checks: Collection[str]) -> tuple[WaiverRecord, ...]:
    """The waivers of these files in their order; raises `WaiversBroken`. `checks` are the ids of all there are."""
    documents, broken = _read(files)
    waivers: list[WaiverRecord] = []
    seen: dict[str, str] = {}
    for file, document in documents.items():
        mistakes = mistakes_of(file, document, checks, seen)
        if mistakes:
            broken.append(ConfigError(file, mistakes))
        else:
            waivers += (shape.freeze() for shape in WaiversShape.model_validate(document.data).waivers)
    if broken:
        raise WaiversBroken("\n".join(map(str, broken)))
    return tuple(waivers)


def _read(files: Iterable[Path]) -> tuple[dict[Path, Document], list[ConfigError]]:
    documents: dict[Path, Document] = {}
    broken = []
    for file in files:
        try:
            documents[file] = read_document(file, "`reporter waivers add`")
        except ConfigError as error:
            broken.append(error)
    return documents, broken


def mistakes_of(file: Path, document: Document, checks: Collection[str], seen: dict[str, str]) -> list[Mistake]:
    """Everything that is wrong with one file; `seen` are the ids of other files and where they stand, and grows."""
    problems = [*_problems(document, checks), *_standing_twice(file, document, seen)]
    shape_mistakes: Iterable[Mistake] = ()
    try:
        WaiversShape.model_validate(document.data)
    except ValidationError as error:
        shape_mistakes = mistakes_in(document, error, WaiversShape)
    return [*document.mistakes, *shape_mistakes, *(document.mistake(*problem) for problem in problems)]


def _problems(document: Document, checks: Collection[str]) -> Iterator[Problem]:
    """Looks into what is well formed, whatever is wrong around it."""
    for position, entry in _entries(document):
        location = ("waivers", position)
        with suppress(ValidationError):
            patterns = CHECKS.validate_python(entry.get("check") if isinstance(entry, dict) else None)
            yield from unmatched((*location, "check"), patterns, checks)
        with suppress(ValidationError):
            yield from WaiverShape.model_validate(entry).contradictions(location)


def _standing_twice(file: Path, document: Document, seen: dict[str, str]) -> Iterator[Problem]:
    for position, entry in _entries(document):
        id_ = entry.get("id") if isinstance(entry, dict) else None
        location = ("waivers", position, "id")
        if isinstance(id_, str) and id_ in seen:
            yield location, f"'{id_}' stands at {seen[id_]} already", "give one of them a new id"
        elif isinstance(id_, str):
            seen[id_] = f"{file}:{document.line(location)}"


def _entries(document: Document) -> Iterable[tuple[int, Any]]:
    listed = document.data.get("waivers")
    return enumerate(listed if isinstance(listed, list) else ())
