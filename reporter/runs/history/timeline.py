"""Builds DuckDB tables over the findings of several runs: when each was open, and why it is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from reporter.model.subjects import GLOBAL, Account, Region
from reporter.model.verdicts import Status
from reporter.runs import RunBroken
from reporter.runs.duck import UNREADABLE, read_parquet
from reporter.runs.findings_view import findings_in
from reporter.runs.history.beside import Run

OPEN = "('FAIL', 'WAIVED')"
SIGHTINGS = """
    SELECT {number} AS run, {moment} AS moment, id, check_id, account_id, region, resource_type, status, severity
    FROM run_{number} WHERE parameters = ''
"""
KNOWN = {status: f"last_{status.lower()}" for status in Status if status is not Status.NOT_ASSESSED}
"""By status that says something about the finding: the column with the number of the last run that had it."""
NO_LIVES = f"""
    CREATE TABLE kept (id VARCHAR, first_seen BIGINT, first_open BIGINT, gone BOOLEAN, last_seen INTEGER,
        {", ".join(f"{column} INTEGER" for column in KNOWN.values())})
"""
MORE_LIVES = f"""
    CREATE OR REPLACE TABLE kept AS
    SELECT id, min(first_seen) AS first_seen, min(first_open) AS first_open, bool_or(gone) AS gone,
        max(last_seen) AS last_seen,
        {", ".join(f"max({column}) AS {column}" for column in KNOWN.values())}
    FROM (FROM kept UNION ALL
        SELECT id, moment, CASE WHEN status IN {OPEN} THEN moment END, FALSE, run,
            {", ".join(f"CASE WHEN status = '{status}' THEN run END" for status in KNOWN)}
        FROM ({{sightings}}))
    GROUP BY id
"""  # noqa: S608 - our own names
RECALLED = f"""
    INSERT INTO kept
    SELECT id, first_seen, first_open, gone, -1,
        {", ".join(f"CASE WHEN known = '{status}' THEN -1 END" for status in KNOWN)}
    FROM memory
"""  # noqa: S608 - our own names
"""Inserts what the memory file knows of removed runs; they are older than run 0.

`gone`: the resource was missing after the finding was last open.
"""
LIVES = f"""
    CREATE VIEW lives AS
    SELECT *, greatest({KNOWN[Status.FAIL]}, {KNOWN[Status.WAIVED]}) AS last_open,
        greatest({", ".join(KNOWN.values())}) AS last_known,
        CASE last_known {" ".join(f"WHEN {column} THEN '{status}'" for status, column in KNOWN.items())} END AS known
    FROM kept
"""  # noqa: S608 - our own names
"""Each finding of earlier runs: when it was first seen and first open, and the last run by number for each status."""
AT_ONCE = 2
"""How many runs one statement counts: with more, DuckDB keeps all their rows in memory; with one, it is slower."""
PLACES = f"""
    CREATE TABLE places AS
    SELECT lives.id, sightings.run, account_id, check_id, region, regions
    FROM lives JOIN sightings ON sightings.id = lives.id AND sightings.run = coalesce(last_open, lives.last_seen)
    JOIN accounts ON accounts.run = sightings.run AND accounts.id = account_id
    WHERE known IN {OPEN} OR lives.id IN (FROM cared)
"""  # noqa: S608 - our own names
"""The account, check and region of each finding that was open when last known, or that has a follow-up."""
ANSWERS = "CREATE TABLE answers AS SELECT DISTINCT run, account_id, check_id FROM sightings"
GAPS = f"""
    CREATE TABLE gaps AS
    SELECT DISTINCT run, account_id, check_id,
        CASE WHEN resource_type IN ('{Account.kind}', '{Region.kind}') THEN region ELSE '{GLOBAL}' END AS region
    FROM sightings JOIN rules USING (run, check_id)
    WHERE status = 'NOT_ASSESSED' AND resource_type <> kind
"""  # noqa: S608 - our own names
"""Accounts and regions where a check could not list its resources: the row is about the account or the region."""
ABSENCES = f"""
    CREATE TABLE absences AS
    SELECT places.id, here.run, CASE
        WHEN state IS NULL OR state = 'left-out' THEN 'account-left'
        WHEN rules.check_id IS NULL THEN 'no-longer-asked'
        WHEN state <> 'scanned' THEN 'no-longer-assessed'
        WHEN list_contains(places.regions, places.region) AND NOT list_contains(accounts.regions, places.region)
            THEN 'no-longer-asked'
        WHEN answers.run IS NULL OR wide.run IS NOT NULL OR near.run IS NOT NULL THEN 'no-longer-assessed'
        ELSE 'resource-gone' END AS why
    FROM places JOIN (SELECT unnest(range($now + 1)) AS run) here ON here.run > places.run
    ANTI JOIN (SELECT run, id FROM sightings WHERE run = $now OR status = 'NOT_ASSESSED') row_there
        ON row_there.run = here.run AND row_there.id = places.id
    LEFT JOIN accounts ON accounts.run = here.run AND accounts.id = places.account_id
    LEFT JOIN rules ON rules.run = here.run AND rules.check_id = places.check_id
    LEFT JOIN answers ON answers.run = here.run
        AND answers.account_id = places.account_id AND answers.check_id = places.check_id
    LEFT JOIN gaps wide ON wide.run = here.run AND wide.region = '{GLOBAL}'
        AND wide.account_id = places.account_id AND wide.check_id = places.check_id
    LEFT JOIN gaps near ON near.run = here.run AND near.region = places.region
        AND near.account_id = places.account_id AND near.check_id = places.check_id
"""  # noqa: S608 - our own names
"""Each later run without a row for such a finding, and why; before run `now`, NOT_ASSESSED rows count as none."""


def count_lives(connection: duckdb.DuckDBPyConnection, before: Sequence[Run], memory: Path | None = None) -> None:
    """Create the view `lives`: for each finding of the earlier runs, when it was seen, open and known.

    The memory file of removed runs is included; raises `RunBroken` if it cannot be read.
    """
    connection.execute(NO_LIVES)
    if memory:
        _recall(connection, memory)
    _open(connection, before)
    for first in range(0, len(before), AT_ONCE):
        connection.execute(MORE_LIVES.format(sightings=sightings_of(before[first : first + AT_ONCE], first)))
    connection.execute(LIVES)


def find_absences(
    connection: duckdb.DuckDBPyConnection, before: Sequence[Run], later: Sequence[Run], cared: Iterable[str] = ()
) -> None:
    """Create the tables of findings missing after the runs counted in `lives`; the last run is the one reported on.

    The tables are `places`, `absences`, `accounts` and `rules`; the view `sightings` has the findings of all runs.
    """
    runs = (*before, *later)
    now = len(runs) - 1
    _open(connection, later, len(before))
    connection.execute(f"CREATE VIEW sightings AS {sightings_of(runs)}")
    _load_manifests(connection, runs)
    _fill(connection, "cared (id VARCHAR)", [{"id": id_} for id_ in cared])
    connection.execute(PLACES)
    connection.execute(ANSWERS)
    connection.execute(GAPS)
    connection.execute(ABSENCES, {"now": now})


def _open(connection: duckdb.DuckDBPyConnection, runs: Sequence[Run], first: int = 0) -> None:
    for number, run in enumerate(runs, start=first):
        findings_in(connection, run.folder.findings).create_view(f"run_{number}")


def _recall(connection: duckdb.DuckDBPyConnection, memory: Path) -> None:
    try:
        read_parquet(connection, memory).create_view("memory")
        connection.execute(RECALLED)
    except UNREADABLE as error:
        raise RunBroken(
            f"{memory} cannot be read: restore it; without it, findings look younger than they are"
        ) from error


def sightings_of(runs: Sequence[Run], first: int = 0) -> str:
    """The SQL that selects the findings of consecutive runs; `first` is the number of the first run."""
    numbered = enumerate(runs, start=first)
    return " UNION ALL ".join(SIGHTINGS.format(number=number, moment=run.moment) for number, run in numbered)


def _load_manifests(connection: duckdb.DuckDBPyConnection, runs: Sequence[Run]) -> None:
    accounts, rules = [], []
    for number, manifest in enumerate(run.manifest for run in runs):
        accounts += [
            {"run": number, "id": account.id, "state": account.state, "regions": list(account.regions)}
            for account in manifest.accounts
        ]
        rules += [
            {
                "run": number,
                "check_id": rule.check_id,
                "kind": rule.resource_type,
                "asked": f"{rule.severity} {rule.settings}",
                "version": rule.version,
            }
            for rule in manifest.rules
            if not rule.parameters
        ]
    _fill(connection, "accounts (run INTEGER, id VARCHAR, state VARCHAR, regions VARCHAR[])", accounts)
    _fill(connection, "rules (run INTEGER, check_id VARCHAR, kind VARCHAR, asked VARCHAR, version VARCHAR)", rules)


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Create a table with rows; they are passed by column, since DuckDB inserts single rows slowly."""
    connection.execute(f"CREATE TABLE {table}")
    if rows:
        name, columns = table.partition(" ")[0], list(rows[0])
        values = ", ".join(f"unnest(${column})" for column in columns)
        given = {column: [row[column] for row in rows] for column in columns}
        connection.execute(f"INSERT INTO {name} SELECT {values}", given)
