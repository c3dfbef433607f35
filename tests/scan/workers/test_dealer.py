import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from benchmarks.server import Sizes
from benchmarks.server.handle import running
from reporter.accounts import Target
from reporter.config.settings import AccountSources, AssumedRole, CheckChoice, Limits, ListedAccount, Settings
from reporter.engine.shared import Share, Shares
from reporter.model.given import ScanTime
from reporter.model.subjects import Account
from reporter.model.verdicts import Status
from reporter.rules.catalogue import load_catalogue
from reporter.rules.job import select_job
from reporter.runs import AccountRecord, RunFolder, RunUnwritable
from reporter.scan import AccountScan, Kept, Outcome, Scan, Work
from reporter.scan import account_scan as made_for
from reporter.scan.crew import Gate
from reporter.scan.workers.dealer import Dealer
from reporter.sessions import Sessions
from reporter.workflow.scanning import new_scan
from tests import street
from tests.scan.workers.hands import obedient

TWO_AT_A_TIME = Settings(limits=Limits(processes=2, accounts_in_flight=2, calls_in_flight=2))
RULES = street.job(Path()).rules


def dealt(*names: str) -> list[Target]:
    accounts = (Account.of(f"{number:012d}", name) for number, name in enumerate(names, 1))
    return [Target(account, AssumedRole(), "", "") for account in accounts]


def account_scan(runs: Path) -> AccountScan:
    return made_for(
        rules=RULES,
        accounts=street.accounts(),
        owners_and_waivers=street.job(runs).owners_and_waivers,
        now=ScanTime(street.STARTED),
        sessions=Sessions(Settings()),
        folder=RunFolder.create(runs, street.STARTED, "1234abcd"),
        gate=Gate(),
        clock=lambda: street.STARTED,
    )


class Notes(street.Watcher):
    def __init__(self) -> None:
        super().__init__(lambda record: self.finished_names.append(record.name))
        self.entered_names: list[str] = []
        self.finished_names: list[str] = []

    def entered(self, target: Target) -> None:
        self.entered_names.append(target.account.name)


def test_all_accounts_are_dealt_and_one_that_kills_its_process_is_reported(tmp_path: Path) -> None:
    dealer, notes = Dealer(TWO_AT_A_TIME, 2, serve=obedient), Notes()
    targets = dealt("one", "dies", "two", "writes and dies", "three", "four")
    account = account_scan(tmp_path)
    results = dealer.work(account, Work(targets, []), notes, Event())
    by_name = {visit.record.name: (visit.record.state, visit.record.reason) for visit in results}
    lost = ("unreachable", "the scan of the account broke off: its process died with exit code 7")
    assert by_name == {"dies": lost, **dict.fromkeys(("one", "two", "three", "four"), ("scanned", ""))}
    assert account.folder.checkpoint(targets[3].account.account_id)
    assert sorted(notes.entered_names) == sorted(target.account.name for target in targets)
    assert sorted(notes.finished_names) == sorted(by_name)
    assert dealer.calls_made >= 2


def test_an_account_that_is_read_is_judged_by_any_process_and_one_that_kills_it_is_not_tried_again(
    tmp_path: Path,
) -> None:
    dealer, notes = Dealer(TWO_AT_A_TIME, 1, serve=obedient), Notes()
    targets = dealt("one", "is judged later", "dies when judged", "kept before")
    account = account_scan(tmp_path)
    kept = Kept(targets[3], AccountRecord(id=targets[3].account.account_id, name="kept before", state="scanned"))
    visits = dealer.work(account, Work(targets[:3], [kept]), notes, Event())
    by_name = {visit.record.name: visit.record.reason for visit in visits}
    lost = "the scan of the account broke off: its process died with exit code 9"
    assert by_name["dies when judged"] == lost
    assert by_name["one"] == ""
    assert by_name.keys() >= {"one", "dies when judged", "kept before"}
    assert sorted(notes.finished_names) == ["dies when judged", "is judged later", "one"], "each once, when it is read"


def test_requests_are_counted_before_an_account_is_finished(tmp_path: Path) -> None:
    dealer, stop, watcher = Dealer(TWO_AT_A_TIME, 1, grace=0.5, serve=obedient), Event(), Notes()
    watcher._on_finished = lambda _: stop.set()  # noqa: SLF001 - our own
    dealer.work(account_scan(tmp_path), Work(dealt("one", "asks much"), []), watcher, stop)
    assert dealer.calls_made == 5000


def test_once_stopped_it_deals_nothing_more_and_waits_a_limited_time(tmp_path: Path) -> None:
    dealer, stop = Dealer(TWO_AT_A_TIME, 1, grace=0.5, serve=obedient), Event()
    notes = Notes()
    notes._on_finished = lambda _: stop.set()  # noqa: SLF001 - our own
    began = time.monotonic()
    results = dealer.work(account_scan(tmp_path), Work(dealt("one", "dawdles", "two", "three"), []), notes, stop)
    assert [visit.record.name for visit in results] == ["one"]
    assert time.monotonic() - began < 20


def test_what_no_process_can_correct_ends_the_work(tmp_path: Path) -> None:
    dealer = Dealer(TWO_AT_A_TIME, 1, serve=obedient)
    with pytest.raises(RunUnwritable, match="disk is full"):
        dealer.work(account_scan(tmp_path), Work(dealt("fills the disk", "one"), []), Notes(), Event())


def test_a_process_that_takes_the_place_of_a_dead_one_hears_what_accounts_own_for_each_other(tmp_path: Path) -> None:
    account = account_scan(tmp_path)
    owner = Share("000000000009", "", {})
    account.exchange.settle(Shares(frozenset({owner.account_id}), {owner.account_id: owner}))
    targets = dealt("dies", "goes with it", "names who shares")
    visits = Dealer(TWO_AT_A_TIME, 1, serve=obedient).work(account, Work(targets, []), Notes(), Event())
    assert {visit.record.name: visit.record.reason for visit in visits}["names who shares"] == owner.account_id


class Credentials(street.Street):
    """Sessions that take a code from some profiles."""

    def __init__(self, *asking: str) -> None:
        super().__init__()
        self.asking = asking

    def asks_people(self, profile: str) -> bool:
        return profile in self.asking


def shared(tmp_path: Path, accounts: int, sessions: Credentials, processes: int = 2) -> Dealer | None:
    ids = tuple(f"{number:012d}" for number in range(accounts))
    settings = Settings(runs=tmp_path, limits=Limits(processes=processes))
    return Dealer.for_scan(street.scan(tmp_path, sessions, accounts=street.accounts(ids), settings=settings))


@pytest.mark.parametrize(("accounts", "processes"), [(7, None), (8, 2), (11, 2), (12, 3), (1000, 8)])
def test_there_are_as_many_processes_as_are_worth_it(tmp_path: Path, accounts: int, processes: int | None) -> None:
    dealer = shared(tmp_path, accounts, Credentials(), processes=8)
    assert (dealer and dealer.processes) == processes


def test_a_typed_code_serves_one_process(tmp_path: Path) -> None:
    assert shared(tmp_path, 100, Credentials("")) is None


def test_only_one_process_may_be_wanted(tmp_path: Path) -> None:
    assert shared(tmp_path, 100, Credentials(), processes=1) is None


@contextmanager
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An AWS that other processes can reach too."""
    with running(Sizes(regions=("eu-west-1",), users=2, buckets=3)) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def scanned(runs: Path, processes: int) -> Outcome:
    settings = Settings(
        accounts=AccountSources(listed=tuple(ListedAccount(id=f"{number:012d}") for number in range(1, 9))),
        checks=CheckChoice(include=("iam-user-*", "s3-bucket-versioning-*")),
        limits=Limits(processes=processes),
        runs=runs,
    )
    scan: Scan = new_scan(select_job(settings, load_catalogue()), Sessions(settings), Notes())
    scan.hands = Dealer.for_scan(scan)
    return scan.run()


def test_two_processes_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with aws(monkeypatch) as server:
        alone, together = (scanned(tmp_path / str(processes), processes) for processes in (1, 2))
        assert server.seen().mixed_up == 0
    assert together.tally == alone.tally
    assert together.tally.statuses[Status.NOT_ASSESSED] == 0
    for account in alone.manifest.accounts:
        assert together.folder.findings_of(account.id) == alone.folder.findings_of(account.id)
