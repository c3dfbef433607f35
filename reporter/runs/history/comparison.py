"""Computes the change of each finding since the previous run, from all that earlier runs recorded."""

from __future__ import annotations

import duckdb

from reporter.runs.history.timeline import OPEN

GONE = """
    CREATE TABLE gone AS SELECT id FROM absences WHERE run < $now AND why = 'resource-gone'
    UNION SELECT id FROM lives WHERE gone AND last_open = -1
"""
"""Findings whose resource was missing after they were last open; run -1 stands for the removed runs."""
RULE_CHANGES = """
    CREATE TABLE rule_changes AS
    SELECT before.run, check_id, before.asked <> now.asked
        OR (before.version <> now.version AND before.version <> '' AND now.version <> '') AS other
    FROM rules now JOIN rules before USING (check_id)
    WHERE now.run = $now AND before.run < $now
"""
"""Whether a check differs from an earlier run; a check whose version is not known counts as the same."""
STATES = f"""
    CREATE TABLE states AS
    SELECT sightings.id, status AS now,
        CASE WHEN gone.id IS NOT NULL OR lives.id IS NULL THEN '' ELSE coalesce(known, 'NOT_ASSESSED') END AS before,
        first_open IS NULL AS never, coalesce(known IN {OPEN}, FALSE) AND gone.id IS NULL AS was_open,
        coalesce(other, TRUE) AS other_rule
    FROM sightings LEFT JOIN lives ON lives.id = sightings.id LEFT JOIN gone ON gone.id = sightings.id
    LEFT JOIN (SELECT check_id, max(run) AS run FROM rules WHERE run < $now GROUP BY check_id) asked
        ON asked.check_id = sightings.check_id
    LEFT JOIN rule_changes ON rule_changes.check_id = sightings.check_id
        AND rule_changes.run = CASE WHEN last_known >= 0 THEN last_known ELSE asked.run END
    WHERE sightings.run = $now
"""  # noqa: S608 - our own names
"""The status of each finding before and now; a check that is new in this run counts as another rule."""
CHANGES = """
    CREATE TABLE changes AS
    SELECT id, $now AS run, before, now, TRUE AS reported,
        CASE WHEN now = 'FAIL' AND never THEN 'new'
            WHEN now = 'FAIL' AND NOT was_open THEN 'reopened'
            WHEN now = 'FAIL' AND before = 'WAIVED' THEN 'waiver-ended'
            WHEN now = 'FAIL' THEN 'still-open'
            WHEN now = 'WAIVED' AND was_open AND before = 'FAIL' THEN 'waived'
            WHEN now = 'NOT_ASSESSED' AND was_open THEN 'no-longer-assessed'
            WHEN now NOT IN ('FAIL', 'WAIVED') AND was_open THEN 'fixed' END AS change,
        other_rule AND change IN ('new', 'reopened', 'fixed') AS by_rules
    FROM states WHERE change IS NOT NULL
"""
LOST = f"""
    INSERT INTO changes BY NAME
    SELECT places.id, places.run, coalesce(known, 'NOT_ASSESSED') AS before, now.why AS change,
        CASE now.why WHEN 'no-longer-assessed' THEN 'NOT_ASSESSED' ELSE '' END AS now,
        now.why = 'resource-gone' AND coalesce(other, FALSE) AS by_rules,
        coalesce(known IN {OPEN}, FALSE) AND gone.id IS NULL
            AND (now.why NOT IN ('account-left', 'no-longer-asked') OR before.why IS DISTINCT FROM now.why) AS reported
    FROM places JOIN lives ON lives.id = places.id LEFT JOIN gone ON gone.id = places.id
    JOIN absences now ON now.id = places.id AND now.run = $now
    LEFT JOIN absences before ON before.id = places.id AND before.run = $now - 1
    LEFT JOIN rule_changes ON rule_changes.check_id = places.check_id AND rule_changes.run = places.run
    WHERE reported OR places.id IN (FROM cared)
"""  # noqa: S608 - our own names
"""Findings that have no row any more; those reported earlier stay only if they have a follow-up.

Their status before may be unknown, when they were never assessed.
"""


def find_gone(connection: duckdb.DuckDBPyConnection, now: int) -> None:
    """Create the table `gone` of what was missing before run `now`; needs the tables of `history.timeline`."""
    connection.execute(GONE, {"now": now})


def compare(connection: duckdb.DuckDBPyConnection, now: int) -> None:
    """Create the table `changes` for run `now`; needs the tables of `history.timeline`.

    Each row has the `run` that holds its finding, and `reported`: FALSE for an earlier change that is only kept.
    """
    find_gone(connection, now)
    for statement in (RULE_CHANGES, STATES, CHANGES, LOST):
        connection.execute(statement, {"now": now} if "$now" in statement else None)
