"""Reads the signature of a check or a collector, which declares what the function needs."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reporter.engine.shared import CanOnlyHarm, CanOnlyHelp, Everywhere, OrganizationWide, Shared
from reporter.model.answers import Fact, Unavailable
from reporter.model.errors import UserError
from reporter.model.gaps import Known
from reporter.model.given import Organization, Scanned, ScanTime
from reporter.model.subjects import Resource

AMBIENT = (ScanTime, Organization, Scanned)
"""Facts about the scan itself, which no collector reads."""

UNIONS = (types.UnionType, typing.Union)
"""The types of a union: `A | B` is an instance of one or the other, depending on A."""


class SignatureError(UserError):
    """A signature that does not declare what the check or collector needs."""


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """Marks an input that is read only where a setting is on; elsewhere it is None.

    `acl: Annotated[BucketAcl | None, OnlyIf("accept_owner_only_acl")]`
    """

    setting: str


@dataclass(frozen=True, slots=True)
class IfRead:
    """Marks an input of a collector that is used where something else has it read; elsewhere it is Unavailable.

    `in_groups: Annotated[GroupLists | Unavailable, IfRead()]`
    """


@dataclass(frozen=True, slots=True)
class OnlyWhere:
    """Marks an input that is read only in regions that have a resource of a kind, or may have one.

    Elsewhere it is Unavailable. With a `setting` that is true only while that setting is on.

    `endpoints: Annotated[Known[VpcEndpoint], OnlyWhere(NetworkInterface, "in_use_only")]`
    """

    kind: type[Resource]
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """A kind that must be read, and where."""

    kind: type
    where: type[Resource] | None = None
    """The kind of which a region must have a resource, or may have one; None: everywhere."""


@dataclass(frozen=True, slots=True)
class Input:
    """One positional parameter after the subject."""

    name: str
    kind: type
    many: bool = False
    partial: bool = False
    """Whether it is `Known[T]`: the resources that could be read, and the reasons for the others."""
    accepts_unavailable: bool = False
    only_if: str = ""
    """The setting that has it read; empty where it is always read."""
    if_read: bool = False
    """Whether it is given only where something else needs it."""
    only_where: OnlyWhere | None = None
    """The regions that it is read in; None where it is read in all."""
    shared: bool = False
    """Whether it is `Shared[T]`: what all accounts of the scan own for the organisation."""
    everywhere: bool = False
    """Whether it is `Everywhere[T]`: a fact about each account of the scan."""
    can_only_help: bool = False
    """Whether one more shared resource can only turn a failure into a pass."""
    can_only_harm: bool = False
    """Whether one more shared resource can only turn another verdict into a failure."""

    @property
    def has_direction(self) -> bool:
        """Whether one more shared resource can change a verdict in one direction only."""
        return self.can_only_help or self.can_only_harm

    def is_beside(self, subject: type[Resource]) -> bool:
        """Whether it is one resource that in AWS is the same as the subject, or of which the subject is a part."""
        if self.many or self.shared or self.kind is subject or not issubclass(self.kind, Resource):
            return False
        return bool(self.kind.kind) and self.kind.kind in (subject.kind, subject.part_of_kind)

    @property
    def kinds(self) -> tuple[type, ...]:
        """The kinds that must be read to give it; for a shared input also the organisation of the account."""
        needs_organization = self.shared and not self.kind.seen_by_members  # type: ignore[attr-defined]
        return (self.kind, Organization) if needs_organization else (self.kind,)

    def kinds_of(self, *, owner: bool) -> tuple[type, ...]:
        """The kinds that an account must read; one that owns nothing for its organisation has nothing shared."""
        return self.kinds if owner or not self.shared else self.kinds[1:]


@dataclass(frozen=True, slots=True)
class Setting:
    """One keyword-only parameter; the configuration may override its default."""

    name: str
    type: Any
    default: Any


@dataclass(frozen=True, slots=True)
class Signature:
    """The declared needs of a function: its subject, other inputs, settings and return type."""

    subject: type[Resource]
    inputs: tuple[Input, ...]
    settings: Mapping[str, Setting]
    returns: Any
    skips: bool = False
    """Whether a parameter of the type to skip comes before the subject."""

    @property
    def kinds(self) -> tuple[type, ...]:
        """The kinds that must be read before the function can be called with its defaults."""
        return self.kinds_with({})

    def kinds_with(self, values: Mapping[str, Any]) -> tuple[type, ...]:
        """The kinds that must be read before the function can be called with these settings."""
        return tuple(need.kind for need in self.needs_with(values))

    def needs_with(self, values: Mapping[str, Any], *, owner: bool = True) -> Iterator[Need]:
        """The kinds of `kinds_with`, and where; without those that only an `owner` for the organisation has."""
        yield Need(self.subject)
        for wanted in self.inputs:
            if self.reads(wanted, values):
                where = self._where(wanted, values)
                yield from (Need(kind, where) for kind in wanted.kinds_of(owner=owner))
                if where:
                    yield Need(where)

    def shared_kinds_with(self, values: Mapping[str, Any]) -> frozenset[type[OrganizationWide]]:
        """The kinds that are needed from all accounts of the scan."""
        return frozenset(wanted.kind for wanted in self.inputs if wanted.shared and self.reads(wanted, values))

    def reads(self, wanted: Input, values: Mapping[str, Any]) -> bool:
        """Whether an input is read with these settings; a missing setting has its default."""
        return not wanted.only_if or self._is_on(wanted.only_if, values)

    def _where(self, wanted: Input, values: Mapping[str, Any]) -> type[Resource] | None:
        mark = wanted.only_where
        return mark.kind if mark and (not mark.setting or self._is_on(mark.setting, values)) else None

    def _is_on(self, setting: str, values: Mapping[str, Any]) -> bool:
        return bool(values.get(setting, self.settings[setting].default))


def location(function: Callable[..., Any]) -> str:
    """File and line of a function, for messages."""
    code = function.__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def read_signature(function: Callable[..., Any], *, skip: type | None = None) -> Signature:
    """The signature of a function; its first parameter is left out if it has the type `skip`."""
    where = f"{location(function)}: {function.__name__}"
    hints = _type_hints(function, where)
    parameters = list(inspect.signature(function).parameters.values())
    skips = bool(skip and parameters) and hints.get(parameters[0].name) is skip
    if skips:
        del parameters[0]
    positional = [p for p in parameters if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    if not positional:
        raise SignatureError(f"{where} has no subject: its first parameter must be an Account, Region or Resource")
    subject, *inputs = [_read_input(p.name, hints.get(p.name), where) for p in positional]
    if not issubclass(subject.kind, Resource) or subject.many or subject.accepts_unavailable:
        raise SignatureError(f"{where}: the subject '{subject.name}' must be an Account, Region or Resource")
    settings = {p.name: _read_setting(p, hints, where) for p in parameters if p not in positional}
    for wanted in inputs:
        _verify_settings_of(wanted, settings, where)
        _verify_place(wanted, subject.kind, where)
    return Signature(subject.kind, tuple(inputs), settings, hints.get("return"), skips)


def _verify_settings_of(wanted: Input, settings: Mapping[str, Setting], where: str) -> None:
    """Raise `SignatureError` where an input depends on something that is no setting."""
    for name in (wanted.only_if, wanted.only_where.setting if wanted.only_where else ""):
        if name and name not in settings:
            raise SignatureError(f"{where}: '{wanted.name}' depends on '{name}', which is no setting")


def _verify_place(wanted: Input, subject: type[Resource], where: str) -> None:
    """Raise `SignatureError` where the function could not be called about subjects in regions that are left out."""
    mark = wanted.only_where
    if mark and (wanted.shared or wanted.everywhere):
        raise SignatureError(f"{where}: '{wanted.name}' is of other accounts, so it cannot be marked with OnlyWhere")
    if mark and mark.kind is not subject and not (wanted.partial or wanted.accepts_unavailable):
        raise SignatureError(
            f"{where}: '{wanted.name}' is marked with OnlyWhere, so it must be Known or take Unavailable"
        )


def _type_hints(function: Callable[..., Any], where: str) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function, include_extras=True)
    except NameError as error:
        raise SignatureError(f"{where}: unknown type '{error.name}' in the signature") from error


def _read_input(name: str, hint: Any, where: str) -> Input:
    bare, marks = _without_marks(hint)
    options = typing.get_args(bare) if typing.get_origin(bare) in UNIONS else (bare,)
    wanted = [option for option in options if option not in (Unavailable, types.NoneType)]
    around = typing.get_origin(wanted[0]) if len(wanted) == 1 else None
    kind = typing.get_args(wanted[0])[0] if around in (Sequence, Known, Shared, Everywhere) else wanted[0]
    if len(wanted) != 1 or not _can_be_given(kind):
        raise SignatureError(f"{where}: parameter '{name}' must be a resource, a fact, or a Sequence of resources")
    found = Input(
        name,
        kind,
        many=around in (Sequence, Known),
        partial=around is Known,
        accepts_unavailable=Unavailable in options,
        only_if=next((mark.setting for mark in marks if isinstance(mark, OnlyIf)), ""),
        if_read=any(isinstance(mark, IfRead) for mark in marks),
        only_where=next((mark for mark in marks if isinstance(mark, OnlyWhere)), None),
        shared=around is Shared,
        everywhere=around is Everywhere,
        can_only_help=any(isinstance(mark, CanOnlyHelp) for mark in marks),
        can_only_harm=any(isinstance(mark, CanOnlyHarm) for mark in marks),
    )
    _verify(found, where, may_be_none=types.NoneType in options)
    return found


def _verify(found: Input, where: str, *, may_be_none: bool) -> None:
    """Raise `SignatureError` where the marks of a parameter contradict its type."""
    name = f"parameter '{found.name}'"
    if may_be_none != bool(found.only_if):
        raise SignatureError(f"{where}: {name} may be None if, and only if, it is marked with OnlyIf")
    if found.if_read and not found.accepts_unavailable:
        raise SignatureError(f"{where}: {name} is marked with IfRead, so it must take Unavailable too")
    if found.shared and not issubclass(found.kind, OrganizationWide):
        kind = found.kind.__name__
        raise SignatureError(f"{where}: '{found.name}': {kind} is no OrganizationWide resource, so none is shared")
    if found.everywhere and not issubclass(found.kind, Fact):
        raise SignatureError(f"{where}: '{found.name}': {found.kind.__name__} is no fact about an account")
    if found.has_direction and not found.shared:
        mark = "CAN_ONLY_HELP" if found.can_only_help else "CAN_ONLY_HARM"
        raise SignatureError(f"{where}: '{found.name}' is not Shared, so it cannot be marked with {mark}")


def _without_marks(hint: Any) -> tuple[Any, list[Any]]:
    """The type in an `Annotated`, and its annotations."""
    if typing.get_origin(hint) is not typing.Annotated:
        return hint, []
    bare, *marks = typing.get_args(hint)
    return bare, marks


def _can_be_given(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, (Resource, Fact, *AMBIENT))


def _read_setting(parameter: inspect.Parameter, hints: dict[str, Any], where: str) -> Setting:
    if parameter.default is inspect.Parameter.empty or parameter.name not in hints:
        raise SignatureError(f"{where}: the setting '{parameter.name}' needs a type and a default")
    return Setting(parameter.name, hints[parameter.name], parameter.default)
