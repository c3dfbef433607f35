"""A run of which every account was scanned by itself, finished: merged, compared, rendered, signed, delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reporter.deliver import Delivered
from reporter.rules.job import Job
from reporter.runs import RunFolder
from reporter.scan import Outcome
from reporter.scan.resume import scan_to_close
from reporter.sessions import Prepare, Sessions
from reporter.workflow.reporting import missing_formats, report_after_scan
from reporter.workflow.sending import HeldBack, deliver_after_scan
from reporter.workflow.signing import sign_after_scan
from reporter.workflow.watching import LoggingWatcher


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that is closed, and what this call has done about it."""

    outcome: Outcome
    reports: tuple[Path, ...]
    """The reports that were rendered, each compared with the runs beside it."""
    signed: bool
    delivered: Delivered | HeldBack | None
    """None where the job delivers nothing."""


def finish_run(
    folder: RunFolder, job: Job, prepare: Prepare | None = None, where: str = "", keep: Callable[[], object] = bool
) -> Finished:
    """The run closed, and its reports rendered, signed and delivered as the job says, as far as that is not done yet.

    A second call changes nothing and delivers nothing twice; one after a failure goes on where that was.
    An account of which nothing is there is not scanned, and the run is a partial one. The accounts, rules and all else
    that decides the findings must be those of the run, also of a closed one; formats, signing key and delivery are the
    caller's, and may be others than when the run began.
    `where` is the place of the run as its readers know it; `keep` brings what was written there.
    Raises `RunBroken`, `RunChanged` where the job is not that of the run, `RunInUse`, `RunUnwritable` or `Unfinished`.
    """
    outcome = close_run(folder, job, prepare)
    missing = missing_formats(folder, job.settings.formats)
    reports = report_after_scan(folder, missing) if missing else []
    unsigned = bool(job.settings.signing_key) and folder.signature() is None
    if unsigned:
        sign_after_scan(folder, job.settings, prepare)
    keep()
    return Finished(outcome, tuple(reports), unsigned, _delivered(outcome, job, prepare, where, keep))


def close_run(folder: RunFolder, job: Job, prepare: Prepare | None = None) -> Outcome:
    """The outcome of a run: closed by what its folder holds, unless it is closed already."""
    return scan_to_close(folder, job, Sessions(job.settings, prepare=prepare), LoggingWatcher()).close(folder)


def _delivered(
    outcome: Outcome, job: Job, prepare: Prepare | None, where: str, keep: Callable[[], object]
) -> Delivered | HeldBack | None:
    if not job.settings.deliver:
        return None
    place = where or str(outcome.folder.path)
    return deliver_after_scan(
        outcome.folder, job.settings, place, interrupted=outcome.interrupted, keep=keep, prepare=prepare
    )
