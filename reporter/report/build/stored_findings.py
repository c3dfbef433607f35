"""The findings of a run as rows of the report, streamed from its folder and never all in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reporter.model.verdicts import Severity, Status
from reporter.report.build.explanation import FINDING, Explanation
from reporter.report.model import FindingRow
from reporter.runs.findings_view import Extract, opened
from reporter.runs.history import OPEN, Past, moment_of

AT_ONCE = 2_000
"""The number of findings in memory at a time."""
ROWS = f"""
    SELECT coalesce(CASE WHEN status IN {OPEN} THEN first_open ELSE first_seen END, $now), {FINDING}
    FROM findings LEFT JOIN lives ON lives.id = findings.id
    WHERE parameters = ''
    ORDER BY list_position($statuses, status), list_position($severities, severity),
        check_id, account_id, region, arn, part
"""  # noqa: S608 - the names of our own columns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StoredFindings(Collection[FindingRow]):
    """The findings under the settings of the configuration, sorted by status, then by severity."""

    extract: Extract
    count: int
    explanation: Explanation
    past: Past
    """Gives the moment when each finding was first seen."""

    def __len__(self) -> int:
        return self.count

    def __contains__(self, row: object) -> bool:
        return any(row == one for one in self)

    def __iter__(self) -> Iterator[FindingRow]:
        now = self.past.run
        given = {"statuses": list(Status), "severities": list(Severity), "now": now.moment}
        with opened(self.extract, self.past.database) as connection:
            result = connection.execute(ROWS, given)
            while rows := result.fetchmany(AT_ONCE):
                for first, *values in rows:
                    yield self.explanation.row(values, moment_of(first), now.manifest.started)
