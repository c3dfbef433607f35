"""Deals the accounts of a run to several processes, one by one, and notices when one of them dies."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import inf
from multiprocessing.connection import Connection, wait
from threading import Event
from typing import Any

from reporter.accounts import Target
from reporter.logs import chosen_logs
from reporter.processes.ready import ENOUGH, children_are_safe, forked, safe_path
from reporter.processes.worker import Assignment, Begun, Broken, Done, serve
from reporter.runs import RunFolder
from reporter.scan import AccountScan, Result, Scan, Watcher
from reporter.scan.crew import GRACE, TICK
from reporter.settings import Settings


@dataclass(slots=True, eq=False)
class _Hand:
    """One process, as seen from here."""

    process: Any
    connection: Connection[Any, Any]
    at_work: dict[str, Target] = field(default_factory=dict)
    """By account id."""
    calls_made: int = 0

    def deal(self, target: Target) -> None:
        """Give it one more account; that it has died is found out when its answer is awaited."""
        self.at_work[target.account.account_id] = target
        with suppress(OSError):
            self.connection.send(target)

    def heard(self) -> Begun | Done | Broken | None:
        """What it says; None when it is dead."""
        try:
            message: Begun | Done | Broken = self.connection.recv()
        except (EOFError, OSError):
            return None
        return message

    def end(self) -> None:
        """Whatever it is at: accounts are written whole, or not at all."""
        self.connection.close()
        self.process.kill()
        self.process.join()


@dataclass(slots=True)
class Dealer:
    """So many processes for one run."""

    settings: Settings
    processes: int
    grace: float = GRACE
    serve: Callable[[Connection[Any, Any], Assignment], None] = serve
    """What each process does."""
    _hands: list[_Hand] = field(default_factory=list)
    _calls_of_the_dead: int = 0

    @classmethod
    def for_scan(cls, scan: Scan) -> Dealer | None:
        """None where one process is enough, or where only one can have the base credentials."""
        targets = scan.accounts.targets
        processes = min(scan.settings.limits.processes, len(targets) // ENOUGH)
        if processes < 2 or not children_are_safe():  # noqa: PLR2004 - one is no dealing
            return None
        if any(map(scan.sessions.asks_people, {target.profile for target in targets})):
            return None
        return cls(scan.settings, processes)

    @property
    def calls_made(self) -> int:
        """How many requests were made so far, by all of them."""
        return self._calls_of_the_dead + sum(hand.calls_made for hand in self._hands)

    def work(self, account: AccountScan, targets: Iterable[Target], watcher: Watcher, stop: Event) -> list[Result]:
        """What was read, in any order; raises what none of the processes can do anything about."""
        waiting = deque(targets)
        try:
            self._hands = [self._hire(account.folder) for _ in range(self.processes)]
            return list(self._results(account, waiting, watcher, stop))
        finally:
            for hand in self._hands:
                hand.end()

    def _results(self, account: AccountScan, waiting: deque[Target], watcher: Watcher, stop: Event) -> Iterator[Result]:
        until = inf
        while self._deal(waiting) and time.monotonic() < until:
            if stop.is_set():
                waiting.clear()
                until = min(until, time.monotonic() + self.grace)
            for connection in wait([hand.connection for hand in self._hands], TICK):
                hand = next(hand for hand in self._hands if hand.connection is connection)
                yield from self._heard(hand, account, watcher)

    def _deal(self, waiting: deque[Target]) -> bool:
        """Give everyone as much as they can do at a time; whether anybody is at work."""
        share = self.settings.limits.divided(self.processes).accounts_in_flight
        for hand in self._hands:
            while waiting and len(hand.at_work) < share:
                hand.deal(waiting.popleft())
        return any(hand.at_work for hand in self._hands)

    def _heard(self, hand: _Hand, account: AccountScan, watcher: Watcher) -> Iterator[Result]:
        message = hand.heard()
        if isinstance(message, Broken):
            raise message.error
        if isinstance(message, Begun):
            watcher.entered(message.target)
        elif isinstance(message, Done):
            hand.calls_made = message.calls_made
            del hand.at_work[message.result[0].id]
            watcher.finished(message.result[0])
            yield message.result
        else:
            yield from self._died(hand, account, watcher)

    def _died(self, hand: _Hand, account: AccountScan, watcher: Watcher) -> Iterator[Result]:
        """One of its accounts may have been too much for it: what it had not written is told, and not tried again."""
        hand.end()
        self._calls_of_the_dead += hand.calls_made
        self._hands[self._hands.index(hand)] = self._hire(account.folder)
        for id_, target in hand.at_work.items():
            if not account.folder.checkpoint(id_):
                result = account.broken_off(target, f"its process died with exit code {hand.process.exitcode}")
                watcher.finished(result[0])
                yield result

    def _hire(self, folder: RunFolder) -> _Hand:
        context = forked()
        here, there = context.Pipe()
        share = replace(self.settings, limits=self.settings.limits.divided(self.processes))
        assignment = Assignment(folder.path, share, dict(os.environ), chosen_logs())
        process = context.Process(target=self.serve, args=(there, assignment), daemon=True)
        with safe_path():
            process.start()
        there.close()
        return _Hand(process, here)
