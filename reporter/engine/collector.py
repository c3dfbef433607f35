"""The decorator that registers a collector with the IAM actions it spends."""

from __future__ import annotations

import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ParamSpec, Protocol, TypeAlias, TypeVar

from reporter.engine.kind_names import Unnamed, declared_name, former_names
from reporter.engine.operations import Asker, mistakes_in, operations_of
from reporter.engine.signature import AMBIENT, Input, Setting, Signature, SignatureError, location, read_signature
from reporter.model.answers import Call
from reporter.model.gaps import Unread
from reporter.model.subjects import Account, Resource

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

Listing: TypeAlias = Iterator[T | Unread]
"""The items of a collector: resources, and those that could not be read; see `reporter.engine.listing.each`."""


class Aws(Protocol):
    """Reads one account for a collector. Every method raises `Refused` or `Gone` where AWS does not answer."""

    @property
    def asked_regions(self) -> tuple[str, ...]:
        """The regions that the configuration names; empty where all enabled ones are selected."""

    @property
    def last_call(self) -> Call | None:
        """The last request of this view of the account; None before the first."""

    def sleep(self, seconds: float, /) -> None:
        """Wait until AWS has finished something."""

    def call(self, service: str, operation: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        """The answer of an operation without pages."""

    def find(
        self, service: str, operation: str, *, absent: str | Collection[str], region: str = "", **parameters: Any
    ) -> dict[str, Any] | None:
        """The answer, or None where AWS answered with one of the `absent` error codes: nothing is configured."""

    def pages(
        self, service: str, operation: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """Every page of an operation."""

    def items(
        self, service: str, operation: str, key: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """The items of one list in all pages of an operation. Raises KeyError where a page lacks the list."""


class Entered(Protocol):
    """An account that has been entered."""

    def wants(self, region: str) -> bool:
        """Whether the configuration selects this region."""

    def for_question(self, asker: Asker, /) -> Aws:
        """The account as one question sees it: only the operations of the asker are sent."""


@dataclass(frozen=True, slots=True)
class Collector:
    """The one function that gives one kind of resource or fact, and the IAM actions it spends."""

    name: str
    """The name in evidence of what it gives; see `reporter.engine.kind_names`."""
    function: Callable[..., Any]
    asker: Asker
    """The actions and operations that it may use."""
    about: type[Resource]
    inputs: tuple[Input, ...]
    gives: type
    lists: bool
    takes_aws: bool
    settings: Mapping[str, Setting]
    """What it looks for: each setting is a set, filled from the rules that judge what it lists."""
    may_be_foreign: bool = False
    """Whether its answers may belong to other accounts, such as trails of the organisation."""

    @property
    def actions(self) -> tuple[str, ...]:
        """The IAM actions that it spends."""
        return self.asker.actions

    @property
    def derived(self) -> bool:
        """Whether it only derives its answer from others, without a request."""
        return not self.takes_aws


_COLLECTORS: dict[type, Collector] = {}
_KINDS: dict[str, type] = {}
"""The collected kinds by their name."""
_KINDS_BY_PATH: dict[str, type] = {}
"""The collected kinds by module and class, as older evidence names them."""


def collects(
    *actions: str, operations: Iterable[str] = (), may_be_foreign: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A decorator that registers the function that gives one kind of resource or fact, with the IAM actions it spends.

    An answer with the ARN of another account is refused, unless it `may_be_foreign`.

    Parameters: `aws` (left out where the answer is derived from others), the subject, further facts; keyword-only ones
    are sets of what to look for. `-> Listing[T]` or `-> Iterator[T]` lists resources, `-> T` states one fact.
    `operations` are all operations that it sends, as botocore names them (`s3:HeadBucket`); they are required where the
    names of the actions do not determine them.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        found = _read_collector(function, actions, frozenset(operations))
        collector = replace(found, may_be_foreign=may_be_foreign)
        _register(collector)
        return function

    return decorate


def _register(collector: Collector) -> None:
    """Register a collector; raises `SignatureError` for a kind or a name that is collected already."""
    where, kind = location(collector.function), collector.gives
    if kind in _COLLECTORS:
        earlier = location(_COLLECTORS[kind].function)
        raise SignatureError(f"{where}: {kind.__name__} is already collected at {earlier}")
    namesake = _COLLECTORS.get(_KINDS.get(collector.name, kind))
    if namesake and not _is_loaded_again(namesake, collector):
        raise SignatureError(
            f"{where}: evidence has one kind named {collector.name}, which is collected at "
            f"{location(namesake.function)}: give one of the two another SERVICE, or its class a `saved_as` of its own"
        )
    _COLLECTORS[kind] = collector
    _KINDS[collector.name] = _KINDS_BY_PATH[f"{kind.__module__}:{kind.__qualname__}"] = kind


def _is_loaded_again(earlier: Collector, later: Collector) -> bool:
    """Whether both stand in one file, which was loaded twice: each time it becomes a module of its own."""
    one, other = earlier.function, later.function
    return one.__code__.co_filename == other.__code__.co_filename and one.__globals__ is not other.__globals__


def _read_collector(function: Callable[..., Any], actions: tuple[str, ...], operations: frozenset[str]) -> Collector:
    signature = read_signature(function, skip=Aws)
    if any(wanted.everywhere for wanted in signature.inputs):
        raise SignatureError(f"{location(function)}: Everywhere is for checks: they may look, or not")
    if signature.skips != bool(actions):
        raise SignatureError(f"{location(function)}: a collector takes `aws` if, and only if, it names IAM actions")
    lists = typing.get_origin(signature.returns) is Iterator
    _verify_settings(signature, f"{location(function)}: {function.__name__}", may_have_any=lists and signature.skips)
    gives = _listed(typing.get_args(signature.returns)[0]) if lists else signature.returns
    asker = _asker(function, actions, operations)
    name = _name(function, gives)
    return Collector(
        name, function, asker, signature.subject, signature.inputs, gives, lists, signature.skips, signature.settings
    )


def _name(function: Callable[..., Any], kind: type) -> str:
    try:
        return declared_name(kind)
    except Unnamed as error:
        raise SignatureError(f"{location(function)}: {function.__name__}: {error}") from error


def _verify_settings(signature: Signature, where: str, *, may_have_any: bool) -> None:
    """Raise `SignatureError` for settings for which one answer could not serve rules with different values."""
    for name, setting in signature.settings.items():
        if not may_have_any:
            raise SignatureError(f"{where}: '{name}' is a setting, and only what lists from AWS can have one")
        if typing.get_origin(setting.type) is not frozenset or not _is_text(*typing.get_args(setting.type)):
            raise SignatureError(f"{where}: the setting '{name}' of a collector must be a frozenset of str")


def _is_text(element: Any) -> bool:
    """Whether a type is `str`, with or without annotations."""
    return getattr(element, "__origin__", element) is str


def _asker(function: Callable[..., Any], actions: tuple[str, ...], operations: frozenset[str]) -> Asker:
    where = f"{location(function)}: {function.__name__}"
    try:
        sent = operations or operations_of(actions)
    except ValueError as error:
        raise SignatureError(f"{where}: {error}") from error
    mistakes = [f"{where}: {mistake}" for mistake in dict.fromkeys(mistakes_in(actions, sent))]
    if mistakes:
        raise SignatureError("\n".join(mistakes))
    return Asker(f"{function.__name__} ({location(function)})", actions, sent)


def _listed(returned: Any) -> Any:
    """The kind in `T` or in `T | Unread`."""
    return next((kind for kind in typing.get_args(returned) if kind is not Unread), returned)


def is_given(kind: type) -> bool:
    """Whether a kind is known from the start: the account and the facts about the scan itself."""
    return kind is Account or kind in AMBIENT


def is_collected(kind: type) -> bool:
    """Whether a collector gives this kind."""
    return kind in _COLLECTORS


def collector_of(kind: type) -> Collector:
    """The collector that gives a kind; raises KeyError where there is none."""
    if kind not in _COLLECTORS:
        raise KeyError(f"no collector gives {kind.__name__}; is the module that has it imported?")
    return _COLLECTORS[kind]


def collected_kinds() -> list[type[Resource]]:
    """All kinds of resources that collectors list."""
    return [kind for kind, collector in _COLLECTORS.items() if collector.lists]


def kind_named(name: str) -> type:
    """The collected kind of this name or former name (see `kind_names`); raises KeyError where there is none."""
    kind = _KINDS.get(name) or _KINDS.get(former_names().get(name, "")) or _KINDS_BY_PATH.get(name)
    if kind is None:
        raise KeyError(f"nothing collects {name}")
    return kind


def name_now(name: str) -> str:
    """The present name for a name in evidence; a name without a collected kind stays as it is."""
    try:
        return name_of(kind_named(name))
    except KeyError:
        return name


def name_of(kind: type) -> str:
    """The name of a collected kind in saved inventories, for example `s3:Bucket`."""
    return _COLLECTORS[kind].name
