"""Distributes the accounts of a run to several processes, and replaces a process that dies."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import inf
from multiprocessing.connection import Connection, wait
from threading import Event
from typing import Any

from reporter.accounts import Target
from reporter.config.settings import Settings
from reporter.engine.shared import Shares
from reporter.runs import RunFolder
from reporter.scan import AccountScan, Kept, Scan, Visit, Watcher, Work
from reporter.scan.crew import GRACE, TICK
from reporter.scan.exchange import Exchange
from reporter.scan.workers.ready import ENOUGH, children_are_safe, forked, safe_path
from reporter.scan.workers.worker import Assignment, Begun, Broken, Counted, Done, serve
from reporter.system.logs import chosen_logs


@dataclass(slots=True, eq=False)
class _Hand:
    """A child process, as the parent sees it."""

    process: Any
    connection: Connection[Any, Any]
    at_work: dict[str, Target | Kept] = field(default_factory=dict)
    """By account id: what the process reads or judges."""
    calls_made: int = 0

    def deal(self, id_: str, work: Target | Kept) -> None:
        """Give the process one more account."""
        self.at_work[id_] = work
        self.send(work)

    def send(self, what: Target | Kept | Shares) -> None:
        """Send a message; a dead process is noticed when its answer is read."""
        with suppress(OSError):
            self.connection.send(what)

    def heard(self) -> Begun | Counted | Done | Broken | None:
        """The next message; None if the process is dead."""
        try:
            message: Begun | Counted | Done | Broken = self.connection.recv()
        except (EOFError, OSError):
            return None
        return message

    def end(self) -> None:
        """Kill the process at any point: an account is written completely or not at all."""
        self.connection.close()
        self.process.kill()
        self.process.join()


@dataclass(slots=True)
class Dealer:
    """The child processes of one run."""

    settings: Settings
    processes: int
    grace: float = GRACE
    serve: Callable[[Connection[Any, Any], Assignment], None] = serve
    """The function that each process runs."""
    _hands: list[_Hand] = field(default_factory=list)
    _calls_of_the_dead: int = 0
    _waiting: deque[Target] = field(default_factory=deque)
    _kept: deque[Kept] = field(default_factory=deque)
    """Accounts that were read, and wait until all shares are known."""
    _shares: Shares | None = None
    """The shares that the processes have received."""

    @classmethod
    def for_scan(cls, scan: Scan) -> Dealer | None:
        """The dealer of a scan; None if one process is enough, or if only one can hold the base credentials."""
        targets = scan.accounts.targets
        processes = min(scan.settings.limits.processes, len(targets) // ENOUGH)
        if processes < 2 or not children_are_safe():  # noqa: PLR2004 - one is no dealing
            return None
        if any(map(scan.sessions.asks_people, {target.profile for target in targets})):
            return None
        return cls(scan.settings, processes)

    @property
    def calls_made(self) -> int:
        """The number of requests so far, by all processes."""
        return self._calls_of_the_dead + sum(hand.calls_made for hand in self._hands)

    def work(self, account: AccountScan, work: Work, watcher: Watcher, stop: Event) -> list[Visit]:
        """The results of reading and judging, in any order; raises an error that stops every process."""
        self._waiting, self._kept = deque(work.targets), deque(work.kept)
        try:
            self._hands = [self._hire(account.folder) for _ in range(self.processes)]
            return list(self._results(account, watcher, stop))
        finally:
            for hand in self._hands:
                hand.end()

    def _results(self, account: AccountScan, watcher: Watcher, stop: Event) -> Iterator[Visit]:
        until = inf
        while self._deal(account.exchange) and time.monotonic() < until:
            if stop.is_set():
                self._waiting.clear()
                until = min(until, time.monotonic() + self.grace)
            for connection in wait([hand.connection for hand in self._hands], TICK):
                hand = next(hand for hand in self._hands if hand.connection is connection)
                yield from self._heard(hand, account, watcher)

    def _deal(self, exchange: Exchange) -> bool:
        """Give each process as many accounts as it takes at a time; return whether any process is working."""
        self._pass_on(exchange.shares)
        share = self.settings.limits.divided(self.processes).accounts_in_flight
        for hand in self._hands:
            while self._waiting and len(hand.at_work) < share:
                target = self._waiting.popleft()
                hand.deal(target.account.account_id, target)
            while self._shares and self._kept and len(hand.at_work) < share:
                kept = self._kept.popleft()
                hand.deal(kept.record.id, kept)
        return any(hand.at_work for hand in self._hands)

    def _pass_on(self, shares: Shares | None) -> None:
        """Send the shares to every process once they are complete."""
        if shares and shares is not self._shares:
            self._shares = shares
            for hand in self._hands if shares.by_account else ():
                hand.send(shares)

    def _heard(self, hand: _Hand, account: AccountScan, watcher: Watcher) -> Iterator[Visit]:
        message = hand.heard()
        if isinstance(message, Broken):
            raise message.error
        if isinstance(message, Begun):
            watcher.entered(message.target)
        elif isinstance(message, Counted):
            hand.calls_made = message.calls_made
        elif isinstance(message, Done):
            hand.calls_made = message.calls_made
            work, visit = hand.at_work.pop(message.visit.record.id), message.visit
            account.exchange.give(visit.share)
            if isinstance(work, Target):
                watcher.finished(visit.record)
            yield from self._visited(_target_of(work), visit)
        else:
            yield from self._died(hand, account, watcher)

    def _visited(self, target: Target, visit: Visit) -> Iterator[Visit]:
        if visit.tally:
            yield visit
        else:
            self._kept.append(Kept(target, visit.record))

    def _died(self, hand: _Hand, account: AccountScan, watcher: Watcher) -> Iterator[Visit]:
        """Replace a dead process; the accounts it has not written are reported as broken off, and not tried again."""
        hand.end()
        self._calls_of_the_dead += hand.calls_made
        self._hands[self._hands.index(hand)] = self._hire(account.folder)
        for id_, work in hand.at_work.items():
            if isinstance(work, Target) and account.folder.kept(id_):
                account.exchange.give(account.share_of(id_))
                continue
            target = _target_of(work)
            visit = account.broken_off(target, f"its process died with exit code {hand.process.exitcode}")
            if target is work:
                watcher.finished(visit.record)
            yield from self._visited(target, visit)

    def _hire(self, folder: RunFolder) -> _Hand:
        context = forked()
        here, there = context.Pipe()
        share = replace(self.settings, limits=self.settings.limits.divided(self.processes))
        assignment = Assignment(folder.path, share, dict(os.environ), chosen_logs())
        process = context.Process(target=self.serve, args=(there, assignment), daemon=True)
        with safe_path():
            process.start()
        there.close()
        hand = _Hand(process, here)
        if self._shares and self._shares.by_account:
            hand.send(self._shares)
        return hand


def _target_of(work: Target | Kept) -> Target:
    return work if isinstance(work, Target) else work.target
