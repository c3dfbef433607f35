"""Verifies the names in a configuration that only the registry knows: checks, their parameters, frameworks."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import msgspec

from reporter.config.file.mistakes import Location, Problem, nearest

if typing.TYPE_CHECKING:  # creating the shapes of all sections takes long
    from reporter.config.file.schema import ChecksShape, FrameworksShape
    from reporter.config.file.scope_schema import OwnerShape


class KnownSetting(Protocol):
    """A parameter of a check."""

    @property
    def type(self) -> Any:
        """The type of its value."""


class KnownSignature(Protocol):
    """The parameters that a check accepts."""

    @property
    def settings(self) -> Mapping[str, KnownSetting]:
        """The parameters by name."""


class KnownCheck(Protocol):
    """The part of a check that a configuration can refer to."""

    @property
    def id(self) -> str:
        """The check id in the configuration."""

    @property
    def signature(self) -> KnownSignature:
        """The parameters that the check accepts."""


class KnownFramework(Protocol):
    """The part of a framework that a configuration can refer to."""

    @property
    def id(self) -> str:
        """The framework id in the configuration."""


ITEM = re.compile(r" - at `\$\[(\d+)\]`$")
"""Matches the index of a list item in msgspec's message."""
LoadChecks: TypeAlias = Callable[[Iterable[Path]], Iterable[KnownCheck]]
"""Returns all checks, including those in the given folders."""
LoadFrameworks: TypeAlias = Callable[[Iterable[Path]], Iterable[KnownFramework]]
"""Returns all frameworks, including those in the given folders."""


def unknown_checks(shape: ChecksShape, known: Iterable[KnownCheck]) -> Iterator[Problem]:
    """Checks and parameters that do not exist, and values that a parameter does not accept."""
    by_id = {check.id: check for check in known}
    yield from unmatched(("checks", "include"), shape.include, by_id)
    yield from unmatched(("checks", "exclude"), shape.exclude, by_id)
    for section in ("settings", "severities"):
        for id_ in getattr(shape, section):
            if id_ not in by_id:
                yield ("checks", section, id_), "no check has this id", nearest(id_, by_id)
    for id_, values in shape.settings.items():
        if id_ in by_id:
            yield from wrong_values(("checks", "settings", id_), values, by_id[id_].signature.settings)


def unknown_frameworks(shape: FrameworksShape, known: Iterable[KnownFramework]) -> Iterator[Problem]:
    """Frameworks that do not exist."""
    return unmatched(("frameworks", "include"), shape.include, {framework.id for framework in known})


def unknown_checks_of_owners(owners: Iterable[OwnerShape], known: Iterable[KnownCheck]) -> Iterator[Problem]:
    """Checks that owner rules name and that do not exist."""
    ids = {check.id for check in known}
    for position, owner in enumerate(owners):
        yield from unmatched(("owners", position, "checks"), owner.checks, ids)


def unmatched(location: Location, patterns: Iterable[str], ids: Iterable[str]) -> Iterator[Problem]:
    """Patterns that match no id."""
    for position, pattern in enumerate(patterns):
        if pattern != "*" and not any(fnmatchcase(id_, pattern) for id_ in ids):
            yield (*location, position), f"'{pattern}' matches nothing", nearest(pattern, ids)


def wrong_values(
    location: Location, values: Mapping[str, Any], parameters: Mapping[str, KnownSetting]
) -> Iterator[Problem]:
    """Parameters that a check does not have, and values that they do not accept."""
    for name, value in values.items():
        here = (*location, name)
        if not parameters:
            yield here, "this check has no parameters", "take the line out"
        elif name not in parameters:
            yield here, "this check has no such parameter", nearest(name, parameters)
        else:
            yield from _wrong_value(here, value, parameters[name])


def _wrong_value(location: Location, value: Any, parameter: KnownSetting) -> Iterator[Problem]:
    try:
        msgspec.convert(value, parameter.type)
    except msgspec.ValidationError as error:
        item, form = ITEM.search(str(error)), _form_of_items(parameter.type)
        if item and form:
            position = int(item[1])
            yield (*location, position), f"'{value[position]}' is not {form.description}", _examples(form)
            return
        problem = str(error).partition(" - at ")[0].replace("Expected", "expected")
        yield location, f"has the wrong type: {problem}", f"write {_described(parameter.type)}"


def _form_of_items(wanted: Any) -> msgspec.Meta | None:
    """The description of the items of a list, where their annotation has one."""
    marks = [mark for item in typing.get_args(wanted) for mark in getattr(item, "__metadata__", ())]
    return next((mark for mark in marks if isinstance(mark, msgspec.Meta) and mark.description), None)


def _examples(form: msgspec.Meta) -> str:
    return f"for example {', '.join(map(str, form.examples or ()))}"


def _described(wanted: Any) -> str:
    """The name of a type for readers who do not program."""
    wanted = getattr(wanted, "__origin__", wanted) if hasattr(wanted, "__metadata__") else wanted
    if wanted in _TYPES:
        return _TYPES[wanted]
    if typing.get_origin(wanted) in (frozenset, list, set, tuple):
        return f"a list, each {_described(typing.get_args(wanted)[0])}"
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return f"one of: {', '.join(str(choice.value) for choice in wanted)}"
    if is_dataclass(wanted):
        return f"with {', '.join(field.name for field in fields(wanted))}"
    return f"a value of the type {wanted}"


_TYPES = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
