"""What each of several processes does: it reads the accounts that it is dealt; the rest it finds in the run."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any

from reporter.accounts import Target
from reporter.agreements import Agreements
from reporter.model import ScanTime
from reporter.plugins import load_checks
from reporter.resume import asked_by, rules_of_run
from reporter.runs import RunFolder
from reporter.scan import AccountScan, Kept, Visit, account_scan, utc_now
from reporter.scan.calls import Calls
from reporter.scan.crew import Gate
from reporter.sessions import Sessions
from reporter.settings import Settings
from reporter.shared import Shares
from reporter.tuning import look_for_garbage_seldom


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a process is told when it starts."""

    run: Path
    settings: Settings
    environment: Mapping[str, str]
    """Of the process that deals; that of the server it was forked from may be older."""


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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that deals
    os.environ.update(assignment.environment)
    look_for_garbage_seldom()
    limits = assignment.settings.limits
    scan = (make or _account_scan)(RunFolder(assignment.run), assignment.settings)
    worker = _Worker(connection, scan, Calls(limits.calls_in_flight), Lock())
    crew = ThreadPoolExecutor(limits.accounts_in_flight)
    try:
        while True:
            worker.take(connection.recv(), crew)
    except EOFError:
        end(0)


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
            self._say(Broken(error))

    def _say(self, message: Begun | Done | Broken) -> None:
        with self.lock:
            self.connection.send(message)


def _account_scan(folder: RunFolder, settings: Settings) -> AccountScan:
    """As the process that deals would make it."""
    manifest = folder.manifest()
    rules = rules_of_run(manifest, {check.id: check for check in load_checks(settings.checks.folders)})
    return account_scan(
        rules=rules,
        agreements=Agreements(manifest.owners, manifest.waivers),
        accounts=asked_by(folder).accounts,
        now=ScanTime(manifest.started),
        sessions=Sessions(settings),
        folder=folder,
        gate=Gate(),
        clock=utc_now,
    )
