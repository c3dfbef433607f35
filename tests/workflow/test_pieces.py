"""Processes that work on one run at the same time, with other requests or after its end, cannot falsify it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reporter.accounts import AccountsUnknown
from reporter.config.settings import AccountSources, OrganizationSource, RegionChoice
from reporter.demo.emulator import emulated_aws
from reporter.runs import RunBroken, RunFolder, State
from reporter.runs.verify import verify_run
from reporter.scan.one_account import account_scan_of, accounts_to_scan, scan_account
from reporter.scan.resume import RunChanged, scan_to_close
from reporter.sessions import Prepare, Sessions
from reporter.workflow.finishing import finish_run
from reporter.workflow.watching import LoggingWatcher
from tests.four_accounts import FourAccounts
from tests.runs.test_verify import write_key
from tests.workflow.test_finishing import finish, in_order, job_of, scan_of, snapshot

OF_THE_DIRECTORY = {"ListAccounts", "ListRoots", "ListParents", "ListAccountsForParent"}


@pytest.fixture(scope="module")
def four() -> Iterator[FourAccounts]:
    with emulated_aws() as emulator:
        yield FourAccounts.founded(emulator)


def during(four: FourAccounts, happens: Callable[[str], object]) -> Prepare:
    """Sessions that call a function with the name of each request before it is sent."""

    def prepare(session: Session) -> None:
        four.emulator.prepare(session)
        events = session.get_component("event_emitter")
        events.register_first("before-call", lambda model, **_: happens(model.name) and None)

    return prepare


def once(act: Callable[[], object]) -> Callable[[str], object]:
    """A function that acts at the first request for buckets."""
    left = [act]

    def happens(request: str) -> None:
        if request == "ListBuckets" and left:
            left.pop()()

    return happens


def test_an_account_is_not_scanned_with_another_request(four: FourAccounts, tmp_path: Path) -> None:
    job = job_of(four, tmp_path)
    folder = scan_of(four, job).begin()
    fewer = replace(job, rules=job.rules[1:])
    elsewhere = replace(job, settings=replace(job.settings, regions=RegionChoice(include=("us-east-1",))))
    for other, why in ((fewer, "is not there any more"), (elsewhere, "has another 'regions'")):
        with pytest.raises(RunChanged, match=why):
            in_order(four, folder, other, four.ids[:1])
    assert folder.kept(four.ids[0]) is None


def test_a_process_that_does_not_find_a_check_of_the_run_reads_nothing(four: FourAccounts, tmp_path: Path) -> None:
    job = job_of(four, tmp_path)
    folder = scan_of(four, job).begin()
    manifest = folder.manifest()
    gone = replace(manifest.rules[0], check_id="house-gone-away")
    folder.go_on(replace(manifest, rules=(*manifest.rules, gone)))
    with pytest.raises(RunChanged, match="checks that are not there any more"):
        account_scan_of(folder, job.settings)


@pytest.mark.parametrize("first", [0, 3])
def test_an_account_that_another_process_writes_meanwhile_stays_as_that_wrote_it(
    first: int, four: FourAccounts, tmp_path: Path
) -> None:
    """The last account waits for what others own, so it is kept and not judged yet."""
    job = job_of(four, tmp_path)
    folder, seen = scan_of(four, job).begin(), list[Any]()

    def other_process() -> None:
        seen.extend(in_order(four, folder, job, [four.ids[first]]))
        seen.append(snapshot(folder))

    visit = scan_account(folder, job, four.ids[first], during(four, once(other_process)))
    assert visit == seen[0]
    assert snapshot(folder) == seen[1]


def test_an_account_that_is_read_while_its_run_is_closed_is_not_written(four: FourAccounts, tmp_path: Path) -> None:
    job = job_of(four, tmp_path)
    folder = scan_of(four, job).begin()
    closing = during(four, once(lambda: finish(four, folder, job)))
    with pytest.raises(RunBroken, match="is closed: no account can be added to it"):
        scan_account(folder, job, four.ids[0], closing)
    assert folder.manifest().state is State.PARTIAL
    assert verify_run(folder).whole
    assert folder.kept(four.ids[0]) is None


def test_a_run_that_another_process_has_closed_and_signed_is_not_opened_again(
    four: FourAccounts, tmp_path: Path
) -> None:
    key = write_key(tmp_path / "key.pem", Ed25519PrivateKey.generate())
    job = job_of(four, tmp_path / "runs", signing_key=str(key))
    folder = scan_of(four, job).begin()
    in_order(four, folder, job, four.ids)
    late = scan_to_close(folder, job, Sessions(job.settings), LoggingWatcher())
    first = finish(four, folder, job)
    before = snapshot(folder)
    assert late.close(folder) == first.outcome
    assert snapshot(folder) == before


def test_a_closed_run_is_finished_only_with_its_own_request_but_delivered_as_the_caller_says(
    four: FourAccounts, tmp_path: Path
) -> None:
    job = job_of(four, tmp_path)
    folder = scan_of(four, job).begin()
    in_order(four, folder, job, four.ids)
    finish(four, folder, job)
    before = snapshot(folder)
    with pytest.raises(RunChanged, match="is not there any more"):
        finish(four, folder, replace(job_of(four, tmp_path, formats=("html",)), rules=job.rules[1:]))
    assert snapshot(folder) == before
    assert [file.name for file in finish(four, folder, job_of(four, tmp_path, formats=("html",))).reports] == [
        "report.html"
    ]


def begun_by_organization(four: FourAccounts, runs: Path) -> tuple[RunFolder, Any]:
    job = job_of(four, runs)
    settings = replace(job.settings, accounts=AccountSources(organization=OrganizationSource()))
    job = replace(job, settings=settings)
    return scan_of(four, job).begin(), job


def test_the_members_that_the_caller_knows_are_not_asked_for_again(four: FourAccounts, tmp_path: Path) -> None:
    folder, job = begun_by_organization(four, tmp_path)
    asked = list[str]()
    prepare = during(four, asked.append)
    assert scan_account(folder, job, four.ids[0], prepare, members=four.ids).record.state == "scanned"
    assert asked
    assert not OF_THE_DIRECTORY & {*asked}
    finish_run(folder, job, prepare)
    assert not OF_THE_DIRECTORY & {*asked}, "to close a run no account is entered"


def test_an_account_that_the_caller_does_not_know_is_not_entered(four: FourAccounts, tmp_path: Path) -> None:
    folder, job = begun_by_organization(four, tmp_path)
    with pytest.raises(AccountsUnknown, match=f"does not name, or not so: {four.ids[1]}"):
        scan_account(folder, job, four.ids[1], four.emulator.prepare, members=four.ids[:1])


def test_the_accounts_that_are_still_to_be_read_are_known(four: FourAccounts, tmp_path: Path) -> None:
    job = job_of(four, tmp_path)
    folder = scan_of(four, job).begin()
    first, *rest = accounts_to_scan(folder)
    assert sorted([first, *rest]) == sorted(four.ids)
    scan_account(folder, job, first, four.emulator.prepare)
    assert accounts_to_scan(folder) == tuple(rest)
