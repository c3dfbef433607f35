"""Runs the requests of many accounts: each account has its share of the threads, so a slow one delays no other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Event, Lock
from typing import Any, ParamSpec, TypeVar

from reporter.scan.pace import Pace

P = ParamSpec("P")
T = TypeVar("T")


class Calls:
    """The threads for all requests of one process."""

    def __init__(self, most: int) -> None:
        """`most`: the maximum number of requests in progress."""
        self._pool = ThreadPoolExecutor(most)
        self._pace = Pace(most)
        self._shares: set[_Share] = set()
        self._over = Event()

    @contextmanager
    def share(self) -> Iterator[Executor]:
        """An executor for one account while it is being read."""
        share = _Share(self._pool, self._widest, self._over)
        self._shares.add(share)
        try:
            yield share
        finally:
            self._shares.discard(share)

    def end(self, *, wait: bool) -> None:
        """Start no further request; a waiting or new request raises CancelledError."""
        self._over.set()
        for share in tuple(self._shares):
            share.give_up()
        self._pool.shutdown(wait=wait, cancel_futures=True)

    def _widest(self) -> int:
        """The maximum number of requests that one account may have in progress now."""
        return max(1, self._pace.width() // max(1, len(self._shares)))


class _Share(Executor):
    """The requests of one account, in order; a thread that has finished one takes the next."""

    def __init__(self, pool: Executor, widest: Callable[[], int], over: Event) -> None:
        self._pool = pool
        self._widest = widest
        self._over = over
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._threads = 0
        self._lock = Lock()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        with self._lock:
            if self._over.is_set():
                raise CancelledError
            self._waiting.append((future, partial(fn, *args, **kwargs)))
            self._grow()
        return future

    def give_up(self) -> None:
        """Cancel the waiting requests."""
        with self._lock:
            while self._waiting:
                self._waiting.popleft()[0].cancel()

    def _grow(self) -> None:
        if self._threads < self._widest():
            self._threads += 1
            self._pool.submit(self._work)

    def _work(self) -> None:
        while request := self._next():
            _make(*request)

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        with self._lock:
            if not self._waiting or self._threads > self._widest():
                self._threads -= 1
                return None
            request = self._waiting.popleft()
            if self._waiting:
                self._grow()
            return request


def _make(future: Future[T], request: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(request())
    except BaseException as error:  # noqa: BLE001 - the future raises it again for its caller
        future.set_exception(error)
