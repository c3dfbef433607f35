"""A street of made-up towns, each an account, that can be scanned, interrupted and resumed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from reporter.accounts import Accounts, LeftOut, Target
from reporter.config.settings import Limits, Settings
from reporter.engine.judge import Rule, rule
from reporter.model.given import Organization
from reporter.model.refusals import Refused
from reporter.model.subjects import Account
from reporter.rules.frameworks import Framework
from reporter.rules.job import Job
from reporter.runs import AccountRecord, RunFolder
from reporter.scan import Scan
from reporter.sessions import CallerIdentity
from tests.doors import FakeAws, Town, door_is_locked

STARTED = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
IDS = tuple(f"00000000000{number}" for number in range(1, 6))


class Visit(FakeAws):
    """One account, as a session opens it."""

    caller_arn = "arn:aws:sts::1:assumed-role/Audit/me"
    calls: ClassVar[list[Any]] = []


@dataclass
class Street:
    """Sessions for all towns; an account whose answers are a refusal cannot be entered."""

    towns: dict[str, Any] = field(default_factory=dict)
    entered: list[str] = field(default_factory=list)
    calls_made: int = 0

    def enter(self, account: Account, *_: Any) -> Visit:
        self.entered.append(account.account_id)
        found = self.towns.get(account.account_id, Town().answers)
        if isinstance(found, Refused):
            raise found
        return Visit(found)


class Watcher:
    """Calls a function when an account is finished."""

    def __init__(self, on_finished: Callable[[AccountRecord], object] = bool) -> None:
        self._on_finished = on_finished

    def started(self, accounts: int, calls: Callable[[], int]) -> None: ...

    def entered(self, target: Target) -> None: ...

    def finished(self, record: AccountRecord) -> None:
        self._on_finished(record)


def accounts(ids: tuple[str, ...] = IDS, left_out: tuple[LeftOut, ...] = ()) -> Accounts:
    targets = (
        Target(Account.of(id_, f"town {id_[-1]}", owner="mayor"), None, "", "asked for", member=True) for id_ in ids
    )
    return Accounts(
        tuple(targets), left_out, Organization(frozenset(ids), "o-1"), CallerIdentity("arn:aws:sts::9:user/me", "9")
    )


def settings(runs: Path, **more: Any) -> Settings:
    return Settings(runs=runs, title="Towns", limits=Limits(accounts_in_flight=1, calls_in_flight=2), **more)


def job(runs: Path, rules: tuple[Rule, ...] = (rule(door_is_locked),), frameworks: tuple[Framework, ...] = ()) -> Job:
    return Job(settings(runs), rules, frameworks)


def scan(runs: Path, sessions: Any = None, watcher: Any = None, **more: Any) -> Scan:
    """A scan of the street, one town after the other; the start time and the result are always the same."""
    asked = job(runs)
    given: dict[str, Any] = {
        "settings": asked.settings,
        "rules": asked.rules,
        "frameworks": asked.frameworks,
        "sessions": sessions or Street(),
        "accounts": accounts(),
        "watcher": watcher or Watcher(),
        "clock": lambda: STARTED,
        "run_id": "1234abcd",
    }
    return Scan(**{**given, **more})


def interrupted(runs: Path, after: int, sessions: Any = None) -> RunFolder:
    """A run that was stopped after a number of towns."""
    done: list[AccountRecord] = []

    def stop(record: AccountRecord) -> None:
        done.append(record)
        if len(done) == after:
            stopped.stop.set()

    stopped = scan(runs, sessions, Watcher(stop))
    if not after:
        stopped.stop.set()
    return stopped.run().folder
