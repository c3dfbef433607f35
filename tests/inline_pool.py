"""An executor that runs everything at once and in order."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from typing import Any


class InlinePool(Executor):
    def map(
        self, function: Callable[..., Any], *iterables: Iterable[Any], timeout: float | None = None, chunksize: int = 1
    ) -> Iterator[Any]:
        return map(function, *iterables)
