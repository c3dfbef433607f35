"""What every account of a scan says of itself can be looked up by the others, over processes, kills and regions."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from reporter.accounts import Accounts
from reporter.api import (
    Account,
    Aws,
    Everywhere,
    Fact,
    Severity,
    Unavailable,
    Verdict,
    check,
    collects,
    failed,
    not_assessed,
    passed,
)
from reporter.config.settings import Limits, Settings
from reporter.engine.inventory import Inventory
from reporter.engine.judge import judge, rule
from reporter.engine.signature import SignatureError, read_signature
from reporter.model.given import ScanTime
from reporter.rules.job import Job
from reporter.runs import RunFolder, State
from reporter.runs.verify import verify_run
from reporter.scan import AccountScan, Scan, Visit, Work, account_scan, utc_now
from reporter.scan.crew import Crew, Gate
from reporter.scan.judge_again import Judgement
from reporter.scan.resume import asked_by, resumed_scan
from reporter.scan.run import LEAST_SECONDS
from reporter.scan.workers.dealer import Dealer
from reporter.scan.workers.worker import serve
from tests import street
from tests.bells import findings, towns, verdicts
from tests.doors import ACCOUNT, NOW, House, Town, refused
from tests.street import Street, Watcher

SERVICE = "everywhere"


@dataclass(frozen=True, slots=True)
class Keys(Fact):
    """The keys of a town, and the one that was found in its streets."""

    own: frozenset[str]
    found: str = ""


@collects("key:List")
def keys(aws: Aws, account: Account) -> Keys:
    answer = aws.call("key", "list")
    return Keys(frozenset(answer["Own"]), answer["Found"])


@check("house-key-known", title="A key that is found is known", severity=Severity.HIGH, remediation="Ask around.")
def key_is_known(account: Account, keys: Keys, everywhere: Everywhere[Keys]) -> Verdict:
    """Or else a lock has to be changed."""
    if keys.found in ("", *keys.own):
        return passed("at home")
    holders = [id_ for id_, one in everywhere.by_account.items() if isinstance(one, Keys) and keys.found in one.own]
    silent = [one for one in everywhere.by_account.values() if isinstance(one, Unavailable)]
    return passed(holders[0]) if holders else not_assessed(silent[0]) if silent else failed("not known")


RULES, KEY = (rule(key_is_known),), key_is_known.id


def town(account: Account) -> Any:
    """By its name: `a has brass finds iron`, or `silent` or `closed` as with bells."""
    if "closed" in account.name:
        return refused()
    words = account.name.split()
    own = [words[place + 1] for place, word in enumerate(words) if word == "has"]
    found = [words[place + 1] for place, word in enumerate(words) if word == "finds"]
    known = {} if "silent" in words else {"key:list": {"Own": own, "Found": "".join(found)}}
    return {**Town().answers, **known}


def street_of(accounts: Accounts) -> Street:
    return Street({target.account.account_id: town(target.account) for target in accounts.targets})


def scan(runs: Path, accounts: Accounts, *, processes: int = 1, watcher: Any = None, sessions: Any = None) -> Scan:
    limits = Limits(processes=processes, accounts_in_flight=1, calls_in_flight=2)
    settings = Settings(runs=runs, title="Towns", limits=limits)
    opened = sessions or street_of(accounts)
    made = street.scan(runs, opened, watcher, settings=settings, rules=RULES, accounts=accounts)
    if processes > 1:
        made.hands = Dealer(settings, processes, serve=partial(serve, make=made_up))
    return made


def made_up(folder: RunFolder, settings: Settings) -> AccountScan:
    accounts = asked_by(folder).accounts
    return account_scan(
        rules=RULES,
        owners_and_waivers=street.job(settings.runs).owners_and_waivers,
        accounts=accounts,
        now=ScanTime(street.STARTED),
        sessions=street_of(accounts),
        folder=folder,
        gate=Gate(),
        clock=utc_now,
    )


def resumed(folder: RunFolder, accounts: Accounts, **more: Any) -> RunFolder:
    fresh = scan(folder.path.parent, accounts, **more)
    taken_up = resumed_scan(folder, Job(fresh.settings, fresh.rules, ()), fresh.sessions, street.Watcher())
    taken_up.clock, taken_up.hands = fresh.clock, fresh.hands
    return taken_up.resume(folder).folder


TOWNS = ("a finds brass", "b has brass finds iron", "c has tin finds tin", "d finds tin", "e", "f")
EXPECTED = {
    "a finds brass": ("PASS", "000000000002", ""),
    "b has brass finds iron": ("FAIL", "not known", ""),
    "c has tin finds tin": ("PASS", "at home", ""),
    "d finds tin": ("PASS", "000000000003", ""),
    "e": ("PASS", "at home", ""),
    "f": ("PASS", "at home", ""),
}


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_looked_up_is_known_of_every_account_of_the_scan(processes: int, tmp_path: Path) -> None:
    folder = scan(tmp_path, towns(*TOWNS), processes=processes).run().folder
    assert verdicts(folder, KEY) == EXPECTED
    assert verify_run(folder).whole
    assert Judgement(folder, RULES).compare().changes == []


def test_only_who_looks_around_is_judged_twice(tmp_path: Path) -> None:
    folder = scan(tmp_path, towns(*TOWNS)).run().folder
    basis = {account.name[0]: account.shares for account in folder.manifest().accounts}
    assert {name for name, shares in basis.items() if "+" in shares} == {"a", "b", "d"}
    assert all(len(shares.partition("+")[2]) == 16 for name, shares in basis.items() if name in "abd")


@pytest.mark.parametrize("kind", ["silent", "closed"])
def test_an_account_that_does_not_say_may_know_it(kind: str, tmp_path: Path) -> None:
    names = ("a finds brass", "b has brass finds iron", f"c {kind}")
    folder = scan(tmp_path, towns(*names)).run().folder
    found = verdicts(folder, KEY)
    assert found["a finds brass"] == ("PASS", "000000000002", "")
    assert found["b has brass finds iron"] == ("NOT_ASSESSED", "door:Open: account 000000000003: no", "denied-by-iam")
    assert Judgement(folder, RULES).compare().changes == []


def killed(runs: Path, accounts: Accounts, after: int) -> RunFolder:
    """As if the process had died when so many accounts were written."""
    done: list[Any] = []

    def die(record: Any) -> None:
        done.append(record)
        if len(done) == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(runs, accounts, watcher=Watcher(die)).run()
    return RunFolder(next(runs.iterdir()))


@pytest.mark.parametrize("after", [1, 2, 4, 6])
@pytest.mark.parametrize("processes", [1, 2])
def test_a_run_that_was_killed_looks_around_again_when_all_are_read(after: int, processes: int, tmp_path: Path) -> None:
    """Broken on purpose: take an account that was judged in between for done."""
    accounts = towns(*TOWNS)
    folder = resumed(killed(tmp_path, accounts, after), accounts, processes=processes)
    assert verdicts(folder, KEY) == EXPECTED
    assert verify_run(folder).whole


def test_a_run_that_was_stopped_says_who_was_not_asked_and_knows_when_it_goes_on(tmp_path: Path) -> None:
    accounts = towns(*TOWNS)
    done: list[Any] = []

    def stop(record: Any) -> None:
        done.append(record)
        stopped.stop.set()

    stopped = scan(tmp_path, accounts, watcher=Watcher(stop))
    outcome = stopped.run()
    assert outcome.manifest.state is State.PARTIAL
    why = "account 000000000002: the run was interrupted before the account was scanned"
    assert verdicts(outcome.folder, KEY) == {"a finds brass": ("NOT_ASSESSED", why, "interrupted")}
    assert Judgement(outcome.folder, RULES).compare().changes == []
    again = street_of(accounts)
    folder = resumed(outcome.folder, accounts, sessions=again)
    assert verdicts(folder, KEY) == EXPECTED
    assert len(again.entered) == len(TOWNS) - 1, "what was read is not read again"
    undisturbed = scan(tmp_path / "undisturbed", accounts).run().folder
    assert findings(folder) == findings(undisturbed)


@check("house-key-known-slowly", title="A key is known", severity=Severity.HIGH, remediation="Ask around.")
def key_is_known_slowly(account: Account, everywhere: Everywhere[Keys]) -> Verdict:
    """It takes its time as soon as all have spoken."""
    silent = [one for one in everywhere.by_account.values() if isinstance(one, Unavailable)]
    if silent:
        return not_assessed(silent[0])
    time.sleep(LEAST_SECONDS / 2)
    return passed("known")


SLOWLY = (rule(key_is_known_slowly),)


class StoppedInTheEnd:
    """Hands that read every account, and are stopped when they have."""

    calls_made = 0

    def work(self, account: AccountScan, work: Work, watcher: Any, stop: Event) -> list[Visit]:
        visits = Crew(Limits(), Event()).work(account.run, work.targets)
        stop.set()
        return visits


def test_a_run_that_is_stopped_while_accounts_look_around_is_partial_and_only_judges_when_it_goes_on(
    tmp_path: Path,
) -> None:
    accounts = towns(*TOWNS)
    stopped = scan(tmp_path, accounts)
    stopped.rules, stopped.hands = SLOWLY, StoppedInTheEnd()
    outcome = stopped.run()
    states = [account.state for account in outcome.manifest.accounts]
    assert outcome.interrupted
    assert {*states} == {"scanned", "not-scanned"}
    assert outcome.tally.statuses == {"PASS": states.count("scanned")}
    assert verify_run(outcome.folder).whole
    sessions: Any = street_of(accounts)
    again = resumed_scan(outcome.folder, Job(stopped.settings, SLOWLY, ()), sessions, Watcher())
    assert again.resume(outcome.folder).complete
    assert sessions.entered == []


def test_an_account_alone_knows_what_it_says_itself() -> None:
    inventory = Inventory(ACCOUNT, NOW)
    for own, found, status in ((frozenset[str](), "iron", "FAIL"), (frozenset({"iron"}), "iron", "PASS")):
        inventory.record(Keys, ACCOUNT, Keys(own, found))
        [finding] = judge(inventory, RULES)
        assert finding.status == status
    assert inventory.basis == ""


def looks_at_houses(account: Account, houses: Everywhere[House]) -> Verdict:  # type: ignore[type-var]
    return passed()


def test_only_facts_can_be_looked_up() -> None:
    with pytest.raises(SignatureError, match="'houses': House is no fact about an account"):
        read_signature(looks_at_houses)


class Rumour(Fact):
    """What is said in the streets."""


def test_a_collector_cannot_look_around() -> None:
    def rumour(account: Account, everywhere: Everywhere[Keys]) -> Rumour:
        raise NotImplementedError

    with pytest.raises(SignatureError, match="Everywhere is for checks"):
        collects()(rumour)
