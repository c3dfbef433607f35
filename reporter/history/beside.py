"""Finds the run folders that lie beside a run: they are its history."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reporter.runs import MANIFEST, Manifest, RunBroken, RunFolder, State, digest

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """A run and what it says of itself."""

    folder: RunFolder
    manifest: Manifest

    @property
    def place(self) -> tuple[datetime, str]:
        """Sorts runs by age."""
        return self.manifest.started, self.manifest.run_id

    @property
    def asked(self) -> frozenset[str]:
        """The ids of the accounts that were to be scanned."""
        return frozenset(account.id for account in self.manifest.accounts if account.state != "left-out")


def folders_in(runs: Path) -> Iterator[RunFolder]:
    """Whatever says that it is a run, in the order of the names."""
    for path in sorted(runs.iterdir() if runs.is_dir() else ()):
        if (path / MANIFEST).is_file():
            yield RunFolder(path)


def runs_before(run: Run) -> tuple[Run, ...]:
    """The runs beside a run that began before it and tell something of its accounts, the oldest first.

    What was never scanned, is not closed, or is not what a run wrote, is no history; the last is logged.
    """
    return tuple(other for other in history_in(run.folder.path.resolve().parent) if _precedes(other, run))


def history_in(runs: Path) -> list[Run]:
    """The closed runs of a folder that asked AWS, the oldest first."""
    found = (_closed(folder) for folder in folders_in(runs))
    return sorted((run for run in found if run), key=lambda run: run.place)


def _precedes(other: Run, run: Run) -> bool:
    return other.manifest.started < run.manifest.started and bool(other.asked & run.asked) and _whole(other)


def _closed(folder: RunFolder) -> Run | None:
    try:
        manifest = folder.manifest()
    except RunBroken as error:
        log.warning("left out of the history: %s", error)
        return None
    is_history = manifest.state is not State.RUNNING and not manifest.judged_from
    return Run(folder, manifest) if is_history else None


def _whole(run: Run) -> bool:
    file = run.folder.findings
    if file.is_file() and digest(file) == run.manifest.files.get(file.name):
        return True
    log.warning("left out of the history: %s is missing, or is not what the run wrote", file)
    return False
