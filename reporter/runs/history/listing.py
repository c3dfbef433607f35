"""Counts the new failures of each run in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reporter.runs.duck import connect
from reporter.runs.history.beside import Run
from reporter.runs.history.timeline import count_lives, sightings_of

NEW = """
    SELECT run, count(*) FROM ({sightings}) found JOIN lives ON lives.id = found.id AND lives.first_open = found.moment
    WHERE status = 'FAIL' GROUP BY run
"""


def new_failures(runs: Sequence[Run], memory: Path | None = None) -> dict[str, int]:
    """The number of new failures by run id, for each run that has an earlier one to compare with; oldest run first."""
    with connect() as connection:
        count_lives(connection, runs, memory)
        found = connection.execute(NEW.format(sightings=sightings_of(runs))).fetchall() if runs else []
    counts = dict(found)
    numbered = enumerate(runs)
    return {run.manifest.run_id: counts.get(number, 0) for number, run in numbered if _compared(runs[:number], run)}


def _compared(before: Sequence[Run], run: Run) -> bool:
    return any(other.asked & run.asked for other in before)
