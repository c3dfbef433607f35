"""Counts the resources behind the failures: one resource may fail several checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import duckdb

from reporter.model.verdicts import Severity, Status
from reporter.report.build.audit import WeaknessRow
from reporter.report.model import Summary

URGENT = (Severity.CRITICAL, Severity.HIGH)
COUNT = """
    SELECT count(DISTINCT (account_id, arn, part)),
        count(DISTINCT (account_id, arn, part)) FILTER (list_contains($urgent, severity))
    FROM findings WHERE parameters = '' AND status = $fail
"""


def with_resources(
    summary: Summary, connection: duckdb.DuckDBPyConnection, weaknesses: Iterable[WeaknessRow]
) -> Summary:
    """The summary with the number of failing resources: in all, critical or high, and by check."""
    [(failing, urgent)] = connection.execute(COUNT, {"urgent": list(URGENT), "fail": Status.FAIL}).fetchall()
    by_check: Counter[str] = Counter()
    for row in weaknesses:
        by_check[row.rule.check_id] += row.resources
    worst = tuple(replace(row, resources=by_check[row.rule.check_id]) for row in summary.worst)
    return replace(summary, resources=failing, urgent_resources=urgent, worst=worst)
