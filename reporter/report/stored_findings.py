"""The findings of a run as rows of the report, read from its folder whenever somebody looks: never all in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reporter.model import Finding, Severity, Status
from reporter.report.model import FindingRow
from reporter.runs import COLUMNS, NOBODY, AccountRecord, Conflict, RuleRecord
from reporter.runs.opened import Extract, opened

AT_ONCE = 2_000
"""How many findings are in memory at a time."""
ROWS = f"""
    SELECT {", ".join(COLUMNS)} FROM findings
    WHERE parameters = ''
    ORDER BY list_position($statuses, status), list_position($severities, severity),
        check_id, account_id, region, arn, part
"""  # noqa: S608 - the names of our own columns
STATUSES = {status.value: status for status in Status}
SEVERITIES = {severity.value: severity for severity in Severity}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StoredFindings(Collection[FindingRow]):
    """The findings with the settings of the configuration: what fails first, the gravest before the others."""

    extract: Extract
    count: int
    accounts: Mapping[str, AccountRecord]
    rules: Mapping[str, RuleRecord]
    """By check id."""
    requirements: Mapping[str, str]
    """By check id; a check that answers none has no entry."""
    seen: datetime
    """When the run began that found them."""
    conflicts: Mapping[str, Sequence[Conflict]] = field(default_factory=dict)
    """By finding id."""

    def __len__(self) -> int:
        return self.count

    def __contains__(self, row: object) -> bool:
        return any(row == one for one in self)

    def __iter__(self) -> Iterator[FindingRow]:
        order = {"statuses": list(Status), "severities": list(Severity)}
        with opened(self.extract) as connection:
            result = connection.execute(ROWS, order)
            while values := result.fetchmany(AT_ONCE):
                yield from map(self._row, values)

    def _row(self, values: tuple[str, ...]) -> FindingRow:
        named = dict(zip(COLUMNS, values, strict=True))
        named["status"], named["severity"] = STATUSES[named["status"]], SEVERITIES[named["severity"]]
        finding = Finding(**named)  # type: ignore[arg-type] # the two that are more than text are converted above
        return FindingRow(
            finding=finding,
            account=self.accounts[finding.account_id],
            rule=self.rules[finding.check_id],
            requirements=self.requirements.get(finding.check_id, ""),
            first_seen=self.seen,
            last_seen=self.seen,
            care=self.extract.care.get(finding.id, NOBODY),
            conflicts=self.conflicts.get(finding.id, ()),
        )
