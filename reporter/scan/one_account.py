"""Scans one account of a run that another process has begun; the request and the rules come from the run folder."""

from __future__ import annotations

from reporter.accounts import Accounts, AccountsUnknown, Target, entered_as_configured
from reporter.config.settings import Settings
from reporter.engine.loader import load_checks
from reporter.model.given import ScanTime
from reporter.rules.owners_and_waivers import OwnersAndWaivers
from reporter.runs import AccountRecord, RunBroken, RunFolder, State
from reporter.scan.account import AccountScan, Visit, account_scan
from reporter.scan.calls import Calls
from reporter.scan.crew import Gate
from reporter.scan.outcome import ScanTally
from reporter.scan.resume import asked_by, rules_of_run
from reporter.scan.run import utc_now
from reporter.sessions import Prepare, Sessions


def account_scan_of(folder: RunFolder, settings: Settings, prepare: Prepare | None = None) -> AccountScan:
    """The inputs of an account scan, as the process that began the run has them; raises `RunBroken`."""
    manifest = folder.manifest()
    rules = rules_of_run(manifest, {check.id: check for check in load_checks(settings.checks.folders)})
    return account_scan(
        rules=rules,
        owners_and_waivers=OwnersAndWaivers(manifest.owners, manifest.waivers),
        accounts=asked_by(folder).accounts,
        now=ScanTime(manifest.started),
        sessions=Sessions(settings, prepare=prepare),
        folder=folder,
        gate=Gate(),
        clock=utc_now,
    )


def scan_account(folder: RunFolder, settings: Settings, account_id: str, prepare: Prepare | None = None) -> Visit:
    """The result of reading, judging and writing one account of a run; a complete account stays as it is.

    An account that needs what others own is judged if all owners are there, else when the run is finished. Accounts may
    be scanned in any order, and at the same time in other processes; `settings` say how to enter them. Raises
    `RunBroken` if the run is closed or damaged, and `AccountsUnknown` for an account that the run does not include.
    """
    if folder.manifest().state is not State.RUNNING:
        raise RunBroken(f"{folder.path} is closed: no account can be added to it")
    scan = account_scan_of(folder, settings, prepare)
    target = _target(entered_as_configured(asked_by(folder).accounts, settings, scan.sessions), account_id)
    for owner in filter(folder.kept, scan.exchange.owners):
        scan.exchange.give(scan.share_of(owner))
    return _written(scan, account_id) or _read(scan, target, settings.limits.calls_in_flight)


def _target(accounts: Accounts, account_id: str) -> Target:
    for target in accounts.targets:
        if target.account.account_id == account_id:
            return target
    raise AccountsUnknown(f"the run was not asked for account {account_id}")


def _written(scan: AccountScan, account_id: str) -> Visit | None:
    """The result of an account that was written before; None for one that has to be read."""
    record = scan.folder.checkpoint(account_id)
    if record:
        return Visit(record, ScanTally.of(scan.folder.decoded_findings(account_id)), scan.share_of(account_id))
    record = scan.folder.kept(account_id)
    if not record:
        return None
    shares = scan.exchange.shares
    result: tuple[AccountRecord, ScanTally | None] = scan.judge_kept(record, shares) if shares else (record, None)
    return Visit(*result, share=scan.share_of(account_id))


def _read(scan: AccountScan, target: Target, most: int) -> Visit:
    calls = Calls(most)
    try:
        with calls.share() as threads:
            return scan.run(target, threads)
    finally:
        calls.end(wait=True)
