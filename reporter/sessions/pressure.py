"""How hard AWS is pressed: a request that AWS had no time for is made again, later, and by fewer at a time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Condition, Lock
from typing import Any, TypeVar

import tenacity

from reporter.sessions.deadline import OutOfTimeError, remaining
from reporter.sessions.failures import FAILURES, is_passing, is_throttling

T = TypeVar("T")

ATTEMPTS = 4
"""For a request that meets a broken AWS or a broken line."""
PATIENCE = 60.0
"""Seconds that one request waits, all pauses together, for throttling to end."""
LONGEST_PAUSE = 8.0
"""Seconds between two attempts, at most."""


@dataclass(slots=True)
class RequestGate:
    """Lets so many requests of one kind through at a time: half as many after throttling, one more as it goes well."""

    width: int
    storm: bool = False
    """Throttling has outlasted the patience of one request: until AWS answers again, the others ask but once."""
    _limit: int = field(init=False)
    _inside: int = 0
    _answers: int = 0
    """Since the limit was last changed."""
    _turn: Condition = field(default_factory=Condition)

    def __post_init__(self) -> None:
        self._limit = self.width

    @property
    def limit(self) -> int:
        """How many requests may be under way at present."""
        return self._limit

    def ask(self, request: Callable[[], T]) -> T:
        """Make one request when it is its turn, and learn from what becomes of it."""
        with self._one_of_few():
            try:
                answer = request()
            except FAILURES as error:
                if is_throttling(error):
                    self._narrow()
                raise
        self._widen()
        return answer

    def is_over(self, state: tenacity.RetryCallState) -> bool:
        """Whether a request that failed has been tried often enough, or no time is left for another attempt."""
        error = state.outcome.exception() if state.outcome else None
        if state.upcoming_sleep >= remaining():
            return True
        if error is None or not is_throttling(error):
            return state.attempt_number >= ATTEMPTS
        self.storm = self.storm or state.idle_for >= PATIENCE
        return self.storm

    @contextmanager
    def _one_of_few(self) -> Iterator[None]:
        with self._turn:
            if not self._turn.wait_for(lambda: self._inside < self._limit, max(0, remaining())):
                raise OutOfTimeError
            self._inside += 1
        try:
            yield
        finally:
            with self._turn:
                self._inside -= 1
                self._turn.notify()

    def _narrow(self) -> None:
        with self._turn:
            self._limit, self._answers = max(1, self._limit // 2), 0

    def _widen(self) -> None:
        with self._turn:
            self.storm = False
            self._answers += 1
            if self._limit < self.width and self._answers >= self._limit:
                self._limit, self._answers = self._limit + 1, 0
                self._turn.notify()


class Pressure:
    """The gates of one account: one for each operation in each region, as AWS counts requests."""

    def __init__(self, width: int, sleep: Callable[[float], None]) -> None:
        """`width`: how many requests of a kind may be under way as long as AWS has no objection."""
        self._width = width
        self._sleep = sleep
        self._gates: dict[Hashable, tuple[RequestGate, tenacity.Retrying]] = {}
        self._lock = Lock()

    def send(self, kind: Hashable, request: Callable[[], Any]) -> Any:
        """The answer to a request, made again as long as that is worth it; raises what the last attempt raised.

        `OutOfTimeError` where the time is up and the trouble might have passed; see `reporter.sessions.deadline`.
        """
        gate, retry = self._gate(kind)
        try:
            return self._answer(gate, retry, request)
        except FAILURES as error:
            if is_passing(error) and remaining() <= 0:
                raise OutOfTimeError from error
            raise

    def _answer(self, gate: RequestGate, retry: tenacity.Retrying, request: Callable[[], Any]) -> Any:
        try:
            return gate.ask(request)
        except FAILURES as error:
            return retry(_after(error, partial(gate.ask, request)))

    def _gate(self, kind: Hashable) -> tuple[RequestGate, tenacity.Retrying]:
        with self._lock:
            if kind not in self._gates:
                gate = RequestGate(self._width)
                self._gates[kind] = gate, self._retrying(gate)
            return self._gates[kind]

    def _retrying(self, gate: RequestGate) -> tenacity.Retrying:
        """Pauses are drawn at random, so that those who were refused together do not come back together."""
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(is_passing),
            stop=gate.is_over,
            wait=tenacity.wait_random_exponential(multiplier=0.5, max=LONGEST_PAUSE),
            sleep=self._sleep,
            reraise=True,
        )


def _after(error: Exception, request: Callable[[], T]) -> Callable[[], T]:
    """A request whose first attempt was made already: tenacity is dear, and most requests need it not at all."""
    first = iter((error,))

    def attempt() -> T:
        for already in first:
            raise already
        return request()

    return attempt
