"""A made-up service whose bells one account owns for its organisation, for tests of what accounts share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any, ClassVar

import msgspec
import pytest

from reporter.accounts import Accounts
from reporter.api import (
    CAN_ONLY_HELP,
    GLOBAL,
    Account,
    Aws,
    OrganizationWide,
    Severity,
    Shared,
    Verdict,
    check,
    collects,
    failed,
    passed,
)
from reporter.config.settings import Limits, Settings
from reporter.engine.judge import Rule, rule
from reporter.model.finding import Finding
from reporter.model.given import Organization, ScanTime
from reporter.rules.job import Job
from reporter.runs import AccountRecord, RunFolder
from reporter.scan import AccountScan, Scan, account_scan, utc_now
from reporter.scan.crew import Gate
from reporter.scan.resume import asked_by, resumed_scan
from reporter.scan.workers.dealer import Dealer
from reporter.scan.workers.worker import serve
from tests import street
from tests.doors import Town, door_is_locked, named, refused
from tests.street import Street, Visit

SERVICE = "bells"

FOUNDRY = "bell.example.com"
"""The service whose delegated administrators may have bells too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell(OrganizationWide):
    kind: ClassVar[str] = "Test::Bell"
    administered_by: ClassVar[str] = FOUNDRY


@collects("bell:List")
def bells(aws: Aws, account: Account) -> Iterator[Bell]:
    for item in aws.items("bell", "list", "Bells", page_size=10):
        arn = f"bell/{account.account_id}/{item['Name']}"
        yield Bell(account_id=account.account_id, region=GLOBAL, arn=arn, name=item["Name"])


@check("house-bell-heard", title="A bell is heard", severity=Severity.HIGH, remediation="Cast one.")
def a_bell_is_heard(account: Account, bells: Annotated[Shared[Bell], CAN_ONLY_HELP]) -> Verdict:
    """Somewhere one must ring."""
    heard = ", ".join(bell.name for bell in bells.found)
    return passed(heard) if heard else failed(f"none; {bells.doubt}")


@check("house-bell-quiet", title="Few bells are heard", severity=Severity.LOW, remediation="Melt some down.")
def few_bells_are_heard(account: Account, bells: Shared[Bell], *, most: int = 1) -> Verdict:
    """Too many wake the town."""
    return passed(f"{len(bells.found)}") if len(bells.found) <= most else failed("too many")


RULES = (rule(door_is_locked), rule(a_bell_is_heard), rule(few_bells_are_heard))


def town(account: Account) -> Any:
    """The answers of an account, by words in its name: `bells`, `silent` (the list is refused), or `closed`."""
    if "closed" in account.name:
        return refused()
    answers = {**Town().answers, "bell:list": {"Bells": named("Great Tom") if "bells" in account.name else []}}
    if "silent" in account.name:
        del answers["bell:list"]
    return answers


@dataclass
class Towns(Street):
    """A street that records the visits to each town; a `deadly` town kills the process that enters it."""

    visits: dict[str, list[Visit]] = field(default_factory=dict)

    def enter(self, account: Account, *more: Any) -> Visit:
        if "deadly" in account.name:
            os._exit(7)
        visit = Street.enter(self, account, *more)
        self.visits.setdefault(account.account_id, []).append(visit)
        return visit


def street_of(accounts: Accounts) -> Towns:
    return Towns({target.account.account_id: town(target.account) for target in accounts.targets})


def towns(*names: str, management: str = "", administrators: tuple[str, ...] | None = None) -> Accounts:
    """Accounts of one organisation with these names, in this order; None if the administrators are not known."""
    ids = {name: f"00000000{number:04}" for number, name in enumerate(sorted(names), 1)}
    known = {} if administrators is None else {FOUNDRY: tuple(ids.get(name, name) for name in administrators)}
    found = street.accounts(tuple(ids[name] for name in names))
    targets = tuple(
        replace(target, account=Account.of(ids[name], name)) for name, target in zip(names, found.targets, strict=True)
    )
    organization = Organization(frozenset(ids.values()), "o-1", ids.get(management, management), administrators=known)
    return replace(found, targets=targets, organization=organization)


def scan(  # noqa: PLR0913 - each may differ in a test
    runs: Path,
    accounts: Accounts,
    *,
    processes: int = 1,
    watcher: Any = None,
    sessions: Any = None,
    in_flight: int = 2,
    rules: tuple[Rule, ...] = RULES,
) -> Scan:
    """A scan of the towns; with several processes, each makes the towns again from their names."""
    limits = Limits(processes=processes, accounts_in_flight=in_flight, calls_in_flight=2)
    settings = Settings(runs=runs, title="Towns", limits=limits)
    opened = sessions or street_of(accounts)
    made = street.scan(runs, opened, watcher, settings=settings, rules=rules, accounts=accounts)
    if processes > 1:
        made.hands = Dealer(settings, processes, serve=partial(serve, make=made_up))
    return made


def made_up(folder: RunFolder, settings: Settings) -> AccountScan:
    """The inputs of all accounts, as `reporter.scan.workers.worker` makes them, but with made-up sessions."""
    accounts, sessions = asked_by(folder).accounts, street_of(asked_by(folder).accounts)
    return account_scan(
        rules=RULES,
        owners_and_waivers=street.job(settings.runs).owners_and_waivers,
        accounts=accounts,
        now=ScanTime(street.STARTED),
        sessions=sessions,
        folder=folder,
        gate=Gate(),
        clock=utc_now,
    )


def resumed(folder: RunFolder, accounts: Accounts, *, retry: bool = False, **more: Any) -> RunFolder:
    """The run, resumed with the towns as they are now; `more` as for `scan`."""
    fresh = scan(folder.path.parent, accounts, **more)
    job = Job(fresh.settings, fresh.rules, ())
    taken_up = resumed_scan(folder, job, fresh.sessions, street.Watcher())
    taken_up.clock, taken_up.hands = fresh.clock, fresh.hands
    return taken_up.resume(folder, retry=retry).folder


def killed(runs: Path, accounts: Accounts, after: int) -> RunFolder:
    """The run of a process that died after reading a number of accounts."""
    done: list[AccountRecord] = []

    def die(record: AccountRecord) -> None:
        done.append(record)
        if len(done) == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(runs, accounts, watcher=street.Watcher(die), in_flight=1).run()
    return RunFolder(next(runs.iterdir()))


def verdicts(folder: RunFolder, check_id: str) -> dict[str, tuple[str, str, str]]:
    """The status, reason and reason code of a check, by name of the town."""
    found: dict[str, tuple[str, str, str]] = {}
    for account in folder.manifest().accounts:
        if account.state == "not-scanned":
            continue
        for line in folder.findings_of(account.id).splitlines():
            finding = msgspec.json.decode(line, type=Finding)
            if finding.check_id == check_id:
                found[account.name] = (finding.status, finding.reason, finding.reason_code)
    return found


def findings(folder: RunFolder) -> dict[str, bytes]:
    """The findings by account id, byte for byte."""
    return {account.id: folder.findings_of(account.id) for account in folder.manifest().accounts}
