"""Reads what a check or a collector needs out of its signature, which is the contract."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reporter.model import Fact, Known, Organization, Resource, ScanTime, Unavailable, UserError

AMBIENT = (ScanTime, Organization)
"""Facts about the scan itself; no collector reads them."""


class SignatureError(UserError):
    """A check or collector whose signature does not say what it needs."""


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """Marks an input that is read only where a setting is on, and None elsewhere.

    `acl: Annotated[BucketAcl | None, OnlyIf("accept_owner_only_acl")]`
    """

    setting: str


@dataclass(frozen=True, slots=True)
class Input:
    """One positional parameter after the subject."""

    name: str
    kind: type
    many: bool = False
    partial: bool = False
    """Whether those that could be read are given, and why the others could not."""
    accepts_unavailable: bool = False
    only_if: str = ""
    """The setting without which it is not read; empty: it always is."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One keyword-only parameter: configuration may override its default."""

    name: str
    type: Any
    default: Any


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function is about, what else it needs, what it can be told, and what it returns."""

    subject: type[Resource]
    inputs: tuple[Input, ...]
    settings: Mapping[str, Setting]
    returns: Any

    @property
    def kinds(self) -> tuple[type, ...]:
        """Everything that must be there before the function can be called with its defaults."""
        return self.kinds_with({})

    def kinds_with(self, values: Mapping[str, Any]) -> tuple[type, ...]:
        """Everything that must be there before the function can be called with these settings."""
        return (self.subject, *(wanted.kind for wanted in self.inputs if self.reads(wanted, values)))

    def reads(self, wanted: Input, values: Mapping[str, Any]) -> bool:
        """Whether an input is read with these settings, defaults where they are silent."""
        return not wanted.only_if or bool(values.get(wanted.only_if, self.settings[wanted.only_if].default))


def location(function: Callable[..., Any]) -> str:
    """File and line of a function, for messages."""
    code = function.__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def read_signature(function: Callable[..., Any], *, skip: type | None = None) -> Signature:
    """The contract of a function; its first parameter is left out if it is of the type to skip."""
    where = f"{location(function)}: {function.__name__}"
    hints = _type_hints(function, where)
    parameters = list(inspect.signature(function).parameters.values())
    if skip and parameters and hints.get(parameters[0].name) is skip:
        del parameters[0]
    positional = [p for p in parameters if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    if not positional:
        raise SignatureError(f"{where} has no subject: its first parameter must be an Account, Region or Resource")
    subject, *inputs = [_read_input(p.name, hints.get(p.name), where) for p in positional]
    if not issubclass(subject.kind, Resource) or subject.many or subject.accepts_unavailable:
        raise SignatureError(f"{where}: the subject '{subject.name}' must be an Account, Region or Resource")
    settings = {p.name: _read_setting(p, hints, where) for p in parameters if p not in positional}
    for wanted in inputs:
        if wanted.only_if and wanted.only_if not in settings:
            raise SignatureError(f"{where}: '{wanted.name}' depends on '{wanted.only_if}', which is no setting")
    return Signature(subject.kind, tuple(inputs), settings, hints.get("return"))


def _type_hints(function: Callable[..., Any], where: str) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function, include_extras=True)
    except NameError as error:
        raise SignatureError(f"{where}: unknown type '{error.name}' in the signature") from error


def _read_input(name: str, hint: Any, where: str) -> Input:
    hint, only_if = _without_condition(hint)
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if (types.NoneType in options) != bool(only_if):
        raise SignatureError(f"{where}: parameter '{name}' may be None if, and only if, it is marked with OnlyIf")
    wanted = [option for option in options if option not in (Unavailable, types.NoneType)]
    collection = typing.get_origin(wanted[0]) if len(wanted) == 1 else None
    many = collection in (Sequence, Known)
    kind = typing.get_args(wanted[0])[0] if many else wanted[0]
    if len(wanted) != 1 or not _can_be_given(kind):
        raise SignatureError(f"{where}: parameter '{name}' must be a resource, a fact, or a Sequence of resources")
    return Input(name, kind, many, collection is Known, accepts_unavailable=Unavailable in options, only_if=only_if)


def _without_condition(hint: Any) -> tuple[Any, str]:
    """A type and the setting that it depends on."""
    if typing.get_origin(hint) is not typing.Annotated:
        return hint, ""
    bare, *marks = typing.get_args(hint)
    return bare, next((mark.setting for mark in marks if isinstance(mark, OnlyIf)), "")


def _can_be_given(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, (Resource, Fact, *AMBIENT))


def _read_setting(parameter: inspect.Parameter, hints: dict[str, Any], where: str) -> Setting:
    if parameter.default is inspect.Parameter.empty or parameter.name not in hints:
        raise SignatureError(f"{where}: the setting '{parameter.name}' needs a type and a default")
    return Setting(parameter.name, hints[parameter.name], parameter.default)
