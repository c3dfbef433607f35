"""All accounts' findings in one file: what every report and every comparison reads."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import duckdb

from reporter.runs.duck import connect, named
from reporter.runs.folder import COLUMNS


def merge(sources: Iterable[Path], target: Path) -> None:
    """Findings from files of JSON lines as Parquet, one file after the other as they are sorted; raises OSError.

    The target is there already, with the rights that it is to have. The findings are not sorted again, which would take
    half a gigabyte for as many of them as an organisation has.
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
    """The order of rows in a file of many threads is not ours. One for the process, since a new one costs 12 ms."""
    return connect(threads=1)
