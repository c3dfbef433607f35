"""DuckDB as the product uses it: every path is one file, nothing is fetched, and what it spills is private."""

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
"""Paths in which DuckDB sees no pattern, whatever else lies beside them."""
MOST_ROWS = 50_000_000
"""Findings in one file: an organisation has a million."""
TEMPORARY = gettempdir()
_numbers = count()


class NoTable(Exception):  # noqa: N818 - named for what it is
    """A file that holds no findings; the text says why."""


UNREADABLE = (duckdb.Error, NoTable)
"""What a file raises that is not what a run wrote; some of it only when its rows are read."""


def in_short(error: Exception) -> str:
    """What is wrong, on one line: DuckDB goes on at length."""
    return str(error).partition("\n")[0]


def connect(**config: str | int) -> duckdb.DuckDBPyConnection:
    """An empty database in memory."""
    spilled = str(_private() / f"spilled-{next(_numbers)}")
    safe: dict[str, str | int] = {
        "autoload_known_extensions": False,
        "autoinstall_known_extensions": False,
        "temp_directory": spilled,
    }
    return duckdb.connect(config={**safe, **config})


def read_parquet(connection: duckdb.DuckDBPyConnection, file: Path) -> duckdb.DuckDBPyRelation:
    """The rows of exactly this file; raises one of `UNREADABLE`."""
    if not disk.is_plain(file):
        raise NoTable("it is no plain file")
    name = named(file)
    [(rows,)] = connection.execute("SELECT sum(num_rows) FROM parquet_file_metadata($file)", {"file": name}).fetchall()
    if rows > MOST_ROWS:
        raise NoTable(f"it has more than {MOST_ROWS:,} rows")
    return connection.read_parquet(name, hive_partitioning=False)


def named(file: Path) -> str:
    """The path of a file as DuckDB takes it: where it would see a pattern, over a link without one."""
    path = Path.cwd() / file
    return str(path) if PLAIN.fullmatch(str(path)) else str(_linked(path.parent) / path.name)


@cache
def _linked(folder: Path) -> Path:
    """A link to a folder whose name DuckDB would take for a pattern; escaped, it would look at all that lies beside."""
    link = _private() / f"folder-{next(_numbers)}"
    if not PLAIN.fullmatch(str(link)):
        raise UserError(f"the folder for temporary files is {TEMPORARY}: name one in plain letters with TMPDIR")
    link.symlink_to(folder, target_is_directory=True)
    return link


@cache
def _private() -> Path:
    """A folder of this process, which goes with it."""
    folder = Path(mkdtemp(prefix="reporter-", dir=TEMPORARY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
