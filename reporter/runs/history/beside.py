"""Finds the earlier runs in the same folder of runs: they are the history of a run."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reporter.runs import FINDINGS, MANIFEST, Manifest, RunBroken, RunFolder, State
from reporter.runs.findings_view import problem_of

EPOCH = datetime.fromtimestamp(0, UTC)
MICROSECOND = timedelta(microseconds=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder with its manifest."""

    folder: RunFolder
    manifest: Manifest

    @property
    def place(self) -> tuple[datetime, str]:
        """The sort key of runs by age."""
        return self.manifest.started, self.manifest.run_id

    @property
    def moment(self) -> int:
        """The start of the run in microseconds since 1970, as DuckDB compares it."""
        return (self.manifest.started - EPOCH) // MICROSECOND

    @property
    def asked(self) -> frozenset[str]:
        """The ids of the accounts that were to be scanned."""
        return frozenset(account.id for account in self.manifest.accounts if account.state != "left-out")


def moment_of(microseconds: int) -> datetime:
    """The datetime of a `Run.moment`."""
    return EPOCH + microseconds * MICROSECOND


def beside(folder: RunFolder) -> Path:
    """The folder of runs that contains a run."""
    return folder.path.resolve().parent


def folders_in(runs: Path) -> Iterator[RunFolder]:
    """The folders with a manifest, sorted by name; hidden folders hold a run that has not begun or is being removed."""
    for path in sorted(runs.iterdir() if runs.is_dir() else ()):
        if (path / MANIFEST).is_file() and not path.name.startswith("."):
            yield RunFolder(path)


def runs_in(runs: Path) -> tuple[list[Run], list[RunBroken]]:
    """All runs in a folder, oldest first, and the errors of those that cannot be read."""
    found, broken = [], []
    for folder in folders_in(runs):
        try:
            found.append(Run(folder, folder.manifest()))
        except RunBroken as error:
            broken.append(error)
    return sorted(found, key=lambda run: run.place), broken


def runs_before(run: Run) -> tuple[Run, ...]:
    """The earlier runs in the same folder that share an account with this run, oldest first.

    Runs that are not closed, were judged from another run, or are damaged are left out; the damaged ones are logged.
    """
    found, broken = runs_in(beside(run.folder))
    for error in broken:
        log.warning("left out of the history: %s", error)
    before = (other for other in found if is_history(other) and other.manifest.started < run.manifest.started)
    return tuple(other for other in before if other.asked & run.asked and _is_sound(other))


def is_history(run: Run) -> bool:
    """Whether the run is closed and read AWS itself."""
    return run.manifest.state is not State.RUNNING and not run.manifest.judged_from


def is_whole(run: Run) -> bool:
    """Whether the findings file is what the run wrote."""
    return run.folder.is_as_written(FINDINGS, run.manifest.files)


def _is_sound(run: Run) -> bool:
    problem = problem_with(run)
    if problem:
        log.warning("left out of the history: %s", problem)
    return not problem


def problem_with(run: Run) -> str:
    """Why the findings of a run cannot be used; empty if they can."""
    if not is_whole(run):
        return f"{run.folder.findings} is missing, or is not what the run wrote"
    return problem_of(run.folder.findings)
