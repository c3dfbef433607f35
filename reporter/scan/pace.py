"""Sets the number of parallel requests by the latency of AWS."""

from __future__ import annotations

import time
from collections.abc import Callable

NEAR = 20
"""Requests that keep a process busy if AWS answers within 25 ms.

More would only wait for each other, each with a connection of its own.
"""
MOMENT = 0.5
"""Seconds over which the use of the processor is measured."""
BUSY = 0.7
"""Share of processor time above which the process is busy.

Measured: at least 0.79 without latency, 0.5 to 0.7 with a latency of 50 ms.
"""


class Pace:
    """Starts with few requests; allows the maximum once the process waits for answers rather than for its processor."""

    def __init__(
        self,
        most: int,
        clock: Callable[[], float] = time.monotonic,
        worked: Callable[[], float] = time.process_time,
    ) -> None:
        """`most`: the number of parallel requests if AWS is far away."""
        self._most = most
        self._clock = clock
        self._worked = worked
        self._width = min(NEAR, most)
        self._seen = clock(), worked()

    def width(self) -> int:
        """The number of requests that may be in progress now."""
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
