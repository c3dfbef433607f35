"""A scan from its job to the outcome: begun, run by one or several processes, or taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from reporter.accounts import find_accounts, narrow
from reporter.engine.judge import administered_services, shared_kinds
from reporter.report.follow_up import ENDINGS, gather
from reporter.rules.job import Job
from reporter.runs import RunFolder
from reporter.runs.s3 import fetching
from reporter.scan import Outcome, Scan, Watcher, utc_now
from reporter.scan.resume import resumed_scan
from reporter.scan.workers.dealer import Dealer
from reporter.scan.workers.ready import get_ready
from reporter.sessions import Prepare, Sessions
from reporter.workflow.places import RunsPlace, runs_of
from reporter.workflow.watching import LoggingWatcher


def new_scan(
    job: Job,
    sessions: Sessions,
    watcher: Watcher,
    only_accounts: Iterable[str] = (),
    prepare: Prepare | None = None,
) -> Scan:
    """A scan of the accounts that are found, or of those named, with the follow-up of earlier runs."""
    with fetching(job.settings, ENDINGS, prepare) as fetch:
        follow_up = gather(job.settings.follow_up, job.settings.runs, fetch)
    accounts = find_accounts(job.settings, sessions, administered_services(shared_kinds(job.rules)))
    if only_accounts:
        accounts = narrow(accounts, only_accounts)
    return Scan(
        job.settings,
        job.rules,
        job.frameworks,
        sessions,
        accounts,
        watcher,
        job.owners_and_waivers,
        follow_up=follow_up,
    )


def begin_run(
    job: Job,
    only_accounts: Iterable[str] = (),
    prepare: Prepare | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> RunFolder:
    """The folder of a new run: its accounts are found, and none is read yet.

    The job is `select_job(settings, load_catalogue())` (`reporter.rules.job`, `reporter.rules.catalogue`), or
    `select_job(*read_configuration(file))` (`reporter.rules.configuration`). In `reporter.scan.one_account`,
    `accounts_to_scan` gives the ids that are still to be read, and `scan_account` reads one of them;
    `reporter.workflow.finishing.finish_run` closes the run. Both take the same job; the ids of the accounts in the
    manifest are the `members` for which `scan_account` asks nothing.
    """
    scan = new_scan(job, Sessions(job.settings, prepare=prepare), LoggingWatcher(), only_accounts, prepare)
    scan.clock = clock
    return scan.begin()


@dataclass(frozen=True, slots=True)
class ScanToRun:
    """A scan that begins when its watcher is there."""

    make: Callable[[Watcher], Scan]
    """The scan for a watcher: its accounts are found; raises `CredentialsMissing` or `AccountsUnknown`."""
    run: Callable[[Scan], Outcome]


@contextmanager
def placed(job: Job) -> Iterator[tuple[Job, RunsPlace]]:
    """The job with the folder of runs of this machine, and that folder; the server of processes starts meanwhile."""
    get_ready(job.settings)
    with runs_of(job.settings) as place:
        yield replace(job, settings=replace(job.settings, runs=place.runs)), place


def scan_anew(job: Job, only_accounts: Iterable[str] = (), prepare: Prepare | None = None) -> ScanToRun:
    """A new scan, with other processes to do the work where that is worth it.

    `prepare` is given every botocore session; other processes cannot be given it, so this one works alone then.
    """
    sessions = Sessions(job.settings, prepare=prepare)

    def made(watcher: Watcher) -> Scan:
        scan = new_scan(job, sessions, watcher, only_accounts)
        return scan if prepare else _with_processes(scan)

    return ScanToRun(made, lambda scan: scan.run())


def scan_on(folder: RunFolder, job: Job, *, retry: bool) -> ScanToRun:
    """The rest of a run that was interrupted; with `retry` also the accounts where something was not assessed."""
    get_ready(job.settings)
    sessions = Sessions(job.settings)

    def resumed(watcher: Watcher) -> Scan:
        return _with_processes(_with_credentials(resumed_scan(folder, job, sessions, watcher), folder, retry=retry))

    return ScanToRun(resumed, lambda scan: scan.resume(folder, retry=retry))


def _with_credentials(scan: Scan, folder: RunFolder, *, retry: bool) -> Scan:
    """The scan, as a new one: raises `CredentialsMissing` where no account that is left could be read."""
    todo = [target for target in scan.accounts.targets if retry or not folder.checkpoint(target.account.account_id)]
    for profile in sorted({target.profile for target in todo}):
        scan.sessions.caller(profile)
    return scan


def _with_processes(scan: Scan) -> Scan:
    """The scan, with other processes to do the work where that is worth it."""
    scan.hands = Dealer.for_scan(scan)
    return scan
