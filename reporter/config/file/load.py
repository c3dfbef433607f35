"""Reads a configuration file and returns its settings, or reports all mistakes in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from reporter.config.file.contradictions import contradictions
from reporter.config.file.document import Document, read_document
from reporter.config.file.mistakes import ConfigError, Mistake, Problem
from reporter.config.file.names import (
    LoadChecks,
    LoadFrameworks,
    unknown_checks,
    unknown_checks_of_owners,
    unknown_frameworks,
)
from reporter.config.file.regions import LoadRegions, doubts, regions_in
from reporter.config.file.schema import ChecksShape, File, FrameworksShape
from reporter.config.file.scope_schema import OwnerShape
from reporter.config.file.values import Shape, inside
from reporter.config.file.wording import mistakes_in
from reporter.config.settings import Settings

S = TypeVar("S", bound=Shape)

log = logging.getLogger(__name__)


def load_settings(
    file: Path,
    *,
    checks: LoadChecks | None = None,
    frameworks: LoadFrameworks | None = None,
    regions: LoadRegions | None = None,
) -> Settings:
    """The settings of a configuration file; raises `ConfigError` with all mistakes in it.

    `checks`, `frameworks` and `regions` load what exists, the first two with the folders that the file names; with them
    the names in the file are verified too. Their exceptions are not caught. The frameworks are loaded only if the file
    names one.
    """
    document = read_document(file)
    mistakes = [
        *document.mistakes,
        *_shape_mistakes(document, file.parent),
        *(document.mistake(*problem) for problem in _unknown_names(document, file.parent, checks, frameworks)),
    ]
    found = list(doubts(regions_in(document.data), regions)) if regions else []
    mistakes += [document.mistake(location, doubt.what, doubt.remedy) for location, doubt in found if doubt.misspelt]
    if mistakes:
        raise ConfigError(file, mistakes)
    for location, doubt in found:
        log.warning("%s:%d: %s", file, document.line(location), document.mistake(location, doubt.what, doubt.remedy))
    return replace(File.model_validate(document.data).freeze(file.parent), file=file)


def _shape_mistakes(document: Document, folder: Path) -> Iterator[Mistake]:
    try:
        file = File.model_validate(document.data)
    except ValidationError as error:
        yield from mistakes_in(document, error)
    else:
        yield from (document.mistake(*problem) for problem in contradictions(file, folder))


def _unknown_names(
    document: Document, folder: Path, checks: LoadChecks | None, frameworks: LoadFrameworks | None
) -> Iterator[Problem]:
    """Unknown names in the sections that are well formed, even where other sections are not."""
    chosen = _section(document, "checks", ChecksShape)
    if checks and chosen and _exist(folders := inside(folder, chosen.folders)):
        yield from unknown_checks(chosen, checks(folders))
        yield from unknown_checks_of_owners(_owners(document), checks(folders))
    reported = _section(document, "frameworks", FrameworksShape)
    named = reported and "include" in reported.model_fields_set
    if frameworks and reported and named and _exist(folders := inside(folder, reported.folders)):
        yield from unknown_frameworks(reported, frameworks(folders))


def _section(document: Document, name: str, shape: type[S]) -> S | None:
    try:
        return shape.model_validate(document.data.get(name, {}))
    except ValidationError:
        return None


def _owners(document: Document) -> tuple[OwnerShape, ...]:
    try:
        return TypeAdapter(tuple[OwnerShape, ...]).validate_python(document.data.get("owners", ()))
    except ValidationError:
        return ()


def _exist(folders: tuple[Path, ...]) -> bool:
    return all(folder.is_dir() for folder in folders)
