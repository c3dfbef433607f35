"""One account: read, judged, written and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from reporter.accounts import LeftOut, Target
from reporter.agreements import Agreements
from reporter.collect import Plan, collect
from reporter.evidence import is_redacted, restore_inventory, save_inventory
from reporter.finding import Finding
from reporter.inventory import Inventory
from reporter.judge import Rule
from reporter.model import Account, Organization, ReasonCode, Region, ScanTime, Unavailable
from reporter.refusals import Refused
from reporter.runs import AccountRecord, RunFolder
from reporter.scan.crew import Gate
from reporter.scan.outcome import Tally
from reporter.sessions import Sessions
from reporter.shield import Crash, shielded

Result: TypeAlias = tuple[AccountRecord, Tally]
NOT_SCANNED = Unavailable(ReasonCode.INTERRUPTED, "the run was interrupted before the account was scanned")


@dataclass(frozen=True, slots=True)
class AccountScan:
    """What is the same for every account of one run."""

    rules: tuple[Rule, ...]
    agreements: Agreements
    plan: Plan
    now: ScanTime
    organization: Organization
    sessions: Sessions
    folder: RunFolder
    gate: Gate
    clock: Callable[[], datetime]

    def run(self, target: Target, calls: Executor) -> Result:
        """Read one account, judge it, write it, forget it; CancelledError when the scan is over."""
        started = self.clock()
        id_ = target.account.account_id
        assessed = shielded(lambda: self._judged(self._read(target, calls)), f"the scan of {id_}")
        if isinstance(assessed, Crash):
            return self.broken_off(target, str(assessed))
        return self._written(target, assessed, started)

    def broken_off(self, target: Target, why: str) -> Result:
        """An account whose scan did not come to its end, written as one of which nothing is known."""
        broken_off = Unavailable(ReasonCode.CHECK_CRASHED, f"the scan of the account broke off: {why}")
        return self._written(target, self._judged(self._unreachable(target, broken_off)), self.clock())

    def not_scanned(self, target: Target) -> list[Finding]:
        """A row for every rule about an account that the run did not come to."""
        return self.agreements.judged(self._unreachable(target, NOT_SCANNED), self.rules)

    def _read(self, target: Target, calls: Executor) -> Inventory:
        try:
            aws = self.sessions.enter(target.account, target.role, target.profile, self.plan.actions)
        except Refused as refused:
            return self._unreachable(target, refused.unavailable)
        inventory = Inventory(target.account, self.now, self.organization)
        collect(self.plan, aws, inventory, calls)
        inventory.calls = tuple(aws.calls)
        inventory.caller_arn = aws.caller_arn
        return inventory

    def _written(self, target: Target, assessed: _Assessed, started: datetime) -> Result:
        record = _record(target, assessed.inventory, started, self.clock())
        with self.gate.inside():
            record = self.folder.write_account(record, assessed.findings, assessed.evidence)
        return record, Tally.of(assessed.findings)

    def _unreachable(self, target: Target, why: Unavailable) -> Inventory:
        return Inventory(target.account, self.now, self.organization, unreachable=why)

    def _judged(self, read: Inventory) -> _Assessed:
        """Judged is what is kept: where a secret was taken out of the evidence, the checks do not see it either."""
        evidence = save_inventory(read)
        inventory = restore_inventory(evidence, self.plan) if is_redacted(evidence) else read
        return _Assessed(inventory, self.agreements.judged(inventory, self.rules), evidence)


@dataclass(frozen=True, slots=True)
class _Assessed:
    """One account, ready to be written."""

    inventory: Inventory
    findings: list[Finding]
    evidence: bytes


def left_out(one: LeftOut) -> AccountRecord:
    """The record of an account that is not to be scanned."""
    return _account(one.account, state="left-out", reason=one.why)


def not_scanned(target: Target) -> AccountRecord:
    """The record of an account that the run has not come to."""
    return _account(
        target.account, state="not-scanned", reason=NOT_SCANNED.detail, reason_code=NOT_SCANNED.reason.value
    )


def _record(target: Target, inventory: Inventory, started: datetime, finished: datetime) -> AccountRecord:
    refusal = inventory.unreachable
    return _account(
        target.account,
        state="unreachable" if refusal else "scanned",
        reason=refusal.detail if refusal else target.why,
        reason_code=refusal.reason.value if refusal else "",
        regions=tuple(region.region for region in inventory.subjects(Region)),
        calls=len(inventory.calls),
        caller_arn=inventory.caller_arn,
        started=started,
        finished=finished,
        gone=len(inventory.gone),
        gone_names=tuple(inventory.gone),
    )


def _account(account: Account, **more: Any) -> AccountRecord:
    return AccountRecord(
        id=account.account_id,
        name=account.name,
        ou=account.ou,
        owner=account.owner,
        partition=account.partition,
        **more,
    )
