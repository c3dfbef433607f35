"""A child process: it reads the accounts it is given, and takes the rest from the run folder."""

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

OFTEN = 0.5
"""Seconds between two reports of the number of requests."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a process receives at its start."""

    run: Path
    settings: Settings
    environment: Mapping[str, str]
    """The environment of the parent; the environment of the fork server may be older."""
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
    """The number of requests of the process so far."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Requests were made while no account was finished."""

    calls_made: int
    """The number of requests of the process so far."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The run cannot continue in any process, for example because the disk is full."""

    error: BaseException


def serve(
    connection: Connection[Any, Any],
    assignment: Assignment,
    end: Callable[[int], Any] = os._exit,
    make: Callable[[RunFolder, Settings], AccountScan] | None = None,
) -> None:
    """The main loop of a process; it ends at once when the parent is gone or closes the connection.

    `make` gives the inputs that all accounts have in common, in place of the run folder.
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
            if connection.poll(OFTEN):
                worker.take(connection.recv(), crew)
            else:
                worker.count()
    except (EOFError, OSError):
        end(0)


def _begin(assignment: Assignment) -> None:
    """Take over environment and logs of the parent; Ctrl-C is left to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in os.environ.keys() - assignment.environment.keys():
        del os.environ[name]
    os.environ.update(assignment.environment)
    set_up_logs(assignment.logs)
    look_for_garbage_seldom()


def portable(error: BaseException) -> BaseException:
    """An error that can be sent to another process, with its traceback as a note."""
    trace = "".join(traceback.format_exception(error))
    sent = shielded(lambda: pickle.loads(pickle.dumps(error)), "sending an error", ())  # noqa: S301 - our own bytes
    carried: BaseException = RuntimeError(f"{type(error).__name__}: {error}") if isinstance(sent, Crash) else sent
    carried.add_note(f"in another process:\n{trace}")
    return carried


@dataclass(slots=True)
class _Worker:
    connection: Connection[Any, Any]
    scan: AccountScan
    calls: Calls
    lock: Lock
    counted: int = 0
    """The number of requests that was reported last."""

    def take(self, message: Target | Kept | Shares, crew: Executor) -> None:
        """Handle a message: an account to read, a read account to judge, or the shares of all accounts."""
        if isinstance(message, Shares):
            self.scan.exchange.settle(message)
        else:
            work = self.read if isinstance(message, Target) else self.judge
            crew.submit(work, message).add_done_callback(self.report_crash)  # type: ignore[arg-type]  # as it fits

    def read(self, target: Target) -> None:
        """Read and write one account, and judge it if possible."""
        self._say(Begun(target))
        with self.calls.share() as threads:
            visit = self.scan.run(target, threads)
        self._say(Done(visit, self.scan.sessions.calls_made))

    def judge(self, kept: Kept) -> None:
        """Judge an account that was read before."""
        record, tally = self.scan.judge_kept(kept.record, self.scan.exchange.close())
        self._say(Done(Visit(record, tally, None), self.scan.sessions.calls_made))

    def count(self) -> None:
        """Report the number of requests if it has changed."""
        made = self.scan.sessions.calls_made
        if made != self.counted:
            self.counted = made
            self._say(Counted(made))

    def report_crash(self, read: Future[None]) -> None:
        """Report an exception that no shield has caught."""
        error = read.exception()
        if error:
            self._say(Broken(portable(error)))

    def _say(self, message: Begun | Counted | Done | Broken) -> None:
        with self.lock:
            self.connection.send(message)
