"""A run is begun, its accounts are scanned one by one in any order, and it is finished, without the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reporter.accounts import AccountsUnknown
from reporter.config.delivery import Deliver, Mail
from reporter.config.settings import AccountSources, CheckChoice, FrameworkChoice, Limits, ListedAccount, Settings
from reporter.demo.emulator import emulated_aws
from reporter.model.errors import Unfinished
from reporter.model.verdicts import Status
from reporter.rules.catalogue import load_catalogue
from reporter.rules.job import Job, select_job
from reporter.runs import RunBroken, RunFolder, State
from reporter.runs.verify import verify_run
from reporter.scan import Scan, Visit
from reporter.scan.one_account import scan_account
from reporter.sessions import Sessions
from reporter.workflow.finishing import Finished, finish_run
from reporter.workflow.scanning import begin_run, new_scan
from reporter.workflow.sending import HeldBack
from reporter.workflow.watching import LoggingWatcher
from tests.catalogues import catalogue_for
from tests.deliver.mail_server import MailServer, mail_server
from tests.four_accounts import STARTED, FourAccounts, findings, sharing_checks
from tests.runs.test_verify import write_key
from tests.world import World

BOSS = "boss@example.com"
OWN_CHECK = '''
from dataclasses import dataclass
from reporter.api import Account, Aws, Everywhere, Fact, Severity, Verdict, check, collects, failed

SERVICE = "finishing"

@dataclass(frozen=True, slots=True)
class Alias(Fact):
    names: tuple[str, ...]

@collects("iam:ListAccountAliases")
def alias(aws: Aws, account: Account) -> Alias:
    return Alias(tuple(aws.call("iam", "list_account_aliases")["AccountAliases"]))

@check("finishing-alias-unique", title="Aliases", severity=Severity.HIGH, remediation="Choose another.")
def is_unique(account: Account, alias: Alias, everywhere: Everywhere[Alias]) -> Verdict:
    """Accounts are mistaken for others."""
    return failed(" ".join(sorted(everywhere.by_account)))
'''


@pytest.fixture(scope="module")
def four() -> Iterator[FourAccounts]:
    """Two of them own something that the others need."""
    with emulated_aws() as emulator:
        yield FourAccounts.founded(emulator)


def job_of(four: FourAccounts, runs: Path, **more: Any) -> Job:
    settings = Settings(
        accounts=AccountSources(listed=tuple(ListedAccount(id=id_) for id_ in four.ids)),
        checks=CheckChoice(include=(*(check.id for check in sharing_checks()), "s3-*replicat*")),
        frameworks=FrameworkChoice(include=("cis-7.0",)),
        runs=runs,
        limits=Limits(processes=1, accounts_in_flight=2, calls_in_flight=4),
        **{"formats": ("csv", "json"), **more},
    )
    return select_job(settings, load_catalogue())


def scan_of(four: FourAccounts, job: Job) -> Scan:
    sessions = Sessions(job.settings, prepare=four.emulator.prepare)
    given = (job.settings, job.rules, job.frameworks, sessions, four.accounts(), LoggingWatcher())
    return Scan(*given, clock=lambda: STARTED, run_id="four")


def in_order(four: FourAccounts, folder: RunFolder, job: Job, ids: Sequence[str]) -> list[Visit]:
    return [scan_account(folder, job, id_, four.emulator.prepare) for id_ in ids]


def finish(four: FourAccounts, folder: RunFolder, job: Job) -> Finished:
    return finish_run(folder, job, four.emulator.prepare)


def contents(folder: RunFolder) -> dict[str, bytes]:
    """All that was found, by name."""
    names = [name for name in folder.evidence() if "findings" in name]
    return {name: (folder.path / name).read_bytes() for name in names}


@pytest.fixture(scope="module")
def ordinary(four: FourAccounts, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return scan_of(four, job_of(four, tmp_path_factory.mktemp("ordinary"))).run().folder


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (2, 0, 3, 1)])
def test_accounts_one_by_one_in_any_order_are_found_as_in_an_ordinary_scan(
    order: Sequence[int], four: FourAccounts, ordinary: RunFolder, tmp_path: Path
) -> None:
    job = job_of(four, tmp_path)
    folder = scan_of(four, job).begin()
    visits = in_order(four, folder, job, [four.ids[place] for place in order])
    assert visits[-1].tally, "all owners are there when the last account is read"
    assert not visits[0].tally, "an owner is missing when the first one is read"
    finished = finish(four, folder, job)
    assert contents(folder) == contents(ordinary)
    assert finished.outcome.manifest.state is State.FINISHED
    assert finished.outcome.by_account.keys() == set(four.ids)
    assert [file.name for file in finished.reports] == ["report.csv", "report.json"]
    assert (finished.signed, finished.delivered) == (False, None)
    assert verify_run(folder).whole


def test_a_folder_of_checks_is_loaded_once_for_all_accounts(four: FourAccounts, tmp_path: Path) -> None:
    """Broken on purpose: load it for each account, so that the rules of the job do not know what the others found."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "aliases.py").write_text(OWN_CHECK)
    checks = CheckChoice(include=("finishing-*",), folders=(tmp_path / "own",))
    settings = replace(job_of(four, tmp_path / "runs").settings, checks=checks)
    job = select_job(settings, catalogue_for(settings))
    folder = scan_of(four, job).begin()
    in_order(four, folder, job, four.ids)
    finish(four, folder, job)
    found = findings(folder, four.ids)["finishing-alias-unique"]
    assert [(one.status, one.reason) for one in found] == [(Status.FAIL, " ".join(sorted(four.ids)))] * 4


def test_an_account_that_is_there_is_not_read_again(four: FourAccounts, tmp_path: Path) -> None:
    job = job_of(four, tmp_path)
    folder = scan_of(four, job).begin()
    member, *others = reversed(four.ids)
    [kept] = in_order(four, folder, job, [member])
    assert kept.tally is None
    in_order(four, folder, job, others)
    before = (folder.path / f"accounts/{member}.inventory.json.gz").stat().st_mtime_ns
    [judged], [again] = in_order(four, folder, job, [member]), in_order(four, folder, job, [member])
    assert judged.tally
    assert again == judged
    assert (folder.path / f"accounts/{member}.inventory.json.gz").stat().st_mtime_ns == before


def test_an_account_that_still_waits_for_an_owner_stays_as_it_is(four: FourAccounts, tmp_path: Path) -> None:
    job = job_of(four, tmp_path)
    folder = scan_of(four, job).begin()
    first, second = in_order(four, folder, job, [four.members[0]] * 2)
    assert first == second
    assert not second.tally


def test_an_account_that_was_not_read_makes_the_run_a_partial_one_that_is_held_back(
    four: FourAccounts, tmp_path: Path
) -> None:
    mail = Mail(sender=BOSS, to=(BOSS,), smtp=MailServer(port=1).settings())
    job = job_of(four, tmp_path, deliver=Deliver(mail=mail))
    folder = scan_of(four, job).begin()
    in_order(four, folder, job, four.ids[:3])
    finished = finish(four, folder, job)
    states = {record.id: record.state for record in finished.outcome.manifest.accounts}
    assert states == {**dict.fromkeys(four.ids[:3], "scanned"), four.ids[3]: "not-scanned"}
    assert finished.delivered == HeldBack(f"reporter send {folder.path}")
    assert finish(four, folder, job).outcome.interrupted


def test_a_closed_run_takes_no_account_and_no_run_takes_a_strange_one(
    four: FourAccounts, ordinary: RunFolder, tmp_path: Path
) -> None:
    job = job_of(four, tmp_path)
    with pytest.raises(RunBroken, match="is closed: no account can be added to it"):
        in_order(four, ordinary, job, four.ids[:1])
    folder = scan_of(four, job).begin()
    with pytest.raises(AccountsUnknown, match="the run was not asked for account 777788889999"):
        in_order(four, folder, job, ["777788889999"])


@pytest.fixture
def office() -> Iterator[MailServer]:
    with mail_server() as office:
        yield office


def snapshot(folder: RunFolder) -> dict[str, tuple[int, bytes]]:
    files = (file for file in folder.path.rglob("*") if file.is_file() and file.name != ".lock")
    return {str(file): (file.stat().st_mtime_ns, file.read_bytes()) for file in files}


def test_a_run_is_finished_twice_and_the_second_time_changes_and_sends_nothing(
    four: FourAccounts, office: MailServer, tmp_path: Path
) -> None:
    mail = Mail(sender="audit@example.com", to=(BOSS,), smtp=office.settings())
    key = write_key(tmp_path / "key.pem", Ed25519PrivateKey.generate())
    job = job_of(four, tmp_path / "runs", deliver=Deliver(mail=mail), signing_key=str(key))
    folder = scan_of(four, job).begin()
    in_order(four, folder, job, four.ids)
    first = finish(four, folder, job)
    before = snapshot(folder)
    second = finish(four, folder, job)
    assert (first.signed, second.signed) == (True, False)
    assert second.reports == ()
    assert second.outcome == first.outcome
    assert office.recipients == [BOSS]
    assert snapshot(folder) == before
    assert verify_run(folder, key.with_suffix(".pub")).whole


def test_a_finish_that_failed_goes_on_where_it_was(four: FourAccounts, office: MailServer, tmp_path: Path) -> None:
    mail = Mail(sender="audit@example.com", to=(BOSS,), smtp=office.settings())
    job = job_of(four, tmp_path, deliver=Deliver(mail=mail))
    folder = scan_of(four, job).begin()
    in_order(four, folder, job, four.ids)
    office.refused[BOSS] = ["550 mailbox is full"]
    with pytest.raises(Unfinished, match="mailbox is full"):
        finish(four, folder, job)
    (folder.reports / "report.json").unlink()
    again = finish(four, folder, job)
    assert [file.name for file in again.reports] == ["report.json"]
    assert office.recipients == [BOSS]


def test_a_run_that_was_begun_finds_its_accounts_as_a_scan_does(world: World, tmp_path: Path) -> None:
    settings = Settings(
        accounts=AccountSources(listed=(ListedAccount(id="111122223333"), ListedAccount(id="444455556666"))),
        checks=CheckChoice(include=("s3-bucket-versioning-enabled",)),
        frameworks=FrameworkChoice(include=()),
        runs=tmp_path,
    )
    job = select_job(settings, load_catalogue())
    folder = begin_run(job, ["111122223333"], world.emulator.prepare, lambda: STARTED)
    manifest = folder.manifest()
    assert (manifest.started, manifest.state) == (STARTED, State.RUNNING)
    assert [record.id for record in manifest.accounts] == ["111122223333"]
    sessions = Sessions(settings, prepare=world.emulator.prepare)
    scanned = new_scan(replace(job), sessions, LoggingWatcher(), ["111122223333"]).run().manifest
    assert [record.id for record in scanned.accounts] == ["111122223333"]


def test_the_log_has_the_progress_of_a_scan(
    four: FourAccounts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "reporter.workflow.watching")
    scan_of(four, job_of(four, tmp_path)).run()
    assert caplog.messages[0] == "reading 4 accounts"
    assert {f"reading account {id_}" for id_ in four.ids} < set(caplog.messages)
    assert sum(": scanned, " in message for message in caplog.messages) == 4
