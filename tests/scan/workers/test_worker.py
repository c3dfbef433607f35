import logging
import os
import signal
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path
from threading import Event, Thread
from typing import Any, ClassVar

import pytest

from reporter.accounts import Target
from reporter.config.settings import AccountSources, CheckChoice, Limits, ListedAccount, Settings
from reporter.engine.shared import Holding, Share, Shares
from reporter.model.errors import Unfinished
from reporter.rules.catalogue import load_catalogue
from reporter.rules.job import select_job
from reporter.runs import RunBroken, RunFolder
from reporter.scan import AccountScan, Kept, Outcome, Visit, Watcher, Work
from reporter.scan.workers.worker import OFTEN, Assignment, Begun, Broken, Counted, Done, portable, serve
from reporter.sessions import Sessions
from reporter.system.logs import Logs
from reporter.workflow.scanning import new_scan
from tests import street
from tests.bells import Bell, killed, made_up, towns
from tests.world import ACCOUNT_ID, World


@pytest.fixture(autouse=True)
def process_as_it_was() -> Iterator[None]:
    """Serving makes this process another one."""
    before, environment = signal.getsignal(signal.SIGINT), dict(os.environ)
    root, ours = logging.getLogger(), logging.getLogger("reporter")
    logs = (root.level, list(root.handlers), ours.level)
    yield
    signal.signal(signal.SIGINT, before)
    root.level, root.handlers[:], ours.level = logs
    logging.captureWarnings(capture=False)
    os.environ.clear()
    os.environ.update(environment)


class OneOfUs:
    """Deals everything to a process that is this very one."""

    calls_made = 0
    environment: ClassVar[dict[str, str]] = {}
    """Variables in addition to ours."""

    def __init__(self) -> None:
        self.said: list[Any] = []
        self.ended_with: list[int] = []

    def work(self, account: AccountScan, work: Work, watcher: Watcher, stop: Event) -> list[Visit]:
        here, there = Pipe()
        dealing = Thread(target=self._deal, args=(here, work.targets))
        dealing.start()
        environment = {name: value for name, value in os.environ.items() if name != "STALE"} | self.environment
        assignment = Assignment(account.folder.path, SETTINGS, environment, Logs())
        serve(there, assignment, self.ended_with.append)
        dealing.join()
        for message in self.said:
            if isinstance(message, Broken):
                raise message.error
        return [message.visit for message in self.said if isinstance(message, Done)]

    def _deal(self, here: Any, targets: list[Target]) -> None:
        for target in targets:
            here.send(target)
        while not self.said or isinstance(self.said[-1], (Begun, Counted)):
            self.said.append(here.recv())
        here.close()


SETTINGS = Settings(
    accounts=AccountSources(listed=(ListedAccount(id=ACCOUNT_ID),)),
    checks=CheckChoice(include=("iam-password-*",)),
    limits=Limits(processes=1, accounts_in_flight=1, calls_in_flight=2),
)


def scanned(world: World, runs: Path, hands: OneOfUs | None) -> Outcome:
    settings = Settings(accounts=SETTINGS.accounts, checks=SETTINGS.checks, limits=SETTINGS.limits, runs=runs)
    scan = new_scan(select_job(settings, load_catalogue()), Sessions(settings), street.Watcher())
    scan.hands = hands
    return scan.run()


def test_a_process_finds_in_the_run_all_that_it_needs(world: World, tmp_path: Path) -> None:
    hands = OneOfUs()
    alone, helped = scanned(world, tmp_path / "alone", None), scanned(world, tmp_path / "helped", hands)
    assert helped.folder.findings_of(ACCOUNT_ID) == alone.folder.findings_of(ACCOUNT_ID)
    assert [type(message) for message in hands.said if not isinstance(message, Counted)] == [Begun, Done]
    assert hands.said[-1].calls_made > 0
    assert hands.ended_with == [0]
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_process_that_cannot_write_says_so(world: World, tmp_path: Path) -> None:
    class Spoiler(OneOfUs):
        def work(self, account: AccountScan, work: Work, watcher: Watcher, stop: Event) -> list[Visit]:
            (account.folder.path / f"accounts/{ACCOUNT_ID}.inventory.json.gz").mkdir()
            return super().work(account, work, watcher, stop)

    with pytest.raises(Unfinished, match="cannot be written"):
        scanned(world, tmp_path, Spoiler())


def test_a_process_has_the_environment_of_the_one_that_deals_and_nothing_else(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Server(OneOfUs):
        environment: ClassVar[dict[str, str]] = {"MINE": "yes"}

        def work(self, account: AccountScan, work: Work, watcher: Watcher, stop: Event) -> list[Visit]:
            results = super().work(account, work, watcher, stop)
            self.found = dict(os.environ)
            return results

    hands = Server()
    monkeypatch.setenv("STALE", "of the server")
    scanned(world, tmp_path, hands)
    assert (hands.found["MINE"], hands.found.get("STALE")) == ("yes", None)


def test_a_process_that_cannot_begin_says_why(world: World, tmp_path: Path) -> None:
    class Confused(OneOfUs):
        def work(self, account: AccountScan, work: Work, watcher: Watcher, stop: Event) -> list[Visit]:
            (account.folder.path / "asked.json").write_text("{}")
            return super().work(account, work, watcher, stop)

        def _deal(self, here: Any, targets: list[Target]) -> None:
            self.said.append(here.recv())

    hands = Confused()
    with pytest.raises(RunBroken, match="does not say in a way we can read") as broken:
        scanned(world, tmp_path, hands)
    assert hands.ended_with == [1]
    assert "in another process:\nTraceback" in broken.value.__notes__[0]


class Unspeakable(Exception):  # noqa: N818 - as plug-ins call theirs
    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


def test_an_error_that_cannot_be_sent_is_reported_all_the_same() -> None:
    carried = portable(Unspeakable("this", "that"))
    assert str(carried) == "Unspeakable: this and that"
    assert "in another process" in carried.__notes__[0]


def test_a_process_judges_what_was_read_once_it_hears_what_others_own(tmp_path: Path) -> None:
    accounts = towns("a", "b bells")
    folder = killed(tmp_path, accounts, 1)
    target = next(one for one in accounts.targets if folder.kept(one.account.account_id))
    record = folder.kept(target.account.account_id)
    assert record
    assert not folder.checkpoint(record.id)
    owner = "000000000002"
    bell = Bell(account_id=owner, region="global", arn="bell", name="Great Tom")
    shares = Shares(frozenset({"000000000001", owner}), {owner: Share(owner, "o-1", {Bell: Holding((bell,))})})
    here, there = Pipe()
    heard: list[Any] = []

    def deal() -> None:
        here.send(shares)
        here.send(Kept(target, record))
        heard.append(here.recv())
        here.close()

    dealing = Thread(target=deal)
    dealing.start()
    ended: list[int] = []
    serve(there, Assignment(folder.path, SETTINGS, dict(os.environ), Logs()), ended.append, make=made_up)
    dealing.join()
    assert ended == [0]
    [done] = heard
    assert done.visit.tally
    assert done.visit.record.shares == shares.digest
    assert folder.checkpoint(record.id) == done.visit.record


def test_a_process_reports_its_requests_while_no_account_is_finished(tmp_path: Path) -> None:
    folder = killed(tmp_path, towns("a", "b bells"), 1)
    here, there = Pipe()
    heard: list[Any] = []

    def busy(run: RunFolder, settings: Settings) -> AccountScan:
        made = made_up(run, settings)
        sessions: Any = made.sessions
        sessions.calls_made = 9
        return made

    def listen() -> None:
        heard.append(here.recv())
        heard.append(here.poll(3 * OFTEN))
        here.close()

    listening = Thread(target=listen)
    listening.start()
    serve(there, Assignment(folder.path, SETTINGS, dict(os.environ), Logs()), list[int]().append, make=busy)
    listening.join()
    assert heard == [Counted(9), False]
