"""Merges the findings of all accounts into one Parquet file, which reports and comparisons read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import duckdb

from reporter.model.finding import COLUMNS
from reporter.runs.duck import connect, named


def merge(sources: Iterable[Path], target: Path) -> None:
    """Write the findings in JSON lines files to a Parquet file, in the order of the sources; raises OSError.

    The target exists already, with its final permissions. The findings are not sorted again: that would take 500 MB of
    memory for a large organisation.
    """
    files = [named(file) for file in sources]
    columns = "{" + ", ".join(f"{name}: 'VARCHAR'" for name in COLUMNS) + "}"
    how = f"format='newline_delimited', columns={columns}, hive_partitioning=false"
    rows = f"SELECT * FROM read_json($sources, {how})"  # noqa: S608 - our own names
    if not files:
        rows = f"SELECT {', '.join(f'NULL::VARCHAR AS {name}' for name in COLUMNS)} WHERE $sources != []"
    try:
        with _on_one_thread().cursor() as connection:
            copy = f"COPY ({rows}) TO $target (FORMAT parquet, USE_TMP_FILE false)"
            connection.execute(copy, {"sources": files, "target": named(target)})
    except duckdb.Error as error:
        raise OSError(str(error)) from error


@cache
def _on_one_thread() -> duckdb.DuckDBPyConnection:
    """The database of the process, limited to one thread so that the order of rows is kept; a new one takes 12 ms."""
    return connect(threads=1)
