"""Reads, judges and writes one account."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from reporter.accounts import Accounts, LeftOut, Target
from reporter.engine.collect import collect, settle
from reporter.engine.inventory import Inventory
from reporter.engine.inventory_file import is_redacted, restore_fact, restore_inventory, save_inventory
from reporter.engine.judge import Rule, looked_up_kinds, shared_kinds
from reporter.engine.shared import PENDING, Around, Share, Shares
from reporter.engine.shield import Crash, shielded
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.finding import Finding
from reporter.model.given import Organization, Scanned, ScanTime
from reporter.model.refusals import Refused
from reporter.model.subjects import Account, Region
from reporter.rules.owners_and_waivers import OwnersAndWaivers
from reporter.runs import AccountRecord, RunFolder
from reporter.scan.crew import Writes
from reporter.scan.exchange import Exchange
from reporter.scan.outcome import ScanTally
from reporter.scan.plans import Plans
from reporter.sessions import Sessions

Result: TypeAlias = tuple[AccountRecord, ScanTally]
NOT_SCANNED = PENDING


@dataclass(frozen=True, slots=True)
class Kept:
    """An account that was read, and is judged once the resources that other accounts own for it are known."""

    target: Target
    record: AccountRecord


@dataclass(frozen=True, slots=True)
class Visit:
    """The result of reading one account."""

    record: AccountRecord
    tally: ScanTally | None
    """None if the account is `Kept`."""
    share: Share | None
    """What the account owns for the organisation."""

    @property
    def result(self) -> Result | None:
        """The record with its figures; None for an account that is not judged yet."""
        return (self.record, self.tally) if self.tally else None


@dataclass(frozen=True, slots=True)
class AccountScan:
    """The inputs that all accounts of a run have in common."""

    rules: tuple[Rule, ...]
    owners_and_waivers: OwnersAndWaivers
    plans: Plans
    exchange: Exchange
    scanned: Scanned
    now: ScanTime
    organization: Organization
    sessions: Sessions
    folder: RunFolder
    gate: Writes
    clock: Callable[[], datetime]

    def run(self, target: Target, calls: Executor) -> Visit:
        """Read one account, judge it if possible, and write it; raises CancelledError when the scan is over."""
        started = self.clock()
        id_ = target.account.account_id
        assessed = shielded(lambda: self._assessed(self._read(target, calls)), f"the scan of {id_}")
        if isinstance(assessed, Crash):
            return self.broken_off(target, str(assessed))
        return self._written(target, assessed, started)

    def broken_off(self, target: Target, why: str) -> Visit:
        """Write an account whose scan failed: every rule is NOT_ASSESSED."""
        broken_off = Unavailable(ReasonCode.CHECK_CRASHED, f"the scan of the account broke off: {why}")
        return self._written(target, self._assessed(self._unreachable(target, broken_off)), self.clock())

    def not_scanned(self, target: Target) -> list[Finding]:
        """A NOT_ASSESSED finding of every rule for an account that the run did not reach."""
        return self.owners_and_waivers.judged(self._unreachable(target, NOT_SCANNED), self.rules)

    def judge_kept(self, record: AccountRecord, shares: Shares) -> Result:
        """Judge an account from its inventory, with what other accounts own for it."""
        inventory = restore_inventory(self.folder.inventory_of(record.id), self.plans.whole, shares)
        findings = self.owners_and_waivers.judged(inventory, self.rules)
        with self.gate.inside():
            record = self.folder.write_findings(replace(record, shares=inventory.basis), findings)
        return record, ScanTally.of(findings)

    def share_of(self, account_id: str) -> Share | None:
        """What an account that was read before owns for the organisation; None if it can own nothing."""
        if account_id not in self.exchange.owners:
            return None
        return self.exchange.of(restore_inventory(self.folder.inventory_of(account_id), self.plans.whole))

    def around(self) -> Around:
        """The facts about each account of the scan, as far as the accounts were read."""
        return Around(looked_up_kinds(self.rules), self.scanned.account_ids, self._fact_of)

    def _fact_of(self, account_id: str, kind: type[Fact]) -> Fact | Unavailable:
        is_read = self.folder.kept(account_id)
        return restore_fact(self.folder.inventory_of(account_id), kind) if is_read else PENDING

    def _read(self, target: Target, calls: Executor) -> Inventory:
        plan = self.plans.of(target, owner=target.account.account_id in self.exchange.owners)
        try:
            aws = self.sessions.enter(target.account, target.role, target.profile, plan.askers)
        except Refused as refused:
            return self._unreachable(target, refused.unavailable)
        inventory = self._empty(target)
        collect(plan, aws, inventory, calls)
        inventory.calls = tuple(aws.calls)
        inventory.caller_arn = aws.caller_arn
        return inventory

    def _assessed(self, read: Inventory) -> _Assessed:
        """Judge what is saved: where a secret was redacted in the inventory, the checks do not see it either."""
        saved = save_inventory(read)
        plan = self.plans.whole
        inventory = restore_inventory(saved, plan) if is_redacted(saved) else read
        share = self.exchange.of(inventory)
        self.exchange.give(share)
        shares = self.exchange.shares
        if not shares:
            return _Assessed(inventory, saved, share)
        settle(plan, inventory, shares)
        findings = self.owners_and_waivers.judged(inventory, self.rules)
        return _Assessed(inventory, saved, share, findings, inventory.basis)

    def _written(self, target: Target, assessed: _Assessed, started: datetime) -> Visit:
        record = _record(target, assessed, started, self.clock())
        with self.gate.inside():
            if assessed.findings is None:
                return Visit(self.folder.write_inventory(record, assessed.saved), None, assessed.share)
            record = self.folder.write_account(record, assessed.findings, assessed.saved)
        return Visit(record, ScanTally.of(assessed.findings), assessed.share)

    def _unreachable(self, target: Target, why: Unavailable) -> Inventory:
        inventory = self._empty(target)
        inventory.unreachable = why
        return inventory

    def _empty(self, target: Target) -> Inventory:
        """An account that AWS Organizations did not list gets no organisation: its membership is not known."""
        organization = self.organization if target.member else Organization(self.organization.account_ids)
        return Inventory(target.account, self.now, organization, scanned=self.scanned)


def account_scan(
    accounts: Accounts,
    rules: tuple[Rule, ...],
    **more: Any,
) -> AccountScan:
    """The inputs that all accounts of a run have in common; `more` are further fields of `AccountScan`."""
    targets = accounts.targets
    return AccountScan(
        rules=rules,
        plans=Plans.by(rules),
        exchange=Exchange(shared_kinds(rules), targets, accounts.organization),
        scanned=Scanned(frozenset(target.account.account_id for target in targets)),
        organization=accounts.organization,
        **more,
    )


@dataclass(frozen=True, slots=True)
class _Assessed:
    """An account that is ready to be written."""

    inventory: Inventory
    saved: bytes
    """The inventory as it is written."""
    share: Share | None
    findings: list[Finding] | None = None
    """None if it cannot be judged yet."""
    shares: str = ""


def left_out(one: LeftOut) -> AccountRecord:
    """The record of an account that is left out of the scan."""
    return _account(one.account, state="left-out", reason=one.why)


def not_scanned(target: Target) -> AccountRecord:
    """The record of an account that the run has not reached yet."""
    return _account(
        target.account, state="not-scanned", reason=NOT_SCANNED.detail, reason_code=NOT_SCANNED.reason.value
    )


def _record(target: Target, assessed: _Assessed, started: datetime, finished: datetime) -> AccountRecord:
    inventory = assessed.inventory
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
        shares=assessed.shares,
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
