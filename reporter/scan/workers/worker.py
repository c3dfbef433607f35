"""What each of several processes does: it reads the accounts that it is dealt; the rest it finds in the run."""

from __future__ import annotations

import os
import pickle
import signal
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any

from reporter.accounts import Target
from reporter.config.settings import Settings
from reporter.engine.shared import Shares
from reporter.engine.shield import Crash, shielded
from reporter.runs import RunFolder
from reporter.scan import AccountScan, Kept, Visit
from reporter.scan.calls import Calls
from reporter.scan.one_account import account_scan_of
from reporter.scan.tuning import look_for_garbage_seldom
from reporter.system.logs import Logs, set_up_logs


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a process is told when it starts."""

    run: Path
    settings: Settings
    environment: Mapping[str, str]
    """Of the process that deals; that of the server it was forked from may be older."""
    logs: Logs


@dataclass(frozen=True, slots=True)
class Begun:
    """Work on an account begins."""

    target: Target


@dataclass(frozen=True, slots=True)
class Done:
    """An account is written."""

    visit: Visit
    calls_made: int
    """By the process so far."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The run cannot go on, whoever works on it: the disk is full, for example."""

    error: BaseException


def serve(
    connection: Connection[Any, Any],
    assignment: Assignment,
    end: Callable[[int], Any] = os._exit,
    make: Callable[[RunFolder, Settings], AccountScan] | None = None,
) -> None:
    """The life of the process; it ends at once when whoever deals is gone, or has nothing more for it.

    `make` gives what is the same for every account, in place of what the run says.
    """
    _begin(assignment)
    limits, run = assignment.settings.limits, RunFolder(assignment.run)
    scan = shielded(lambda: (make or account_scan_of)(run, assignment.settings), "the start of a process", ())
    if isinstance(scan, Crash):
        connection.send(Broken(portable(scan.error)))
        end(1)
        return
    worker = _Worker(connection, scan, Calls(limits.calls_in_flight), Lock())
    crew = ThreadPoolExecutor(limits.accounts_in_flight)
    try:
        while True:
            worker.take(connection.recv(), crew)
    except (EOFError, OSError):
        end(0)


def _begin(assignment: Assignment) -> None:
    """Be as the process that deals is; Ctrl-C is for that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in os.environ.keys() - assignment.environment.keys():
        del os.environ[name]
    os.environ.update(assignment.environment)
    set_up_logs(assignment.logs)
    look_for_garbage_seldom()


def portable(error: BaseException) -> BaseException:
    """An error that can be sent to another process, with its trace as a note."""
    trace = "".join(traceback.format_exception(error))
    sent = shielded(lambda: pickle.loads(pickle.dumps(error)), "sending an error", ())  # noqa: S301 - our own bytes
    carried: BaseException = RuntimeError(f"{type(error).__name__}: {error}") if isinstance(sent, Crash) else sent
    carried.add_note(f"in another process:\n{trace}")
    return carried


@dataclass(frozen=True, slots=True)
class _Worker:
    connection: Connection[Any, Any]
    scan: AccountScan
    calls: Calls
    lock: Lock

    def take(self, message: Target | Kept | Shares, crew: Executor) -> None:
        """An account to read, one to judge that was read before, or what all accounts own for each other."""
        if isinstance(message, Shares):
            self.scan.exchange.settle(message)
        else:
            work = self.read if isinstance(message, Target) else self.judge
            crew.submit(work, message).add_done_callback(self.tell_of_crash)  # type: ignore[arg-type]  # as it fits

    def read(self, target: Target) -> None:
        """Read and write one account, and judge it if that can be done."""
        self._say(Begun(target))
        with self.calls.share() as threads:
            visit = self.scan.run(target, threads)
        self._say(Done(visit, self.scan.sessions.calls_made))

    def judge(self, kept: Kept) -> None:
        """Judge an account that was read before."""
        record, tally = self.scan.judge_kept(kept.record, self.scan.exchange.close())
        self._say(Done(Visit(record, tally, None), self.scan.sessions.calls_made))

    def tell_of_crash(self, read: Future[None]) -> None:
        """What went wrong past all shields."""
        error = read.exception()
        if error:
            self._say(Broken(portable(error)))

    def _say(self, message: Begun | Done | Broken) -> None:
        with self.lock:
            self.connection.send(message)
