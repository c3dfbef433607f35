"""Keeps the age and last status of findings when runs are removed, so that later reports stay correct."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from reporter.runs.duck import connect, named
from reporter.runs.files import replacing
from reporter.runs.history.beside import Run
from reporter.runs.history.comparison import find_gone
from reporter.runs.history.timeline import count_lives, find_absences
from reporter.runs.run_files import MEMORY

MEMORIES = """
    COPY (SELECT id, first_seen, first_open, known, id IN (FROM gone) AS gone FROM lives ORDER BY id)
    TO $target (FORMAT parquet, USE_TMP_FILE false)
"""


def memory_in(runs: Path) -> Path | None:
    """The memory file in a folder of runs; None if no run was removed yet."""
    return runs / MEMORY if os.path.lexists(runs / MEMORY) else None


def remember(runs: Path, removed: Sequence[Run], later: Sequence[Run]) -> None:
    """Add to the memory file what the runs that will be removed know; raises `RunUnwritable`.

    The later runs show whether a resource whose finding was open no longer exists.
    """
    with connect() as connection, replacing(runs / MEMORY) as target:
        count_lives(connection, removed, memory_in(runs))
        find_absences(connection, removed, later)
        find_gone(connection, len(removed) + len(later))
        connection.execute(MEMORIES, {"target": named(target)})
