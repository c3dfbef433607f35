"""The embedded organisation as a scan reads it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from reporter.accounts import Accounts, Target, find_accounts
from reporter.demo import Demo
from reporter.engine.check import AnyCheck
from reporter.engine.collect import collect, settle
from reporter.engine.inventory import Inventory
from reporter.engine.judge import administered_services, judge, looked_up_kinds, rule, shared_kinds
from reporter.engine.loader import load_checks
from reporter.engine.plan import plan
from reporter.engine.shared import Around, Shares
from reporter.model.answers import Fact, Unavailable
from reporter.model.finding import Finding
from reporter.model.given import Scanned, ScanTime
from reporter.model.refusals import Refused
from reporter.sessions import Sessions

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Company:
    """The embedded organisation, with sessions and accounts to read it."""

    demo: Demo
    sessions: Sessions
    accounts: Accounts

    @classmethod
    def visited(cls, demo: Demo) -> Company:
        sessions = Sessions(demo.settings, prepare=demo.prepare, sleep=lambda _: None)
        services = administered_services(shared_kinds(map(rule, load_checks())))
        return cls(demo, sessions, find_accounts(demo.settings, sessions, services))

    def target(self, name: str) -> Target:
        return next(target for target in self.accounts.targets if target.account.name == name)

    def read(self, name: str, *kinds: type) -> Inventory:
        target, planned = self.target(name), plan(kinds, organization_known=True)
        inventory = Inventory(target.account, ScanTime(NOW), self.accounts.organization, scanned=Scanned(self._ids))
        try:
            reader = self.sessions.enter(target.account, target.role, askers=planned.askers)
        except Refused as refused:
            inventory.unreachable = refused.unavailable
            return inventory
        with ThreadPoolExecutor(4) as pool:
            collect(planned, reader, inventory, pool)
        return inventory

    def judge(self, *checks: AnyCheck) -> list[Finding]:
        rules = [rule(check) for check in checks]
        kinds = [kind for one in rules for kind in one.kinds]
        inventories = [self.read(target.account.name, *kinds) for target in self.accounts.targets]
        shared = shared_kinds(rules)
        by_id = {one.account.account_id: one for one in inventories}
        around = Around(looked_up_kinds(rules), by_id, lambda id_, kind: _fact(by_id[id_], kind))
        shares = Shares(self._ids, {id_: one.share(shared) for id_, one in by_id.items()}, around)
        for inventory in inventories:
            settle(plan(kinds), inventory, shares)
        return [finding for inventory in inventories for finding in judge(inventory, rules)]

    @property
    def _ids(self) -> frozenset[str]:
        return frozenset(target.account.account_id for target in self.accounts.targets)


def _fact(inventory: Inventory, kind: type[Fact]) -> Fact | Unavailable:
    return inventory.unreachable or inventory.answer_of_account(kind)
