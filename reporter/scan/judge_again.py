"""Judges the inventories of a run again, offline, and returns the findings that differ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from reporter import __version__
from reporter.engine.inventory import Inventory
from reporter.engine.inventory_file import may_own_shares, restore_fact, restore_inventory
from reporter.engine.judge import Rule, looked_up_kinds, plan_for, shared_kinds
from reporter.engine.plan import Plan
from reporter.engine.shared import Around, Share, Shares
from reporter.model.answers import Fact, Unavailable
from reporter.model.encoding import UNDECODABLE
from reporter.model.finding import Finding
from reporter.model.given import ScanTime
from reporter.model.subjects import Account
from reporter.rules.frameworks import Framework
from reporter.rules.owners_and_waivers import OwnersAndWaivers
from reporter.rules.records import framework_record, rule_record
from reporter.runs import AccountRecord, Manifest, RunBroken, RunFolder, State, begun, finding_lines
from reporter.scan.account import NOT_SCANNED


@dataclass(frozen=True, slots=True)
class ChangedFinding:
    """A finding before and after; None if it does not exist."""

    finding: Finding
    """The finding after, or the one before if it no longer exists."""
    old: Finding | None
    new: Finding | None


@dataclass(slots=True)
class Comparison:
    """The result of judging a run again."""

    accounts: int = 0
    findings: int = 0
    changes: list[ChangedFinding] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    """The owners of accounts, by id: those of findings that have none of their own."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A run, and the rules to judge it by."""

    folder: RunFolder
    rules: tuple[Rule, ...]
    frameworks: tuple[Framework, ...] = ()
    owners_and_waivers: OwnersAndWaivers = OwnersAndWaivers()

    def compare(self) -> Comparison:
        """The comparison, without writing; raises `RunBroken` if the evidence is damaged."""
        return self._compare(self.folder.manifest(), None)

    def write(self, target: RunFolder, run_id: str) -> Comparison:
        """Write the result as a new run with the start of the old one; raises `RunUnwritable` or `RunBroken`."""
        before = self.folder.manifest()
        manifest = self._manifest(before, run_id)
        with begun(target, replace(manifest, state=State.RUNNING), self.folder.asked(), self.folder.follow_up()):
            comparison = self._compare(before, target)
            missing = [record for record in manifest.accounts if record.state == "not-scanned"]
            if missing:
                now = ScanTime(manifest.started)
                target.write_not_scanned(row for record in missing for row in self._not_scanned(record, now))
            records = {record.id: target.checkpoint(record.id) for record in manifest.accounts}
            target.finish(replace(manifest, accounts=tuple(records[old.id] or old for old in manifest.accounts)))
        return comparison

    def _manifest(self, before: Manifest, run_id: str) -> Manifest:
        return replace(
            before,
            run_id=run_id,
            tool_version=__version__,
            judged_from=before.run_id,
            rules=tuple(rule_record(rule) for rule in self.rules),
            frameworks=tuple(framework_record(framework, self.rules) for framework in self.frameworks),
            waivers=self.owners_and_waivers.waivers,
            owners=self.owners_and_waivers.owners,
            files={},
        )

    def _compare(self, manifest: Manifest, target: RunFolder | None) -> Comparison:
        wanted = plan_for(self.rules)
        asked = {(rule.check.id, rule.parameters) for rule in self.rules}
        comparison = Comparison()
        entered = [record for record in manifest.accounts if record.entered]
        shares = self._shares(manifest, entered, wanted)
        for record in entered:
            saved = self._saved(manifest, record)
            with _readable(record.id):
                inventory = restore_inventory(saved, wanted, shares)
            _verify_owner(inventory, record.id)
            now = self.owners_and_waivers.judged(inventory, self.rules)
            before = [
                finding
                for finding in self.folder.decoded_findings(record.id)
                if (finding.check_id, finding.parameters) in asked
            ]
            comparison.accounts += 1
            comparison.findings += len(now)
            comparison.changes += changes(before, now)
            comparison.owners[record.id] = record.owner
            if target:
                target.write_account(replace(record, shares=inventory.basis), now, saved)
        return comparison

    def _shares(self, manifest: Manifest, entered: list[AccountRecord], wanted: Plan) -> Shares:
        """What the accounts own for each other, as far as a rule needs it."""
        kinds = shared_kinds(self.rules)
        given: dict[str, Share] = {}
        for record in entered if kinds else ():
            saved = self._saved(manifest, record)
            with _readable(record.id):
                if may_own_shares(saved, kinds):
                    given[record.id] = restore_inventory(saved, wanted).share(kinds)
        scanned = frozenset(record.id for record in manifest.accounts if record.state != "left-out")
        return Shares(scanned, given, self._around(manifest, entered, scanned))

    def _around(self, manifest: Manifest, entered: list[AccountRecord], scanned: frozenset[str]) -> Around:
        records = {record.id: record for record in entered}

        def fact(id_: str, kind: type[Fact]) -> Fact | Unavailable:
            if id_ not in records:
                return NOT_SCANNED
            with _readable(id_):
                return restore_fact(self._saved(manifest, records[id_]), kind)

        return Around(looked_up_kinds(self.rules), scanned, fact)

    def _saved(self, manifest: Manifest, record: AccountRecord) -> bytes:
        for name in record.files:
            if not self.folder.is_as_written(name, manifest.files):
                raise RunBroken(
                    f"{self.folder.path / name} is missing, or is not what the run wrote: nothing can be judged by it"
                )
        return self.folder.inventory_of(record.id)

    def _not_scanned(self, record: AccountRecord, now: ScanTime) -> list[Finding]:
        account = Account.of(record.id, record.name, partition=record.partition, owner=record.owner, ou=record.ou)
        return self.owners_and_waivers.judged(Inventory(account, now, unreachable=NOT_SCANNED), self.rules)


def changes(before: list[Finding], now: list[Finding]) -> Iterator[ChangedFinding]:
    """The findings that differ in any byte, in the order of their checks."""
    old, new = ({finding.id: finding for finding in findings} for findings in (before, now))
    for finding in sorted({**old, **new}.values(), key=_place):
        change = ChangedFinding(finding, old.get(finding.id), new.get(finding.id))
        if _line(change.old) != _line(change.new):
            yield change


@contextmanager
def _readable(account_id: str) -> Iterator[None]:
    try:
        yield
    except (*UNDECODABLE, LookupError) as error:
        raise RunBroken(f"the inventory of {account_id} cannot be read with these checks: {error}") from error


def _verify_owner(inventory: Inventory, account_id: str) -> None:
    if inventory.account.account_id != account_id:
        raise RunBroken(f"the inventory of {account_id} is that of {inventory.account.account_id}")


def _line(finding: Finding | None) -> bytes:
    return finding_lines([finding] if finding else [])


def _place(finding: Finding) -> tuple[str, ...]:
    return finding.check_id, finding.parameters, finding.region, finding.arn, finding.part
