"""Each account has its share of the threads; requests wait in order, and each wait ends."""

from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError
from contextlib import ExitStack

import pytest

from reporter.scan.calls import Calls


class Busy:
    """Requests that last until they are released, with the number of those in progress."""

    def __init__(self) -> None:
        self.under_way = 0
        self.most = 0
        self._changed = threading.Condition()
        self._over = threading.Event()

    def request(self) -> None:
        self._count(+1)
        self._over.wait(20)
        self._count(-1)

    def reaches(self, number: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.under_way == number, 5)

    def end(self) -> None:
        self._over.set()

    def _count(self, step: int) -> None:
        with self._changed:
            self.under_way += step
            self.most = max(self.most, self.under_way)
            self._changed.notify_all()


def test_one_account_alone_has_all_threads() -> None:
    calls, busy = Calls(4), Busy()
    with calls.share() as share:
        for _ in range(10):
            share.submit(busy.request)
        assert busy.reaches(4)
        busy.end()
    calls.end(wait=True)
    assert busy.most == 4


def test_two_accounts_have_half_each() -> None:
    calls, busy = Calls(4), (Busy(), Busy())
    with calls.share() as first, calls.share() as second:
        for _ in range(10):
            first.submit(busy[0].request)
            second.submit(busy[1].request)
        assert busy[0].reaches(2)
        assert busy[1].reaches(2)
        busy[0].end()
        busy[1].end()
    calls.end(wait=True)
    assert [each.most for each in busy] == [2, 2]


def test_what_an_account_leaves_goes_to_the_others() -> None:
    calls, long, other_is_done = Calls(4), Busy(), threading.Event()
    with calls.share() as stays:
        with calls.share():
            stays.submit(long.request)
            stays.submit(other_is_done.wait, 20)
            for _ in range(10):
                stays.submit(long.request)
        other_is_done.set()
        assert long.reaches(4)
        long.end()
    calls.end(wait=True)


def test_an_account_gives_up_threads_for_one_that_comes_later() -> None:
    calls, other = Calls(4), Busy()
    with ExitStack() as stack:
        early = stack.enter_context(calls.share())
        for _ in range(400):
            early.submit(time.sleep, 0.01)
        late = stack.enter_context(calls.share())
        late.submit(other.request)
        late.submit(other.request)
        assert other.reaches(2)
        other.end()
    calls.end(wait=False)


def test_answers_come_in_the_order_of_the_questions() -> None:
    calls = Calls(4)
    with calls.share() as share:
        assert list(share.map(abs, range(-100, 0))) == list(range(100, 0, -1))
    calls.end(wait=True)


def test_the_mistake_is_raised_for_the_caller() -> None:
    def fail() -> None:
        raise OSError("no space left on device")

    calls = Calls(1)
    with calls.share() as share:
        failed = share.submit(fail)
        assert share.submit(abs, -1).result(5) == 1
        with pytest.raises(OSError, match="no space left"):
            failed.result(5)
    calls.end(wait=True)


def test_what_is_no_longer_wanted_is_not_asked() -> None:
    calls, busy, asked = Calls(1), Busy(), list[int]()
    with calls.share() as share:
        share.submit(busy.request)
        assert share.submit(asked.append, 1).cancel()
        last = share.submit(asked.append, 2)
        busy.end()
        last.result(5)
    calls.end(wait=True)
    assert asked == [2]


def test_when_it_is_over_what_waits_is_cancelled_and_nothing_is_taken_on() -> None:
    calls, busy = Calls(1), Busy()
    with calls.share() as share:
        share.submit(busy.request)
        waiting = share.submit(busy.request)
        calls.end(wait=False)
        with pytest.raises(CancelledError):
            waiting.result(5)
        with pytest.raises(CancelledError):
            share.submit(busy.request)
        busy.end()


def test_an_account_that_comes_when_it_is_over_may_ask_nothing() -> None:
    calls = Calls(1)
    calls.end(wait=True)
    with calls.share() as share, pytest.raises(CancelledError):
        share.submit(abs, -1)
