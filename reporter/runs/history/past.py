"""A run together with the earlier runs it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from reporter.model.errors import UserError
from reporter.runs import Manifest, RunBroken, RunFolder, State
from reporter.runs.duck import UNREADABLE, connect, in_short
from reporter.runs.history.beside import Run, beside, is_whole, runs_before
from reporter.runs.history.comparison import compare
from reporter.runs.history.memory import memory_in
from reporter.runs.history.timeline import count_lives, find_absences


@dataclass(frozen=True, eq=False)
class Past:
    """A run and the runs it is compared with; their numbers count from the oldest, which is 0."""

    run: Run
    before: tuple[Run, ...] = ()
    """Oldest first."""
    memory: Path | None = None
    """The memory file of runs that were removed."""

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs, oldest first; the run itself is last."""
        return (*self.before, self.run)

    @property
    def previous(self) -> Run | None:
        """The previous run; None for the first."""
        return self.before[-1] if self.before else None

    @cached_property
    def database(self) -> duckdb.DuckDBPyConnection:
        """A database in memory with `lives`; if there are earlier runs, with all tables of this package."""
        connection = connect()
        try:
            count_lives(connection, self.before, self.memory)
            if self.before:
                find_absences(connection, self.before, [self.run], self.run.folder.follow_up().care)
                compare(connection, len(self.before))
        except UNREADABLE as error:
            text = f"the runs in {beside(self.run.folder)} cannot be compared: {in_short(error)}"
            raise RunBroken(text) from error
        return connection


def earlier(folder: RunFolder, manifest: Manifest | None = None) -> Past:
    """A run with the earlier runs in the same folder; raises `RunBroken` for a folder that is not a run."""
    run = Run(folder, manifest or folder.manifest())
    return Past(run, runs_before(run), memory_in(beside(folder)))


def compared_with(folder: RunFolder, other: RunFolder) -> Past:
    """A run compared with a given earlier run and the history of that one; raises `RunBroken` or `UserError`."""
    run, before = _closed(folder), _closed(other)
    if before.manifest.started >= run.manifest.started:
        raise UserError(f"{other.path} did not begin before {folder.path}: name the later run first")
    return Past(run, (*runs_before(before), before), memory_in(beside(other)))


def _closed(folder: RunFolder) -> Run:
    run = Run(folder, folder.manifest())
    if run.manifest.state is State.RUNNING:
        raise RunBroken(f"{folder.path} is not finished: there is nothing to compare yet")
    if not is_whole(run):
        raise RunBroken(f"{folder.findings} is missing, or is not what the run wrote: nothing can be compared")
    return run
