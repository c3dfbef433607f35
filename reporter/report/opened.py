"""The findings of a run as DuckDB sees them: one view, whichever version of the product wrote the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from reporter.runs import COLUMNS


@contextmanager
def opened(file: Path, accounts: Iterable[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which `findings` are those of these accounts; a column that the file lacks is empty."""
    with duckdb.connect() as connection:
        stored = connection.read_parquet(str(file))
        stored.create_view("stored")
        connection.execute("CREATE TEMP TABLE chosen AS SELECT unnest($accounts) AS id", {"accounts": list(accounts)})
        columns = ", ".join(name if name in stored.columns else f"'' AS {name}" for name in COLUMNS)
        connection.execute(
            f"CREATE TEMP VIEW findings AS SELECT {columns} FROM stored WHERE account_id IN (FROM chosen)"  # noqa: S608 - the names of our own columns
        )
        yield connection
