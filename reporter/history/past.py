"""A run beside the earlier ones: what reports and comparisons ask about its history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import duckdb

from reporter.history.beside import Run, runs_before
from reporter.history.comparison import compare
from reporter.history.timeline import count_lives, find_absences
from reporter.runs import Manifest, RunFolder


@dataclass(frozen=True, eq=False)
class Past:
    """A run, and those that it is compared with; numbers of runs count from the oldest, which is 0."""

    run: Run
    before: tuple[Run, ...] = ()
    """The oldest first."""

    @property
    def runs(self) -> tuple[Run, ...]:
        """The run itself is the last."""
        return (*self.before, self.run)

    @property
    def previous(self) -> Run | None:
        """The run before; None for the first."""
        return self.before[-1] if self.before else None

    @cached_property
    def database(self) -> duckdb.DuckDBPyConnection:
        """In memory, with `lives`; where there are earlier runs, with all tables of this package."""
        connection = duckdb.connect()
        count_lives(connection, self.before)
        if self.before:
            find_absences(connection, self.runs, self.run.folder.care().care)
            compare(connection, len(self.before))
        return connection


def earlier(folder: RunFolder, manifest: Manifest | None = None) -> Past:
    """A run with the earlier ones beside it; raises `RunBroken` for what is no run."""
    run = Run(folder, manifest or folder.manifest())
    return Past(run, runs_before(run))
