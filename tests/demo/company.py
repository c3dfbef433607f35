"""The embedded organisation as a scan sees it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from reporter.accounts import Accounts, Target, find_accounts
from reporter.check import AnyCheck
from reporter.collect import collect, plan
from reporter.demo import Demo
from reporter.finding import Finding
from reporter.inventory import Inventory
from reporter.judge import judge, rule
from reporter.model import ScanTime
from reporter.refusals import Refused
from reporter.sessions import Sessions

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Company:
    """The embedded organisation with a reader's eyes."""

    demo: Demo
    sessions: Sessions
    accounts: Accounts

    @classmethod
    def visited(cls, demo: Demo) -> Company:
        sessions = Sessions(demo.settings, prepare=demo.prepare, sleep=lambda _: None)
        return cls(demo, sessions, find_accounts(demo.settings, sessions))

    def target(self, name: str) -> Target:
        return next(target for target in self.accounts.targets if target.account.name == name)

    def read(self, name: str, *kinds: type) -> Inventory:
        target, planned = self.target(name), plan(kinds)
        inventory = Inventory(target.account, ScanTime(NOW), self.accounts.organization)
        try:
            reader = self.sessions.enter(target.account, target.role, askers=planned.askers)
        except Refused as refused:
            inventory.unreachable = refused.unavailable
            return inventory
        with ThreadPoolExecutor(4) as pool:
            collect(planned, reader, inventory, pool)
        return inventory

    def judge(self, *checks: AnyCheck) -> list[Finding]:
        kinds = [kind for check in checks for kind in check.signature.kinds]
        rules = [rule(check) for check in checks]
        names = [target.account.name for target in self.accounts.targets]
        return [finding for name in names for finding in judge(self.read(name, *kinds), rules)]
