"""The first signal stops the scan in order, the second ends it; threads without a result are not waited for."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from reporter.cli.stopping import leave, stopping


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_the_second_ends(number: signal.Signals, capfd: pytest.CaptureFixture[str]) -> None:
    stop, before = threading.Event(), signal.getsignal(number)
    with stopping(stop):
        assert not stop.is_set()
        os.kill(os.getpid(), number)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before
    assert "stopping: accounts in flight have a few seconds to finish" in capfd.readouterr().err


@pytest.fixture
def busy() -> Iterator[threading.Thread]:
    """A thread that has still something to do."""
    release = threading.Event()
    thread = threading.Thread(target=release.wait, args=(10,))
    thread.start()
    yield thread
    release.set()
    thread.join()


@pytest.mark.parametrize(("code", "ended"), [(0, 0), (3, 3), (None, 0), ("words", 1)])
def test_a_process_ends_though_a_thread_is_busy(code: object, ended: int, busy: threading.Thread) -> None:
    codes: list[int] = []
    leave(code, lambda: [threading.current_thread(), busy], codes.append)
    assert codes == [ended]


def test_a_process_without_busy_threads_ends_as_always() -> None:
    codes: list[int] = []
    leave(3, lambda: [threading.current_thread(), threading.Thread(daemon=True)], codes.append)
    assert codes == []
