"""How many requests are worth having under way at once, which depends on how far away AWS is."""

from __future__ import annotations

import time
from collections.abc import Callable

NEAR = 20
"""Requests that keep a process busy where AWS answers within some 25 ms; more would wait for each other, each with a
connection of its own."""
MOMENT = 0.5
"""Seconds over which is seen how busy the process is."""
BUSY = 0.7
"""The share of a moment that it works: never less than 0.79 was seen without any latency, 0.5 to 0.7 with 50 ms."""


class Pace:
    """Takes AWS for near, until the process is seen to wait for answers rather than for its processor."""

    def __init__(
        self,
        most: int,
        clock: Callable[[], float] = time.monotonic,
        worked: Callable[[], float] = time.process_time,
    ) -> None:
        """`most`: how many requests are made at once when AWS is far away."""
        self._most = most
        self._clock = clock
        self._worked = worked
        self._width = min(NEAR, most)
        self._seen = clock(), worked()

    def width(self) -> int:
        """How many requests may be under way at present."""
        if self._width < self._most and self._waits():
            self._width = self._most
        return self._width

    def _waits(self) -> bool:
        (began, had_worked), now = self._seen, self._clock()
        if now - began < MOMENT:
            return False
        worked = self._worked()
        self._seen = now, worked
        return worked - had_worked < BUSY * (now - began)
