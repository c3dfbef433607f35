"""The decorator that points a function at AWS, and the actions it costs."""

from __future__ import annotations

import typing
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ParamSpec, Protocol, TypeAlias, TypeVar

from reporter.gaps import Unread
from reporter.model import Account, Call, Resource
from reporter.operations import Asker, mistakes_in, operations_of
from reporter.signature import AMBIENT, Input, SignatureError, location, read_signature

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

Listing: TypeAlias = Iterator[T | Unread]
"""What a collector lists: resources, and those that could not be read; `reporter.listing.each` makes one."""


class Aws(Protocol):
    """What a collector can do: read one account. Every method raises `Refused` or `Gone` when AWS does not answer."""

    def wants(self, region: str) -> bool:
        """Whether the configuration lets this region be looked at."""

    @property
    def asked_regions(self) -> tuple[str, ...]:
        """The regions that were asked for by name; empty when all enabled ones are wanted."""

    @property
    def last_call(self) -> Call | None:
        """The last request of this view of the account; None before the first."""

    def sleep(self, seconds: float, /) -> None:
        """Wait for AWS to get something done."""

    def call(self, service: str, operation: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        """One answer of an operation without pages."""

    def find(
        self, service: str, operation: str, *, absent: str | Collection[str], region: str = "", **parameters: Any
    ) -> dict[str, Any] | None:
        """One answer, or None where AWS said with an `absent` error code that nothing is configured."""

    def pages(
        self, service: str, operation: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """Every page of an operation."""

    def items(
        self, service: str, operation: str, key: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """Every element of one list in every page of an operation. Raises KeyError where a page lacks the list."""


class Entered(Protocol):
    """An account that has been entered."""

    def wants(self, region: str) -> bool:
        """Whether the configuration lets this region be looked at."""

    def for_question(self, asker: Asker, /) -> Aws:
        """The account as one question sees it: no other operations than the asker's are sent."""


@dataclass(frozen=True, slots=True)
class Collector:
    """The one function that gives one kind of resource or fact, and the IAM actions it costs."""

    function: Callable[..., Any]
    asker: Asker
    """What it may do."""
    about: type[Resource]
    inputs: tuple[Input, ...]
    gives: type
    lists: bool
    takes_aws: bool
    may_be_foreign: bool = False
    """Whether it may answer with what belongs to other accounts, such as the trails of the organisation."""

    @property
    def actions(self) -> tuple[str, ...]:
        """The IAM actions that it spends."""
        return self.asker.actions

    @property
    def derived(self) -> bool:
        """Whether it only rearranges other answers, at no cost."""
        return not self.takes_aws


_COLLECTORS: dict[type, Collector] = {}


def collects(
    *actions: str, operations: Iterable[str] = (), may_be_foreign: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register the function that gives one kind of resource or fact, with the IAM actions it spends.

    An answer with the ARN of another account is refused, unless it `may_be_foreign`.

    Parameters: `aws` (left out where the answer is derived from others), the subject it is asked about, further
    facts. `-> Listing[T]` or `-> Iterator[T]` lists resources, `-> T` states one fact. `operations` are all that it
    sends, as botocore names them (`s3:HeadBucket`): to be given where the names of the actions do not say it.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        found = _read_collector(function, actions, frozenset(operations))
        collector = replace(found, may_be_foreign=may_be_foreign)
        if collector.gives in _COLLECTORS:
            earlier = location(_COLLECTORS[collector.gives].function)
            raise SignatureError(f"{location(function)}: {collector.gives.__name__} is already collected at {earlier}")
        _COLLECTORS[collector.gives] = collector
        return function

    return decorate


def _read_collector(function: Callable[..., Any], actions: tuple[str, ...], operations: frozenset[str]) -> Collector:
    signature = read_signature(function, skip=Aws)
    if signature.skips != bool(actions):
        raise SignatureError(f"{location(function)}: a collector takes `aws` if, and only if, it names IAM actions")
    lists = typing.get_origin(signature.returns) is Iterator
    gives = _listed(typing.get_args(signature.returns)[0]) if lists else signature.returns
    asker = _asker(function, actions, operations)
    return Collector(function, asker, signature.subject, signature.inputs, gives, lists, signature.skips)


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
    """Whether some collector gives this kind."""
    return kind in _COLLECTORS


def collector_of(kind: type) -> Collector:
    """The collector that gives a kind; KeyError where none does."""
    return _COLLECTORS[kind]


def collected_kinds() -> list[type[Resource]]:
    """Every kind of resource that some collector lists."""
    return [kind for kind, collector in _COLLECTORS.items() if collector.lists]


def kind_named(name: str) -> type:
    """The collected kind of this name (see `name_of`); KeyError where none is."""
    for kind in _COLLECTORS:
        if name_of(kind) == name:
            return kind
    raise KeyError(f"nothing collects {name}")


def name_of(kind: type) -> str:
    """The name a kind has in saved inventories, for example `reporter.aws.s3:Bucket`."""
    return f"{kind.__module__}:{kind.__qualname__}"
