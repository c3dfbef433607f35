"""A stopped crew begins nothing, gives what is in progress its time, and lets no late thread write."""

from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError, Executor

import pytest

from reporter.accounts import Target
from reporter.config.settings import Limits
from reporter.scan.crew import Crew, Gate
from tests.street import accounts

TARGETS = accounts().targets


def crew(stop: threading.Event | None = None, grace: float = 5.0) -> Crew:
    return Crew(Limits(accounts_in_flight=2, calls_in_flight=2), stop or threading.Event(), grace)


def test_every_account_is_worked_on() -> None:
    names = crew().work(lambda target, _: target.account.name, TARGETS)
    assert sorted(names) == [f"town {number}" for number in range(1, 6)]


def test_nothing_is_begun_once_the_crew_was_stopped() -> None:
    stop = threading.Event()
    stop.set()
    assert crew(stop).work(lambda target, _: target, TARGETS) == []


def test_what_is_in_flight_is_finished() -> None:
    stop, both = threading.Event(), threading.Barrier(2)

    def work(target: Target, _: Executor) -> str:
        both.wait(5)
        stop.set()
        time.sleep(0.3)
        return target.account.name

    assert sorted(crew(stop).work(work, TARGETS)) == ["town 1", "town 2"]


def test_the_wait_ends_with_the_grace_and_a_late_account_writes_nothing() -> None:
    stop, released, over = threading.Event(), threading.Event(), threading.Event()
    late = crew(stop, grace=0.1)
    written: list[str] = []

    def work(target: Target, calls: Executor) -> str:
        stop.set()
        released.wait(5)
        try:
            with late.gate.inside():
                written.append(target.account.name)
        finally:
            over.set()
        return target.account.name

    began = time.monotonic()
    assert late.work(work, TARGETS) == []
    assert time.monotonic() - began < 3
    released.set()
    assert over.wait(5)
    assert written == []


def test_a_call_after_the_end_is_refused() -> None:
    stop, learned = threading.Event(), threading.Event()
    late = crew(stop, grace=0.0)

    def work(_: Target, calls: Executor) -> None:
        stop.set()
        try:
            while True:
                calls.submit(time.sleep, 0.01).result()
        except CancelledError:
            learned.set()

    assert late.work(work, TARGETS[:1]) == []
    assert learned.wait(5)


def test_the_first_mistake_ends_the_work() -> None:
    begun: list[str] = []

    def work(target: Target, _: Executor) -> None:
        begun.append(target.account.name)
        if target is TARGETS[0]:
            raise OSError("no space left on device")
        time.sleep(0.5)

    with pytest.raises(OSError, match="no space left"):
        crew().work(work, TARGETS)
    assert len(begun) < 5


def test_no_account_is_begun_after_a_mistake() -> None:
    begun: list[str] = []

    def work(target: Target, _: Executor) -> None:
        begun.append(target.account.name)
        raise KeyboardInterrupt

    alone = Crew(Limits(accounts_in_flight=1, calls_in_flight=2), threading.Event())
    with pytest.raises(KeyboardInterrupt):
        alone.work(work, TARGETS)
    assert begun == ["town 1"]


def test_a_gate_waits_for_the_write_inside() -> None:
    gate = Gate()
    done: list[str] = []

    def write() -> None:
        with gate.inside():
            entered.set()
            time.sleep(0.2)
            done.append("written")

    entered = threading.Event()
    thread = threading.Thread(target=write)
    thread.start()
    entered.wait(5)
    gate.close()
    assert done == ["written"]
    thread.join()
    with pytest.raises(CancelledError), gate.inside():
        pass


def test_an_account_that_waits_for_aws_leaves_threads_to_the_others() -> None:
    fast_is_done, both = threading.Event(), threading.Barrier(2)

    def work(target: Target, calls: Executor) -> str:
        if target.account.name in ("town 1", "town 2"):
            both.wait(20)
        if target.account.name == "town 1":
            assert all(calls.map(lambda _: fast_is_done.wait(20), range(50)))
        elif target.account.name == "town 2":
            list(calls.map(lambda _: time.sleep(0.001), range(50)))
            fast_is_done.set()
        return target.account.name

    assert len(crew().work(work, TARGETS)) == len(TARGETS)
