"""The findings of runs as one DuckDB view, independent of the product version that wrote the file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

import duckdb
import msgspec

from reporter.model.finding import COLUMNS
from reporter.model.verdicts import Severity, Status
from reporter.runs.duck import UNREADABLE, NoTable, connect, in_short, read_parquet
from reporter.runs.follow_up import Care
from reporter.runs.run_files import RunBroken

T = TypeVar("T")

OWNER = "coalesce({named}, nullif({own}, ''), chosen.owner) AS owner"
"""The owner of a finding: named in a workbook, else by an owner rule, else the owner of the account."""
NAMED = "LEFT JOIN named ON stored.id = named.id"
WANTED = "WHERE owner = (FROM wanted)"
FIRST = ("id", "check_id", "account_id", "region", "resource_type", "status", "severity", "parameters")
"""Columns that every version of the product has written and that the history needs."""
LONGEST = 4_000_000
"""Maximum bytes of one text: a reason may name 20,000 users."""
WORDS: Mapping[str, Collection[str]] = {"status": tuple(Status), "severity": tuple(Severity)}
"""The values that a column may hold, by column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The part of a run's findings to read."""

    file: Path
    owners: Mapping[str, str]
    """The owner of each account whose findings are read, by account id."""
    care: Mapping[str, Care] = field(default_factory=dict)
    """What was typed into workbooks, by finding id."""
    owner: str = ""
    """Read only the findings of this owner; empty for all."""


@contextmanager
def opened(extract: Extract, beside: duckdb.DuckDBPyConnection | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with a view `findings` of the extract, each with its owner.

    A column that the file lacks is empty. The tables of the database `beside`, if given, are visible too. Raises
    `RunBroken` for a file that no run wrote, at the latest when its rows are read.
    """
    with (beside or _shared()).cursor() as connection:
        try:
            _prepare(connection, extract)
            yield connection
        except UNREADABLE as error:
            raise unreadable(extract.file, error) from error


def findings_in(connection: duckdb.DuckDBPyConnection, file: Path) -> duckdb.DuckDBPyRelation:
    """The findings in a file, as they were written; raises `RunBroken` if its metadata shows that it holds none."""
    try:
        found = read_parquet(connection, file)
        _refuse_other_kinds(found)
    except UNREADABLE as error:
        raise unreadable(file, error) from error
    return found


def unreadable(file: Path, error: Exception) -> RunBroken:
    """The error for a file that cannot be read as findings."""
    return RunBroken(f"{file} cannot be read as findings: {in_short(error)}")


def problem_of(file: Path) -> str:
    """Why a file cannot hold findings, judged by its metadata; empty if it can."""
    try:
        with _shared().cursor() as connection:
            findings_in(connection, file)
    except RunBroken as error:
        return str(error)
    return ""


def _prepare(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    named = {id_: care.owner for id_, care in extract.care.items() if care.owner}
    stored = findings_in(connection, extract.file)
    connection.execute(f"CREATE TEMP VIEW stored AS {stored.sql_query()}")
    _table(connection, "chosen", extract.owners)
    if named:
        _table(connection, "named", named)
    if extract.owner:
        connection.execute("CREATE TEMP TABLE wanted AS SELECT $owner::VARCHAR AS owner", {"owner": extract.owner})
    connection.execute(_view(stored.columns, named=bool(named), wanted=bool(extract.owner)))


def _refuse_other_kinds(stored: duckdb.DuckDBPyRelation) -> None:
    """Raise `NoTable` for a table that no version of the product wrote."""
    missing = [column for column in FIRST if column not in stored.columns]
    if missing:
        raise NoTable(f"it has no column {missing[0]}")
    for column, kind in zip(stored.columns, stored.types, strict=True):
        if column in COLUMNS and kind != "VARCHAR":
            raise NoTable(f"its column {column} is no text")


@cache
def _shared() -> duckdb.DuckDBPyConnection:
    """The database of the process, since a new one takes 12 ms; cursors do not share their temporary tables."""
    return connect()


def read_as(kind: type[T], result: duckdb.DuckDBPyConnection) -> list[T]:
    """The rows of a result as objects, matched by column name; raises msgspec.ValidationError."""
    names = [column[0] for column in result.description or ()]
    return [msgspec.convert(dict(zip(names, row, strict=True)), kind) for row in result.fetchall()]


def _table(connection: duckdb.DuckDBPyConnection, name: str, owners: Mapping[str, str]) -> None:
    rows = {"ids": list(owners), "owners": list(owners.values())}
    columns = "unnest($ids::VARCHAR[]) AS id, unnest($owners::VARCHAR[]) AS owner"
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT {columns}", rows)


def _view(stored: Collection[str], *, named: bool, wanted: bool) -> str:
    """The SQL of the view; it joins only tables that have rows, since a join takes as long as reading a small file."""
    source = {name: _guarded(name) if name in stored else "''" for name in COLUMNS}
    columns = {name: f"{source[name]} AS {name}" for name in COLUMNS}
    columns["owner"] = OWNER.format(named="named.owner" if named else "NULL", own=source["owner"])
    return f"""
        CREATE TEMP VIEW findings AS FROM (
            SELECT {", ".join(columns.values())}
            FROM stored JOIN chosen ON stored.account_id = chosen.id {NAMED if named else ""}
        ) {WANTED if wanted else ""}
    """  # noqa: S608 - the names of our own columns


def _guarded(column: str) -> str:
    """The SQL of a column that ends the query with an error at a value that no run writes."""
    own, refusal = f"stored.{column}", f"error('its column {column} holds what no run writes')"
    if column in WORDS:
        words = ", ".join(f"'{word}'" for word in WORDS[column])
        return f"CASE WHEN {own} IN ({words}) THEN {own} ELSE {refusal} END"
    return f"CASE WHEN strlen({own}) > {LONGEST} THEN {refusal} ELSE {own} END"
