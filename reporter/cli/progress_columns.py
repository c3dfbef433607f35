"""The figures of a live display that change while no account is finished: requests made, and time left."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from rich.progress import ProgressColumn, Task
from rich.text import Text

from reporter.report.words import counted

UNKNOWN = "-:--:--"


class Count(ProgressColumn):
    """The number of requests so far, asked for whenever the display is drawn."""

    def render(self, task: Task) -> Text:
        """The number of requests; `calls` of the task returns it."""
        calls: Callable[[], int] = task.fields.get("calls", int)
        return Text(counted(calls(), "call"))


class TimeLeft(ProgressColumn):
    """The time until the last account is read; unknown until as many are finished as were read at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock`: gives seconds."""
        super().__init__()
        self._clock = clock
        self._accounts = self._done = self._at_a_time = 0
        self._began = self._latest = clock()

    def start(self, accounts: int) -> None:
        """Reading so many accounts begins."""
        self._accounts, self._began = accounts, self._clock()

    def begin(self, reading: int) -> None:
        """Another account is being read, so that it is this many now."""
        self._at_a_time = max(self._at_a_time, reading)

    def finish(self) -> None:
        """Another account is finished."""
        self._done += 1
        self._latest = self._clock()

    def seconds(self) -> float:
        """The seconds left, by the time that each finished account took; 0 if that is unknown."""
        if self._done < max(self._at_a_time, 1):
            return 0
        each = (self._latest - self._began) / self._done
        return each * (self._accounts - self._done) - (self._clock() - self._latest)

    def render(self, task: Task) -> Text:  # noqa: ARG002 - it counts by itself
        """The time left; dashes while it is unknown, and once it has passed."""
        left = int(self.seconds())
        return Text(str(timedelta(seconds=left)) if left > 0 else UNKNOWN, style="progress.remaining")
