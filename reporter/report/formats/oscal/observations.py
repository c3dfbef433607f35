"""The observations of a run: what each check found, by status and severity, with a subject for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, groupby
from typing import Any

from reporter.model.verdicts import Severity, Status
from reporter.report.formats.oscal.parts import ORIGIN, scope, subject
from reporter.report.formats.oscal.texts import line, props, uuid_of
from reporter.report.formats.streams import Members, moment, timestamp
from reporter.report.model import FindingRow, Report
from reporter.report.tables.columns import Value
from reporter.report.tables.finding_columns import FINDINGS
from reporter.report.words import STATUSES

OF_THE_CHECK = frozenset({"check_id", "title", "status", "severity", "remediation", "frameworks"})
OF_THE_RESOURCE = frozenset({"resource", "arn", "resource_type", "account_name", "ou"})
OF_THE_RUN = frozenset({"last_seen", "age_days"})
ELSEWHERE = OF_THE_CHECK | OF_THE_RESOURCE | OF_THE_RUN
"""The columns that the observation, the inventory or the result say; a subject says the others."""
KEPT = tuple(
    ("finding-id" if column.name == "id" else column.name.replace("_", "-"), column)
    for column in FINDINGS.columns
    if column.name not in ELSEWHERE
)
"""The properties of a subject, each with its column."""


@dataclass(frozen=True, slots=True)
class Observations(Iterable[Members]):
    """The observations, in the order of the findings; those that were written are remembered for the requirements."""

    report: Report
    written: dict[str, list[str]] = field(default_factory=dict)
    """By check: the UUIDs of its observations."""

    def __iter__(self) -> Iterator[Members]:
        for (status, severity, check_id), rows in groupby(FINDINGS.rows(self.report), key=_kind):
            uuid = uuid_of("observation", *scope(self.report), check_id, status, severity)
            self.written.setdefault(check_id, []).append(uuid)
            yield _observation(self.report, uuid, rows)


def _kind(row: FindingRow) -> tuple[Status, Severity, str]:
    return row.finding.status, row.finding.severity, row.finding.check_id


def _observation(report: Report, uuid: str, rows: Iterator[FindingRow]) -> Members:
    row = next(rows)
    status = row.finding.status
    named = {
        "check-id": row.rule.check_id,
        "status": status,
        "severity": row.finding.severity,
        "service": row.rule.service,
        "settings": row.rule.settings,
    }
    return Members(
        uuid=uuid,
        title=line(row.rule.failure if status is Status.FAIL else row.rule.title),
        description=line(f"{STATUSES[status].title}: {STATUSES[status].meaning} {row.rule.rationale}"),
        props=props(named),
        methods=["TEST"],
        types=["finding"],
        origins=[ORIGIN],
        subjects=map(_subject, chain([row], rows)),
        collected=timestamp(moment(report)),
    )


def _subject(row: FindingRow) -> dict[str, Any]:
    found = subject(row.account.id, row.finding.arn, row.finding.resource_name)
    return {**found, "props": props({name: _text(column.read(row)) for name, column in KEPT})}


def _text(value: Value) -> str:
    if isinstance(value, datetime):
        return timestamp(value)
    return "" if value is None else str(value)
