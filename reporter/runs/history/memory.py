"""What is kept of runs that are removed: what is needed so that nothing grows younger, or seems to have stayed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from reporter.runs.duck import connect, named
from reporter.runs.files import replacing
from reporter.runs.folder import MEMORY
from reporter.runs.history.beside import Run
from reporter.runs.history.comparison import find_gone
from reporter.runs.history.timeline import count_lives, find_absences

MEMORIES = """
    COPY (SELECT id, first_seen, first_open, known, id IN (FROM gone) AS gone FROM lives ORDER BY id)
    TO $target (FORMAT parquet, USE_TMP_FILE false)
"""


def memory_in(runs: Path) -> Path | None:
    """What is kept in a folder of runs of those that were removed; None if there were none."""
    return runs / MEMORY if os.path.lexists(runs / MEMORY) else None


def remember(runs: Path, removed: Sequence[Run], later: Sequence[Run]) -> None:
    """Keep, with what is kept already, what runs know that are about to be removed; raises `RunUnwritable`.

    The later runs stay, and tell whether what was open in those is there no more.
    """
    with connect() as connection, replacing(runs / MEMORY) as target:
        count_lives(connection, removed, memory_in(runs))
        find_absences(connection, removed, later)
        find_gone(connection, len(removed) + len(later))
        connection.execute(MEMORIES, {"target": named(target)})
