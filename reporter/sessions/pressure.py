"""Limits concurrent requests and retries them: a throttled request is repeated later, and with fewer at a time."""

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
"""The attempts of a request while AWS or the connection fails."""
PATIENCE = 60.0
"""The longest total wait of one request, in seconds, for throttling to end."""
LONGEST_PAUSE = 8.0
"""The longest pause between two attempts, in seconds."""


@dataclass(slots=True)
class RequestGate:
    """Limits concurrent requests of one kind.

    The limit is halved after throttling, and rises again by one after enough answers.
    """

    width: int
    storm: bool = False
    """Whether throttling has lasted longer than the patience of one request: then each request has one attempt."""
    _limit: int = field(init=False)
    _inside: int = 0
    _answers: int = 0
    """The number of answers since the limit last changed."""
    _turn: Condition = field(default_factory=Condition)

    def __post_init__(self) -> None:
        self._limit = self.width

    @property
    def limit(self) -> int:
        """The number of requests that may run at present."""
        return self._limit

    def ask(self, request: Callable[[], T]) -> T:
        """The answer of one request, sent when there is room; its outcome changes the limit."""
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
        """Whether a failed request has no further attempt, because of its number or of the remaining time."""
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
    """The gates of one account: one for each operation and region, as AWS counts requests."""

    def __init__(self, width: int, sleep: Callable[[float], None]) -> None:
        """`width`: the number of concurrent requests of a kind while AWS does not throttle."""
        self._width = width
        self._sleep = sleep
        self._gates: dict[Hashable, tuple[RequestGate, tenacity.Retrying]] = {}
        self._lock = Lock()

    def send(self, kind: Hashable, request: Callable[[], Any]) -> Any:
        """The answer to a request, with retries; raises what the last attempt raised.

        Raises `OutOfTimeError` where the time is up and a retry might have helped; see `reporter.sessions.deadline`.
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
        """The retries of a gate; pauses are random, so that requests refused together are not repeated together."""
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(is_passing),
            stop=gate.is_over,
            wait=tenacity.wait_random_exponential(multiplier=0.5, max=LONGEST_PAUSE),
            sleep=self._sleep,
            reraise=True,
        )


def _after(error: Exception, request: Callable[[], T]) -> Callable[[], T]:
    """A request whose first attempt has already failed with `error`.

    Tenacity costs time, and most requests need no retry, so the first attempt is made without it.
    """
    first = iter((error,))

    def attempt() -> T:
        for already in first:
            raise already
        return request()

    return attempt
