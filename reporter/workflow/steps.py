"""A scan from its configuration to its reports, step by step: what every command line, schedule or demo runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reporter.accounts import find_accounts, narrow
from reporter.config.settings import Settings
from reporter.engine.judge import administered_services, shared_kinds
from reporter.model.extras import extra
from reporter.report.build.build import build_report
from reporter.report.build.cut import WHOLE, Cut
from reporter.report.follow_up import ENDINGS, gather
from reporter.report.formats.render import render
from reporter.rules.library import Job
from reporter.runs import FINDINGS, RunBroken, RunFolder, State
from reporter.runs.s3 import fetching
from reporter.scan import Outcome, Scan, Watcher, resume_command
from reporter.sessions import Prepare, Sessions


def new_scan(
    job: Job,
    sessions: Sessions,
    watcher: Watcher,
    only_accounts: Iterable[str] = (),
    prepare: Prepare | None = None,
) -> Scan:
    """A scan of the accounts that are found, or only of those named, which keeps what people said so far."""
    with fetching(job.settings, ENDINGS, prepare) as fetch:
        follow_up = gather(job.settings.follow_up, job.settings.runs, fetch)
    accounts = find_accounts(job.settings, sessions, administered_services(shared_kinds(job.rules)))
    if only_accounts:
        accounts = narrow(accounts, only_accounts)
    return Scan(
        job.settings, job.rules, job.frameworks, sessions, accounts, watcher, job.agreements, follow_up=follow_up
    )


def run_job(job: Job, sessions: Sessions, watcher: Watcher, only_accounts: Iterable[str] = ()) -> Outcome:
    """Find the accounts and scan them, or only those named."""
    return new_scan(job, sessions, watcher, only_accounts).run()


def sign_if_wanted(folder: RunFolder, settings: Settings, prepare: Prepare | None = None) -> None:
    """Sign a closed run with the key of the settings, if they name one; raises `UserError`."""
    if settings.signing_key:
        with extra("sign"):
            from reporter.runs.signing import key_of, sign_run  # noqa: PLC0415 - an extra
        sign_run(folder, key_of(settings, prepare))


def report_run(folder: RunFolder, formats: Iterable[str], target: Path | None = None, cut: Cut = WHOLE) -> list[Path]:
    """Render a run or a part of it, by default into its own folder.

    Raises `RunBroken` if the run is not closed or not what it was, `UserError` if it has no such part.
    """
    manifest = folder.manifest()
    if manifest.state is State.RUNNING:
        raise RunBroken(f"{folder.path} is not finished: wait for it, or if it was killed: {resume_command(folder)}")
    if not folder.is_as_written(FINDINGS, manifest.files):
        raise RunBroken(f"{folder.findings} is missing, or is not what the run wrote: nothing can be reported")
    return render(build_report(folder, manifest, cut), formats, target or folder.own_reports())
