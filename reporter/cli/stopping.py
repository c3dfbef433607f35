"""Ctrl-C and SIGTERM, while a scan is on: the first asks it to stop in order, the second ends it at once."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOPPING = (
    b"\nstopping: accounts in flight have a few seconds to finish, then comes a partial report; again: end at once\n"
)


@contextmanager
def stopping(stop: threading.Event) -> Iterator[None]:
    """Until the block ends, a signal sets the event, and one more raises KeyboardInterrupt."""

    def on_signal(*_: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        os.write(2, STOPPING)  # print is not safe inside of a handler

    before = {number: signal.signal(number, on_signal) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def leave(
    code: object,
    threads: Callable[[], Iterable[threading.Thread]] = threading.enumerate,
    end: Callable[[int], object] = os._exit,
) -> None:
    """End the process now, if threads still wait for answers of AWS that are no longer needed."""
    if any(not thread.daemon and thread is not threading.current_thread() for thread in threads()):
        sys.stdout.flush()
        sys.stderr.flush()
        end(code if isinstance(code, int) else int(bool(code)))
