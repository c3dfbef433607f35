"""Reads many accounts in threads that stop within seconds when the scan is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from math import inf
from threading import Event, Lock
from typing import Protocol, TypeVar

from reporter.accounts import Target
from reporter.config.settings import Limits
from reporter.scan.calls import Calls

T = TypeVar("T")

GRACE = 8.0
"""Seconds that accounts in progress get when the scan is stopped; ten were promised, including the partial report."""
TICK = 0.2
"""Seconds between two looks at whether the scan was stopped."""


class Writes(Protocol):
    """Says when an account may be written."""

    def inside(self) -> AbstractContextManager[None]:
        """Hold the right to write; raises an error if the account must not be written."""


@dataclass(slots=True)
class Gate:
    """A lock for writes: a write inside is complete, and none starts once the gate is closed."""

    _lock: Lock = field(default_factory=Lock)
    _closed: bool = False

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Hold the gate; raises CancelledError if it is closed."""
        with self._lock:
            if self._closed:
                raise CancelledError
            yield

    def close(self) -> None:
        """Wait for the write in progress, then allow no other."""
        with self._lock:
            self._closed = True


@dataclass(slots=True)
class Crew:
    """The threads of one scan."""

    limits: Limits
    stop: Event
    """Set to stop the scan, also by the first exception: no further account is started."""
    grace: float = GRACE
    gate: Gate = field(default_factory=Gate)
    """Closed when the work is over: threads that are late must not write."""
    until: float = inf
    """The deadline once the scan has to stop, by the clock of `time.monotonic`."""

    def work(self, read: Callable[[Target, Executor], T], targets: Iterable[Target]) -> list[T]:
        """The results of the accounts that were read, in any order; the first exception ends the work."""
        crew, calls = ThreadPoolExecutor(self.limits.accounts_in_flight), Calls(self.limits.calls_in_flight)
        late = True
        try:
            started = [crew.submit(self._read, read, target, calls) for target in targets]
            results, late = self._results(started)
            return results
        finally:
            self.gate.close()
            calls.end(wait=not late)  # first, as an account ends with its next call
            crew.shutdown(wait=not late, cancel_futures=True)

    def _read(self, read: Callable[[Target, Executor], T], target: Target, calls: Calls) -> T | None:
        if self.stop.is_set():
            return None
        try:
            with calls.share() as threads:
                return read(target, threads)
        except BaseException:
            self.stop.set()
            raise

    def _results(self, started: list[Future[T | None]]) -> tuple[list[T], bool]:
        """The results that came in time, and whether any did not."""
        done, pending = wait(started, 0)
        while pending and not self.stop.is_set() and not _failed(done):
            done, pending = wait(started, TICK, FIRST_EXCEPTION)
        if self.stop.is_set():
            self.until = time.monotonic() + self.grace
        if pending and not _failed(done):
            done, pending = wait(started, self.grace, FIRST_EXCEPTION)
        results = [future.result() for future in done]
        return [result for result in results if result is not None], bool(pending)


def _failed(futures: Iterable[Future[T]]) -> bool:
    return any(future.exception() for future in futures)
