"""The view of an account for one collector: the requests that it may send, without credentials or clients."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from reporter.config.settings import RegionChoice
from reporter.model.answers import Call
from reporter.model.refusals import Gone, Refused
from reporter.sessions.failures import code_of


class Asking(ABC):
    """The methods that derive from `call` and `pages`; see `reporter.engine.collector.Aws`."""

    __slots__ = ()

    @abstractmethod
    def call(self, service: str, operation: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        """The answer of an operation without pages. Raises `Refused` or `Gone`."""

    @abstractmethod
    def pages(
        self, service: str, operation: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """The pages of an operation; `page_size` is 0 for operations that accept none. Raises `Refused` or `Gone`."""

    def find(
        self, service: str, operation: str, *, absent: str | Collection[str], region: str = "", **parameters: Any
    ) -> dict[str, Any] | None:
        """The answer, or None where AWS answered with one of the `absent` error codes: nothing is configured."""
        try:
            return self.call(service, operation, region=region, **parameters)
        except (Refused, Gone) as refusal:
            if code_of(refusal.__cause__) in ((absent,) if isinstance(absent, str) else absent):
                return None
            raise

    def items(
        self, service: str, operation: str, key: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """The items of one list in all pages. Raises KeyError where an answer lacks the list."""
        for page in self.pages(service, operation, page_size=page_size, region=region, **parameters):
            yield from page[key]


@dataclass(frozen=True, slots=True)
class View(Asking):
    """The view that a collector gets. Its functions close over the reader, so that no attribute leads to it."""

    regions: RegionChoice
    sleep: Callable[[float], None]
    _call: Callable[..., dict[str, Any]]
    _pages: Callable[..., Iterator[dict[str, Any]]]
    _last_call: Callable[[], Call | None]

    @property
    def asked_regions(self) -> tuple[str, ...]:
        """The regions that the configuration names."""
        return self.regions.include

    @property
    def last_call(self) -> Call | None:
        """The last request of this view."""
        return self._last_call()

    def call(self, service: str, operation: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        """See `Asking`."""
        return self._call(service, operation, region=region, **parameters)

    def pages(
        self, service: str, operation: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """See `Asking`."""
        return self._pages(service, operation, page_size=page_size, region=region, **parameters)
