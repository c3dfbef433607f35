"""What is kept of runs that are removed: when their findings were first seen, so that nothing grows younger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from reporter.history.beside import Run
from reporter.history.timeline import count_lives
from reporter.runs.files import replacing
from reporter.runs.folder import MEMORY


def memory_in(runs: Path) -> Path | None:
    """What is kept in a folder of runs of those that were removed; None if there were none."""
    return runs / MEMORY if (runs / MEMORY).is_file() else None


def remember(runs: Path, removed: Sequence[Run]) -> None:
    """Keep, with what is kept already, what runs know that are about to be removed; raises `RunUnwritable`."""
    with duckdb.connect() as connection, replacing(runs / MEMORY) as target:
        count_lives(connection, removed, memory_in(runs))
        connection.execute(
            "COPY (SELECT id, first_seen, first_open, known FROM lives ORDER BY id) TO $target (FORMAT parquet)",
            {"target": str(target)},
        )
