"""Translates pydantic's errors into messages that a user can act on."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from reporter.config.file.document import Document
from reporter.config.file.mistakes import Location, Mistake, nearest
from reporter.config.file.schema import File
from reporter.config.file.values import ACCOUNT_ID, FORMS

WORDS = {
    "missing": ("is missing", "add it"),
    "string_too_short": ("is empty", "write a value, or take the line out"),
    "model_type": ("must hold keys of its own, not {value}", "write them below it, indented"),
    "dict_type": ("must hold keys of its own, not {value}", "write them below it, indented"),
    "tuple_type": ("must be a list, not {value}", "write it in brackets, or in lines that begin with a dash"),
    "int_type": ("must be a whole number, not {value}", "write digits only, without quotes"),
    "int_parsing": ("must be a whole number, not {value}", "write digits only"),
    "int_from_float": ("must be a whole number, not {value}", "leave the fraction out"),
    "greater_than_equal": ("is too small: {value}", "{ge} is the least"),
    "less_than_equal": ("is too large: {value}", "{le} is the most"),
    "bool_type": ("must be true or false, not {value}", "write one of the two"),
    "bool_parsing": ("must be true or false, not {value}", "write one of the two"),
    "enum": ("is unknown: {value}", "write {expected}"),
    "literal_error": ("is unknown: {value}", "write {expected}"),
    "date_type": ("must be a day, not {value}", "write it as 2026-12-31, without quotes"),
    "path_type": ("must be the path of a folder, not {value}", "write it as text"),
    "too_short": ("is an empty list", "write at least one entry"),
    "too_long": ("holds {actual_length} entries", "AWS allows {max_length}"),
}
"""By pydantic's error type: what is wrong, and how to correct it."""


def mistakes_in(document: Document, error: ValidationError, root: type[BaseModel] = File) -> Iterator[Mistake]:
    """Every mistake that pydantic found in a document of this schema."""
    for problem in error.errors(include_url=False):
        location = problem["loc"]
        yield document.mistake(location, *_words(document, location, problem, root))


def _words(document: Document, location: Location, problem: Any, root: type[BaseModel]) -> tuple[str, str]:
    match problem["type"]:
        case "extra_forbidden":
            return "is unknown", nearest(str(location[-1]), _shape_at(root, location[:-1]).model_fields)
        case "string_type":
            return _not_text(document, location, problem["input"])
        case "string_pattern_mismatch":
            form, remedy = FORMS[problem["ctx"]["pattern"]]
            return f"'{problem['input']}' is not {form}", remedy
    what, remedy = WORDS.get(problem["type"], (problem["msg"], "see `reporter config schema`"))
    known = {**problem.get("ctx", {}), "value": _shown(document, location, problem["input"])}
    return what.format(**known), remedy.format(**known)


def _not_text(document: Document, location: Location, value: object) -> tuple[str, str]:
    written = document.texts.get(location)
    if written is None:
        return f"must be text, not {_shown(document, location, value)}", "write a single value"
    what = f"YAML reads {written} as {_kind(value)}, not as text"
    if location[0] == "accounts" and ("id" in location[-1:] or "ids" in location[-2:]):
        return what, FORMS[ACCOUNT_ID][1]
    return what, f"put it in quotes: '{written}'"


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    return "a number" if isinstance(value, int | float) else "a date"


def _shown(document: Document, location: Location, value: object) -> str:
    return document.texts.get(location, "a list" if isinstance(value, list) else "keys of its own")


def _shape_at(shape: type[BaseModel], location: Location) -> type[BaseModel]:
    for step in location:
        if isinstance(step, str):
            shape = _shape_in(shape.model_fields[step].annotation) or shape
    return shape


def _shape_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as `tuple[RoleShape, ...]` or `RoleShape | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_shape_in, typing.get_args(annotation))), None)
