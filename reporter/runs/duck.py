"""Opens DuckDB for the product: a path always names one file, nothing is downloaded, temporary files are private."""

from __future__ import annotations

import atexit
import re
import shutil
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import gettempdir, mkdtemp

import duckdb

from reporter.model.errors import UserError
from reporter.system import disk

PLAIN = re.compile(r"/[\w./ +,:=@~-]*")
"""Paths in which DuckDB sees no wildcard, so that it never reads other files in the same folder."""
MOST_ROWS = 50_000_000
"""Upper limit of findings in one file; a large organisation has about a million."""
TEMPORARY = gettempdir()
_numbers = count()


class NoTable(Exception):  # noqa: N818 - named for what it is
    """Raised for a file that holds no findings; the text says why."""


UNREADABLE = (duckdb.Error, NoTable)
"""Exceptions for a file that no run wrote; some are raised only when the rows are read."""


def in_short(error: Exception) -> str:
    """The first line of an error: DuckDB's messages are long."""
    return str(error).partition("\n")[0]


def connect(**config: str | int) -> duckdb.DuckDBPyConnection:
    """A connection to an empty database in memory."""
    spilled = str(_private() / f"spilled-{next(_numbers)}")
    safe: dict[str, str | int] = {
        "autoload_known_extensions": False,
        "autoinstall_known_extensions": False,
        "temp_directory": spilled,
    }
    return duckdb.connect(config={**safe, **config})


def read_parquet(connection: duckdb.DuckDBPyConnection, file: Path) -> duckdb.DuckDBPyRelation:
    """The rows of exactly one Parquet file; raises one of `UNREADABLE`."""
    if not disk.is_plain(file):
        raise NoTable("it is no plain file")
    name = named(file)
    [(rows,)] = connection.execute("SELECT sum(num_rows) FROM parquet_file_metadata($file)", {"file": name}).fetchall()
    if rows > MOST_ROWS:
        raise NoTable(f"it has more than {MOST_ROWS:,} rows")
    return connection.read_parquet(name, hive_partitioning=False)


def named(file: Path) -> str:
    """The path of a file as DuckDB takes it; a path with a wildcard is replaced by a link without one."""
    path = Path.cwd() / file
    return str(path) if PLAIN.fullmatch(str(path)) else str(_linked(path.parent) / path.name)


@cache
def _linked(folder: Path) -> Path:
    """A link to a folder whose name DuckDB would read as a wildcard.

    An escaped name would not do: DuckDB then lists everything in the parent folder.
    """
    link = _private() / f"folder-{next(_numbers)}"
    if not PLAIN.fullmatch(str(link)):
        raise UserError(f"the folder for temporary files is {TEMPORARY}: name one in plain letters with TMPDIR")
    link.symlink_to(folder, target_is_directory=True)
    return link


@cache
def _private() -> Path:
    """A temporary folder of this process, deleted when the process ends."""
    folder = Path(mkdtemp(prefix="reporter-", dir=TEMPORARY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
