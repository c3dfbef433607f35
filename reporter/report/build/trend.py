"""Computes the figures of the last runs, by the rules of each run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import duckdb

from reporter.model.errors import UserError
from reporter.report.build.account_rows import account_rows
from reporter.report.build.cells import COARSE, cells_of, count_cells
from reporter.report.build.cut import Cut
from reporter.report.build.measures import coverage, score, tally
from reporter.report.build.part import Part, part_of
from reporter.report.model import TrendPoint
from reporter.runs.history import Run


def trend(runs: Iterable[Run], cut: Cut, beside: duckdb.DuckDBPyConnection) -> Iterator[TrendPoint]:
    """A point for each run that includes the part, counted in an open database."""
    for run in runs:
        try:
            yield point(part_of(run.folder, run.manifest, cut), beside)
        except UserError:
            continue


def point(part: Part, beside: duckdb.DuckDBPyConnection | None = None) -> TrendPoint:
    """The point of a run, or of a part of it."""
    cells = [cell for cell in cells_of(part, count_cells(part, COARSE, beside)) if not cell.parameters]
    counts = tally(cells)
    covered = coverage(cells, sum(row.questions for row in account_rows(part, cells, {})))
    return TrendPoint(
        run_id=part.manifest.run_id,
        started=part.manifest.started,
        score=score(counts, covered),
        coverage=covered,
        failing=counts.failing,
    )
