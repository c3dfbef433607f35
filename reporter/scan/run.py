"""Starts, runs, interrupts, resumes and finishes a scan of many accounts."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import inf
from shlex import quote
from threading import Event
from typing import Protocol, TypeAlias

from reporter import __version__
from reporter.accounts import Accounts, Target
from reporter.config.settings import Settings
from reporter.engine.judge import Rule
from reporter.model.errors import Unfinished
from reporter.model.given import ScanTime
from reporter.model.verdicts import Status
from reporter.rules.frameworks import Framework
from reporter.rules.owners_and_waivers import OwnersAndWaivers
from reporter.rules.records import framework_record, rule_record
from reporter.runs import AccountRecord, FollowUp, Manifest, RunFolder, RunUnwritable, State, begun, locked
from reporter.scan.account import AccountScan, Kept, Result, Visit, account_scan, left_out, not_scanned
from reporter.scan.asked import Asked
from reporter.scan.crew import GRACE, Crew, Gate
from reporter.scan.outcome import Outcome, ScanTally, outcome_of
from reporter.sessions import Sessions

Results: TypeAlias = Mapping[str, Result]
"""By account id."""
LEAST_SECONDS = 1.0
"""Minimum time for judging what was read when the scan has to stop."""


def utc_now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)


class Watcher(Protocol):
    """Receives the progress of a scan; its methods are called from several threads."""

    def started(self, accounts: int, calls: Callable[[], int]) -> None:
        """The scan will read `accounts` accounts; `calls` returns the number of requests so far."""

    def entered(self, target: Target) -> None:
        """Reading an account begins."""

    def finished(self, record: AccountRecord) -> None:
        """An account is written."""


class Hands(Protocol):
    """Processes that read accounts; see `reporter.scan.workers`."""

    @property
    def calls_made(self) -> int:
        """The number of requests so far."""

    def work(self, account: AccountScan, work: Work, watcher: Watcher, stop: Event) -> list[Visit]:
        """The results of the accounts that were read, in any order."""


@dataclass(frozen=True, slots=True)
class Work:
    """The accounts that are left to read or to judge."""

    targets: list[Target]
    """Accounts to read, in this order."""
    kept: list[Kept]
    """Accounts that an earlier process has read."""


@dataclass(slots=True)
class Scan:
    """A run over many accounts."""

    settings: Settings
    rules: tuple[Rule, ...]
    frameworks: tuple[Framework, ...]
    sessions: Sessions
    accounts: Accounts
    watcher: Watcher
    owners_and_waivers: OwnersAndWaivers = OwnersAndWaivers()
    clock: Callable[[], datetime] = utc_now
    run_id: str = field(default_factory=lambda: secrets.token_hex(4))
    follow_up: FollowUp = FollowUp()  # noqa: RUF009 - frozen
    """The follow-up of earlier findings, which the run keeps."""
    hands: Hands | None = None
    """The processes that do the work; None if this process does it."""
    stop: Event = field(default_factory=Event)
    """Set it to stop: the scan finishes the accounts in progress and closes the run as partial."""

    def run(self) -> Outcome:
        """Read and judge every account, and finish the run; raises `RunUnwritable` or `Unfinished`."""
        started = self.clock()
        with self._begun(started) as folder:
            return self._work(folder, started, {})

    def begin(self) -> RunFolder:
        """A new run without any account read yet; raises `RunUnwritable`."""
        with self._begun(self.clock()) as folder:
            return folder

    def close(self, folder: RunFolder) -> Outcome:
        """Finish a run from its folder, without a request to AWS; raises `RunUnwritable` or `RunBroken`.

        A closed run stays as it is, also if another process has just closed it.
        Accounts that wait for what others own are judged; accounts without files are not scanned.
        """
        with locked(folder.path):
            manifest = folder.manifest()
            if manifest.state is not State.RUNNING:
                return outcome_of(folder)
            started = manifest.started
            folder.go_on(self._manifest(started, {}, State.RUNNING))
            account = self._account_scan(folder, started, Gate())
            done = self._done(folder, self.accounts.targets)
            self._what_to_do(account, done, retry=False)
            return self._finish(account, started, self._judged(account, done, inf))

    def resume(self, folder: RunFolder, *, retry: bool = False) -> Outcome:
        """Scan the accounts that are not complete; with `retry` also those with a NOT_ASSESSED finding.

        Without `retry`, a finished run stays as it is, also if another process has just finished it.
        """
        with locked(folder.path):
            manifest = folder.manifest()
            if manifest.state is State.FINISHED and not retry:
                return outcome_of(folder)
            folder.go_on(self._manifest(manifest.started, {}, State.RUNNING))
            done = self._done(folder, self.accounts.targets, retry=retry)
            return self._work(folder, manifest.started, done, retry=retry)

    @contextmanager
    def _begun(self, started: datetime) -> Iterator[RunFolder]:
        folder = RunFolder.planned(self.settings.runs, started, self.run_id)
        asked = Asked(self.settings, self.accounts)
        with begun(folder, self._manifest(started, {}, State.RUNNING), asked.saved(), self.follow_up):
            yield folder

    def _done(self, folder: RunFolder, targets: Iterable[Target], *, retry: bool = False) -> dict[str, Result]:
        """The complete accounts in the folder, also from another process; with `retry` only those fully assessed."""
        ids = [target.account.account_id for target in targets]
        records = [record for record in map(folder.checkpoint, ids) if record]
        return {
            record.id: (record, ScanTally.of(folder.decoded_findings(record.id)))
            for record in records
            if not (retry and record.findings.get(Status.NOT_ASSESSED))
        }

    def _work(self, folder: RunFolder, started: datetime, done: Results, *, retry: bool = False) -> Outcome:
        try:
            return self._scan(folder, started, done, retry=retry)
        except RunUnwritable as error:
            raise Unfinished(
                f"{error}\nnothing else is lost; once that is fixed: {resume_command(folder, self.settings)}"
            ) from error

    def _scan(self, folder: RunFolder, started: datetime, done: Results, *, retry: bool = False) -> Outcome:
        crew = Crew(self.settings.limits, self.stop)
        account = self._account_scan(folder, started, crew.gate)
        work = self._what_to_do(account, done, retry=retry)
        self.watcher.started(len(work.targets), lambda: (self.hands or self.sessions).calls_made)
        if self.hands:
            visits = self.hands.work(account, work, self.watcher, self.stop)
            crew.until = time.monotonic() if self.stop.is_set() else inf
        else:
            visits = crew.work(lambda target, calls: self._watched(account, target, calls), work.targets)
        results = {**done, **{visit.record.id: visit.result for visit in visits if visit.result}}
        results |= self._done(folder, [target for target in work.targets if target.account.account_id not in results])
        account = replace(account, gate=Gate())  # a late thread still holds the closed gate
        return self._finish(account, started, self._judged(account, results, crew.until))

    def _finish(self, account: AccountScan, started: datetime, results: Results) -> Outcome:
        """Close the run: record the missing accounts and merge the findings."""
        folder = account.folder
        missing = [target for target in self.accounts.targets if target.account.account_id not in results]
        if missing:
            folder.write_not_scanned(finding for target in missing for finding in account.not_scanned(target))
        state = State.PARTIAL if missing else State.FINISHED
        manifest = folder.finish(self._manifest(started, results, state))
        return Outcome(folder, manifest, {id_: tally for id_, (_, tally) in results.items()})

    def _what_to_do(self, account: AccountScan, done: Results, *, retry: bool) -> Work:
        """The accounts to read and those to judge; complete accounts give what they own to the others."""
        exchange, targets, kept = account.exchange, [], []
        for target in self.accounts.targets:
            id_ = target.account.account_id
            record = None if retry or id_ in done else account.folder.kept(id_)
            if record:
                kept.append(Kept(target, record))
            elif id_ not in done:
                targets.append(target)
            if record or id_ in done:
                exchange.give(account.share_of(id_))
        return Work(exchange.first(targets), kept)

    def _judged(self, account: AccountScan, results: Results, until: float) -> Results:
        """The results by all that is known of other accounts; those judged by less are judged now, while time is left.

        Those for which no time is left are missing, as if they had not been judged: a resumed scan judges them.
        """
        shares, judged = replace(account.exchange.close(), around=account.around()), {}
        until = max(until, time.monotonic() + LEAST_SECONDS)
        for target in self.accounts.targets:
            id_ = target.account.account_id
            if id_ in results and shares.is_basis(results[id_][0].shares):
                judged[id_] = results[id_]
                continue
            if self.stop.is_set():
                until = min(until, time.monotonic() + GRACE)
            record = account.folder.kept(id_)
            if record and time.monotonic() < until:
                judged[id_] = account.judge_kept(record, shares)
        return judged

    def _account_scan(self, folder: RunFolder, started: datetime, gate: Gate) -> AccountScan:
        return account_scan(
            rules=self.rules,
            owners_and_waivers=self.owners_and_waivers,
            accounts=self.accounts,
            now=ScanTime(started),
            sessions=self.sessions,
            folder=folder,
            gate=gate,
            clock=self.clock,
        )

    def _watched(self, account: AccountScan, target: Target, calls: Executor) -> Visit:
        self.watcher.entered(target)
        visit = account.run(target, calls)
        self.watcher.finished(visit.record)
        return visit

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
            waivers=self.owners_and_waivers.waivers,
            owners=self.owners_and_waivers.owners,
            due_days=self.settings.due_days,
        )

    def _records(self, results: Results) -> Iterable[AccountRecord]:
        for target in self.accounts.targets:
            id_ = target.account.account_id
            yield results[id_][0] if id_ in results else not_scanned(target)
        yield from map(left_out, self.accounts.left_out)


def resume_command(folder: RunFolder, settings: Settings | None = None) -> str:
    """The command that resumes a run; with settings from a configuration, it names the file."""
    return f"reporter scan --resume {quote(str(folder.path))}{settings.option if settings else ''}"
