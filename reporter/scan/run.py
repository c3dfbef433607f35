"""One run over many accounts: begun, worked on, interrupted, resumed, finished."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import Protocol, TypeAlias

from reporter import __version__
from reporter.accounts import Accounts, Target
from reporter.agreements import Agreements
from reporter.asked import Asked
from reporter.frameworks import Framework
from reporter.judge import Rule, plan_for
from reporter.model import ScanTime, Status, Unfinished
from reporter.rules import framework_record, rule_record
from reporter.runs import AccountRecord, FollowUp, Manifest, RunFolder, RunUnwritable, State, locked
from reporter.scan.account import AccountScan, Result, left_out, not_scanned
from reporter.scan.crew import Crew
from reporter.scan.outcome import Outcome, Tally
from reporter.sessions import Sessions
from reporter.settings import Settings

Results: TypeAlias = Mapping[str, Result]
"""By account id."""


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class Watcher(Protocol):
    """Somebody who wants to know how the scan is getting on; called from several threads."""

    def started(self, accounts: int, calls: Callable[[], int]) -> None:
        """So many accounts will be read; `calls` tells how many requests were made so far."""

    def entered(self, target: Target) -> None:
        """Work on an account begins."""

    def finished(self, record: AccountRecord) -> None:
        """An account is written."""


class Hands(Protocol):
    """Processes that read accounts; see `reporter.processes`."""

    @property
    def calls_made(self) -> int:
        """How many requests they made so far."""

    def work(self, account: AccountScan, targets: Iterable[Target], watcher: Watcher, stop: Event) -> list[Result]:
        """What could be read of all accounts, in any order."""


@dataclass(slots=True)
class Scan:
    """One run over many accounts."""

    settings: Settings
    rules: tuple[Rule, ...]
    frameworks: tuple[Framework, ...]
    sessions: Sessions
    accounts: Accounts
    watcher: Watcher
    agreements: Agreements = Agreements()
    clock: Callable[[], datetime] = utc_now
    run_id: str = field(default_factory=lambda: secrets.token_hex(4))
    follow_up: FollowUp = FollowUp()  # noqa: RUF009 - frozen
    """What people said of earlier findings, which the run keeps."""
    hands: Hands | None = None
    """Other processes that do the work; None: this one does it."""
    stop: Event = field(default_factory=Event)
    """Set it, and the scan finishes what is in flight and closes the run as a partial one."""

    def run(self) -> Outcome:
        """Read and judge every account, and finish the run; raises `RunUnwritable` or `Unfinished`."""
        started = self.clock()
        folder = RunFolder.create(self.settings.runs, started, self.run_id)
        with locked(folder.path):
            asked = Asked(self.settings, self.accounts)
            folder.begin(self._manifest(started, {}, State.RUNNING), asked.saved(), self.follow_up)
            return self._work(folder, started, {})

    def resume(self, folder: RunFolder, *, retry: bool = False) -> Outcome:
        """Scan the accounts without a checkpoint, with `retry` also those where something was not assessed."""
        with locked(folder.path):
            manifest = folder.manifest()
            folder.go_on(self._manifest(manifest.started, {}, State.RUNNING))
            return self._work(folder, manifest.started, self._done(folder, self.accounts.targets, retry=retry))

    def _done(self, folder: RunFolder, targets: Iterable[Target], *, retry: bool = False) -> dict[str, Result]:
        """What the folder has of these accounts, whoever wrote it; with `retry` only what leaves nothing open."""
        ids = [target.account.account_id for target in targets]
        records = [record for record in map(folder.checkpoint, ids) if record]
        return {
            record.id: (record, Tally.of(folder.each_finding_of(record.id)))
            for record in records
            if not (retry and record.findings.get(Status.NOT_ASSESSED))
        }

    def _work(self, folder: RunFolder, started: datetime, done: Results) -> Outcome:
        try:
            return self._scan(folder, started, done)
        except RunUnwritable as error:
            raise Unfinished(f"{error}\nnothing else is lost; when it is mended: {resume_command(folder)}") from error

    def _scan(self, folder: RunFolder, started: datetime, done: Results) -> Outcome:
        todo = [target for target in self.accounts.targets if target.account.account_id not in done]
        self.watcher.started(len(todo), lambda: (self.hands or self.sessions).calls_made)
        crew = Crew(self.settings.limits, self.stop)
        account = self._account_scan(folder, started, crew)
        if self.hands:
            fresh = self.hands.work(account, todo, self.watcher, self.stop)
        else:
            fresh = crew.work(lambda target, calls: self._watched(account, target, calls), todo)
        results = {**done, **{record.id: (record, tally) for record, tally in fresh}}
        results |= self._done(folder, [target for target in todo if target.account.account_id not in results])
        missing = [target for target in todo if target.account.account_id not in results]
        if missing:
            folder.write_not_scanned(finding for target in missing for finding in account.not_scanned(target))
        state = State.PARTIAL if missing else State.FINISHED
        manifest = folder.finish(self._manifest(started, results, state))
        return Outcome(folder, manifest, {id_: tally for id_, (_, tally) in results.items()})

    def _account_scan(self, folder: RunFolder, started: datetime, crew: Crew) -> AccountScan:
        return AccountScan(
            rules=self.rules,
            agreements=self.agreements,
            plan=plan_for(self.rules),
            now=ScanTime(started),
            organization=self.accounts.organization,
            sessions=self.sessions,
            folder=folder,
            gate=crew.gate,
            clock=self.clock,
        )

    def _watched(self, account: AccountScan, target: Target, calls: Executor) -> Result:
        self.watcher.entered(target)
        record, tally = account.run(target, calls)
        self.watcher.finished(record)
        return record, tally

    def _manifest(self, started: datetime, results: Results, state: State) -> Manifest:
        return Manifest(
            state=state,
            run_id=self.run_id,
            title=self.settings.title,
            classification=self.settings.classification,
            tool_version=__version__,
            started=started,
            finished=None if state is State.RUNNING else self.clock(),
            caller_arn=self.accounts.caller.arn,
            organization_id=self.accounts.organization.id,
            accounts=tuple(self._records(results)),
            rules=tuple(rule_record(rule) for rule in self.rules),
            frameworks=tuple(framework_record(framework, self.rules) for framework in self.frameworks),
            waivers=self.agreements.waivers,
            owners=self.agreements.owners,
            due_days=self.settings.due_days,
        )

    def _records(self, results: Results) -> Iterable[AccountRecord]:
        for target in self.accounts.targets:
            id_ = target.account.account_id
            yield results[id_][0] if id_ in results else not_scanned(target)
        yield from map(left_out, self.accounts.left_out)


def resume_command(folder: RunFolder) -> str:
    """What to type to go on with a run."""
    return f"reporter scan --resume {folder.path}"
