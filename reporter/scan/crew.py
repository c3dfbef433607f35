"""Many accounts at once: threads that stop in order when they are told to, and that nobody waits for in vain."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from threading import Event, Lock
from typing import TypeVar

from reporter.accounts import Target
from reporter.config.settings import Limits
from reporter.scan.calls import Calls

T = TypeVar("T")

GRACE = 8.0
"""Seconds that accounts in flight have when the scan is told to stop; ten were promised, with the partial report."""
TICK = 0.2
"""Seconds until somebody notices that the scan was told to stop."""


@dataclass(slots=True)
class Gate:
    """What is done inside of it is done whole, or not at all once the gate is closed."""

    _lock: Lock = field(default_factory=Lock)
    _closed: bool = False

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Raises CancelledError when the gate is closed."""
        with self._lock:
            if self._closed:
                raise CancelledError
            yield

    def close(self) -> None:
        """Wait for whoever is inside, and let nobody in any more."""
        with self._lock:
            self._closed = True


@dataclass(slots=True)
class Crew:
    """The threads of one scan."""

    limits: Limits
    stop: Event
    """Set by whoever wants the scan to stop, and by the first exception: no account is begun any more."""
    grace: float = GRACE
    gate: Gate = field(default_factory=Gate)
    """Closed when the work is over: who is late must not write."""
    until: float = inf
    """When the time is up that is left once the scan has to stop, by the clock of `time.monotonic`."""

    def work(self, read: Callable[[Target, Executor], T], targets: Iterable[Target]) -> list[T]:
        """What could be read of all accounts, in any order; the first exception ends the work."""
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
        """Everything that came in time, and whether anything did not."""
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
