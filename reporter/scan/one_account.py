"""Scans one account of a run that another process has begun."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from reporter.accounts import Accounts, AccountsUnknown, Target, entered_as_configured
from reporter.config.settings import Settings
from reporter.engine.judge import Rule
from reporter.engine.loader import load_checks
from reporter.model.given import ScanTime
from reporter.rules.job import Job
from reporter.rules.owners_and_waivers import OwnersAndWaivers
from reporter.runs import AccountRecord, RunBroken, RunFolder, State, locked
from reporter.scan.account import AccountScan, Visit, account_scan
from reporter.scan.calls import Calls
from reporter.scan.crew import Gate, Writes
from reporter.scan.outcome import ScanTally
from reporter.scan.resume import RunChanged, asked_by, rules_of_run, verify_unchanged
from reporter.scan.run import utc_now
from reporter.sessions import Prepare, Sessions

PATIENCE = 60.0
"""Seconds that an account waits to be written while others are; each write takes a fraction of a second."""


class AlreadyWritten(Exception):  # noqa: N818 - it is caught here
    """Another process has written the account while this one has read it."""

    def __init__(self, record: AccountRecord) -> None:
        """`record`: the account as it was written."""
        super().__init__(record.id)
        self.record = record


@dataclass(frozen=True, slots=True)
class OpenRun:
    """Writes to a run that other processes may write to: one at a time, and none once the run is closed."""

    folder: RunFolder
    unread: str = ""
    """An account that is written only if no other process has written it since; empty for none."""

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Hold the lock of the run; raises `RunBroken`, `RunInUse`, or `AlreadyWritten`."""
        with locked(self.folder.path, PATIENCE):
            _verify_open(self.folder)
            record = self.folder.kept(self.unread) if self.unread else None
            if record:
                raise AlreadyWritten(record)
            yield


def account_scan_of(folder: RunFolder, settings: Settings) -> AccountScan:
    """The inputs of an account scan for a child of the process that works on the run, which has compared the rules."""
    manifest = folder.manifest()
    rules = rules_of_run(manifest, {check.id: check for check in load_checks(settings.checks.folders)})
    if len(rules) < len(manifest.rules):
        raise RunChanged(f"{folder.path} has checks that are not there any more")
    ours = OwnersAndWaivers(manifest.owners, manifest.waivers)
    return _account_scan(folder, asked_by(folder).accounts, rules, ours, Sessions(settings), Gate())


def accounts_to_scan(folder: RunFolder) -> tuple[str, ...]:
    """The ids of the accounts that a run was asked for, and that are not read yet; raises `RunBroken`."""
    ids = (target.account.account_id for target in asked_by(folder).accounts.targets)
    return tuple(id_ for id_ in ids if not folder.kept(id_))


def scan_account(
    folder: RunFolder,
    job: Job,
    account_id: str,
    prepare: Prepare | None = None,
    members: Collection[str] | None = None,
) -> Visit:
    """The result of reading, judging and writing one account of a run; a complete account stays as it is.

    An account that needs what others own is judged if all owners are there, else when the run is finished. Accounts may
    be scanned in any order, and at the same time in other processes; of two scans of one account the first one counts.
    The job must be that of the run; its settings say how to enter the account. `members` are the ids of the
    organisation's accounts as `begin_run` found them, kept by the caller; without them AWS Organizations is asked.
    Raises `RunChanged` for another job, `RunBroken` if the run is closed or damaged, `RunInUse` while another process
    works on the whole run, and `AccountsUnknown` for an account that the run or the settings do not include.
    """
    _verify_open(folder)
    verify_unchanged(folder, job)
    sessions, accounts = Sessions(job.settings, prepare=prepare), asked_by(folder).accounts
    target = _target(accounts, job.settings, account_id, sessions, members)
    scan = _account_scan(folder, accounts, job.rules, job.owners_and_waivers, sessions, OpenRun(folder))
    for owner in filter(folder.kept, scan.exchange.owners):
        scan.exchange.give(scan.share_of(owner))
    record = folder.kept(account_id)
    return _as_written(scan, record) if record else _read(scan, target, job.settings.limits.calls_in_flight)


def _verify_open(folder: RunFolder) -> None:
    if folder.manifest().state is not State.RUNNING:
        raise RunBroken(f"{folder.path} is closed: no account can be added to it")


def _account_scan(
    folder: RunFolder,
    accounts: Accounts,
    rules: tuple[Rule, ...],
    owners_and_waivers: OwnersAndWaivers,
    sessions: Sessions,
    gate: Writes,
) -> AccountScan:
    return account_scan(
        rules=rules,
        owners_and_waivers=owners_and_waivers,
        accounts=accounts,
        now=ScanTime(folder.manifest().started),
        sessions=sessions,
        folder=folder,
        gate=gate,
        clock=utc_now,
    )


def _target(
    accounts: Accounts, settings: Settings, account_id: str, sessions: Sessions, members: Collection[str] | None
) -> Target:
    """The account as the run was asked for it, entered as the settings say."""
    asked = tuple(target for target in accounts.targets if target.account.account_id == account_id)
    if not asked:
        raise AccountsUnknown(f"the run was not asked for account {account_id}")
    [target] = entered_as_configured(replace(accounts, targets=asked), settings, sessions, members).targets
    return target


def _as_written(scan: AccountScan, record: AccountRecord) -> Visit:
    """The result of an account that was written before; one that waited for what others own is judged if possible."""
    result: tuple[AccountRecord, ScanTally | None] = (record, None)
    shares = scan.exchange.shares
    if scan.folder.is_as_written(scan.folder.findings_file(record.id), record.files):
        result = record, ScanTally.of(scan.folder.decoded_findings(record.id))
    elif shares:
        result = scan.judge_kept(record, shares)
    return Visit(*result, share=scan.share_of(record.id))


def _read(scan: AccountScan, target: Target, most: int) -> Visit:
    """The account as it was read, or as another process has written it meanwhile."""
    own, calls = replace(scan, gate=OpenRun(scan.folder, target.account.account_id)), Calls(most)
    try:
        with calls.share() as threads:
            return own.run(target, threads)
    except AlreadyWritten as there:
        return _as_written(scan, there.record)
    finally:
        calls.end(wait=True)
