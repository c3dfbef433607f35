"""Accounts in parallel, each read, judged and written; a failed account is a result, not an absence."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ParamSpec, Protocol, TypeVar

from reporter import __version__
from reporter.accounts import Accounts, LeftOut, Target
from reporter.collect import Plan, collect, plan
from reporter.evidence import save_inventory
from reporter.frameworks import Framework
from reporter.inventory import Inventory
from reporter.judge import Rule, judge
from reporter.model import Finding, ReasonCode, Region, ScanTime, Severity, Status, Unavailable
from reporter.refusals import Refused
from reporter.rules import framework_record, rule_record
from reporter.runs import AccountRecord, Manifest, RunFolder
from reporter.sessions import Sessions
from reporter.settings import Limits, Settings
from reporter.shield import Crash, shielded

P = ParamSpec("P")
T = TypeVar("T")


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Tally:
    """The figures of a scan that its caller needs at once; results that only a framework asked for do not count."""

    statuses: Counter[Status] = field(default_factory=Counter)
    failures: Counter[Severity] = field(default_factory=Counter)

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Tally:
        """The figures of one account."""
        main = [finding for finding in findings if not finding.parameters]
        return cls(
            Counter(finding.status for finding in main),
            Counter(finding.severity for finding in main if finding.status is Status.FAIL),
        )

    def merge(self, other: Tally) -> None:
        """Add the figures of another account."""
        self.statuses.update(other.statuses)
        self.failures.update(other.failures)


class Watcher(Protocol):
    """Somebody who wants to know how the scan is getting on; called from several threads."""

    def started(self, accounts: int, calls: Callable[[], int]) -> None:
        """So many accounts will be read; `calls` tells how many requests were made so far."""

    def entered(self, target: Target) -> None:
        """Work on an account begins."""

    def finished(self, record: AccountRecord) -> None:
        """An account is written."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scan leaves behind."""

    folder: RunFolder
    manifest: Manifest
    by_account: dict[str, Tally]

    @property
    def tally(self) -> Tally:
        """The figures of all accounts together."""
        total = Tally()
        for tally in self.by_account.values():
            total.merge(tally)
        return total

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for was assessed."""
        unreachable = any(account.state == "unreachable" for account in self.manifest.accounts)
        return not unreachable and not self.tally.statuses[Status.NOT_ASSESSED]


@dataclass(slots=True)
class Scan:
    """One run over many accounts."""

    settings: Settings
    rules: tuple[Rule, ...]
    frameworks: tuple[Framework, ...]
    sessions: Sessions
    accounts: Accounts
    watcher: Watcher
    clock: Callable[[], datetime] = utc_now
    run_id: str = field(default_factory=lambda: secrets.token_hex(4))

    def run(self) -> Outcome:
        """Read and judge every account, and finish the run folder."""
        started = self.clock()
        folder = RunFolder.create(self.settings.runs, started, self.run_id)
        targets = self.accounts.targets
        self.watcher.started(len(targets), lambda: self.sessions.calls_made)
        wanted = plan(kind for rule in self.rules for kind in rule.check.signature.kinds)
        with _threads(self.settings.limits) as (crew, calls):
            account = _AccountScan(self, wanted, ScanTime(started), folder, calls)
            results = list(crew.map(account.run, targets))
        records = [record for record, _ in results]
        manifest = self._manifest(started, [*records, *map(_left_out, self.accounts.left_out)])
        return Outcome(folder, folder.finish(manifest), {record.id: tally for record, tally in results})

    def _manifest(self, started: datetime, records: list[AccountRecord]) -> Manifest:
        return Manifest(
            run_id=self.run_id,
            title=self.settings.title,
            classification=self.settings.classification,
            tool_version=__version__,
            started=started,
            finished=self.clock(),
            caller_arn=self.accounts.caller.arn,
            organization_id=self.accounts.organization.id,
            accounts=tuple(records),
            rules=tuple(rule_record(rule) for rule in self.rules),
            frameworks=tuple(framework_record(framework, self.rules) for framework in self.frameworks),
        )


@dataclass(frozen=True, slots=True)
class _AccountScan:
    """What is the same for every account of one run."""

    scan: Scan
    plan: Plan
    now: ScanTime
    folder: RunFolder
    calls: Executor

    def run(self, target: Target) -> tuple[AccountRecord, Tally]:
        """Read one account, judge it, write it, forget it."""
        scan, id_ = self.scan, target.account.account_id
        scan.watcher.entered(target)
        started = scan.clock()
        assessed = shielded(lambda: self._judged(self._read(target)), f"the scan of {id_}")
        if isinstance(assessed, Crash):
            broken_off = Unavailable(ReasonCode.CHECK_CRASHED, f"the scan of the account broke off: {assessed}")
            assessed = self._judged(self._unreachable(target, broken_off))
        self.folder.write_account(id_, assessed.findings, assessed.evidence)
        record = _record(target, assessed.inventory, started, scan.clock())
        scan.watcher.finished(record)
        return record, Tally.of(assessed.findings)

    def _read(self, target: Target) -> Inventory:
        try:
            aws = self.scan.sessions.enter(target.account, target.role, target.profile, self.plan.actions)
        except Refused as refused:
            return self._unreachable(target, refused.unavailable)
        inventory = Inventory(target.account, self.now, self.scan.accounts.organization)
        collect(self.plan, aws, inventory, self.calls)
        inventory.calls = tuple(aws.calls)
        inventory.caller_arn = aws.caller_arn
        return inventory

    def _unreachable(self, target: Target, why: Unavailable) -> Inventory:
        return Inventory(target.account, self.now, self.scan.accounts.organization, unreachable=why)

    def _judged(self, inventory: Inventory) -> _Assessed:
        return _Assessed(inventory, judge(inventory, self.scan.rules), save_inventory(inventory))


@dataclass(frozen=True, slots=True)
class _Assessed:
    """One account, ready to be written."""

    inventory: Inventory
    findings: list[Finding]
    evidence: bytes


class _Calls(ThreadPoolExecutor):
    """The threads for all calls; when a scan is broken off, whoever wants another call learns that it is over."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        try:
            return super().submit(fn, *args, **kwargs)
        except RuntimeError as closed:
            raise CancelledError from closed


@contextmanager
def _threads(limits: Limits) -> Iterator[tuple[Executor, Executor]]:
    """One pool for the accounts and one for all their calls; who leaves early leaves the rest undone."""
    crew, calls = ThreadPoolExecutor(limits.accounts_in_flight), _Calls(limits.calls_in_flight)
    try:
        yield crew, calls
    finally:
        for pool in (calls, crew):  # in this order: an account ends with its next call
            pool.shutdown(cancel_futures=True)


def _record(target: Target, inventory: Inventory, started: datetime, finished: datetime) -> AccountRecord:
    refusal = inventory.unreachable
    account = target.account
    return AccountRecord(
        id=account.account_id,
        name=account.name,
        ou=account.ou,
        owner=account.owner,
        partition=account.partition,
        state="unreachable" if refusal else "scanned",
        reason=refusal.detail if refusal else target.why,
        reason_code=refusal.reason if refusal else "",
        regions=tuple(region.region for region in inventory.subjects(Region)),
        calls=len(inventory.calls),
        caller_arn=inventory.caller_arn,
        started=started,
        finished=finished,
    )


def _left_out(left_out: LeftOut) -> AccountRecord:
    account = left_out.account
    return AccountRecord(
        id=account.account_id,
        name=account.name,
        ou=account.ou,
        owner=account.owner,
        partition=account.partition,
        state="left-out",
        reason=left_out.why,
    )
