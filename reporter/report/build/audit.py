"""What an auditor asks of a run: which weaknesses it found where, and by which calls it knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import duckdb
import msgspec

from reporter.model.answers import Call
from reporter.model.encoding import UNDECODABLE, from_json
from reporter.model.verdicts import Severity, Status
from reporter.report.build.due import due_date
from reporter.runs import AccountRecord, Manifest, RuleRecord, RunBroken, RunFolder, WaiverRecord
from reporter.runs.history import Run, moment_of

ASSETS = 20
"""How many ARNs a weakness names; the findings have them all."""
UNREADABLE = "the file is missing or cannot be read"
WEAKNESSES = f"""
    SELECT check_id, account_id,
        CASE WHEN status = 'WAIVED' THEN coalesce(nullif(waiver, ''), 'waived') ELSE '' END AS waived_by,
        min(list_position($severities, severity)) AS gravest, count(*) AS failing,
        list(DISTINCT arn ORDER BY arn)[:{ASSETS}], count(DISTINCT arn), min(coalesce(first_open, $now)),
        list(DISTINCT struct_pack(severity := severity, first := coalesce(first_open, $now)))
    FROM findings LEFT JOIN lives ON lives.id = findings.id
    WHERE parameters = '' AND status = $status
    GROUP BY check_id, account_id, waived_by ORDER BY gravest, failing DESC, check_id, account_id, waived_by
"""  # noqa: S608 - a number of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class WeaknessRow:
    """One check that fails in one account, or what one waiver accepts of that."""

    rule: RuleRecord
    account: AccountRecord
    severity: Severity
    """The gravest of its failures there."""
    failing: int
    assets: tuple[str, ...]
    """The ARNs of what fails; of many only the first."""
    more_assets: int
    requirements: str
    detected: datetime
    """When the first run began that found it."""
    seen: datetime
    due: date | None
    """Until when the first of its failures is to be mended, as follows from their severities; None for no date."""
    waived_by: str = ""
    """The id of the waiver that accepts it, or `waived`; empty for what counts as failing."""
    waiver: WaiverRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One API operation in one account, and the file that holds every answer to it."""

    account: AccountRecord
    file: str
    sha256: str
    operation: str
    calls: int = 0
    refused: int = 0
    """How many of the calls AWS answered with an error."""
    first: datetime | None = None
    last: datetime | None = None


def weaknesses(
    connection: duckdb.DuckDBPyConnection,
    manifest: Manifest,
    requirements: Mapping[str, str],
    now: Run,
    status: Status = Status.FAIL,
) -> tuple[WeaknessRow, ...]:
    """What fails, or is waived, in the run that is looked at now; the gravest first."""
    waivers = {waiver.id: waiver for waiver in manifest.waivers}
    rules = {rule.check_id: rule for rule in manifest.rules if not rule.parameters}
    accounts = {account.id: account for account in manifest.accounts}
    given = {"severities": list(Severity), "now": now.moment, "status": status}
    found = connection.execute(WEAKNESSES, given).fetchall()
    return tuple(
        WeaknessRow(
            rule=rules[check_id],
            account=accounts[account_id],
            severity=list(Severity)[gravest - 1],
            failing=failing,
            assets=tuple(assets),
            more_assets=different - len(assets),
            requirements=requirements.get(check_id, ""),
            detected=moment_of(first),
            seen=now.manifest.started,
            due=_first_due(alike, manifest.due_days),
            waived_by=waived_by,
            waiver=waivers.get(waived_by),
        )
        for check_id, account_id, waived_by, gravest, failing, assets, different, first, alike in found
    )


def _first_due(failures: Iterable[Mapping[str, Any]], due_days: Mapping[Severity, int]) -> date | None:
    """Of failures with a severity each, and the moment when they were first seen open."""
    days = (due_date(moment_of(one["first"]), Severity(one["severity"]), due_days) for one in failures)
    return min((day for day in days if day), default=None)


class _Calls(msgspec.Struct):
    """The calls of an inventory; the answers, which are most of it, are passed over."""

    calls: list[Call] = []


@dataclass(frozen=True, eq=False)
class StoredEvidence(Collection[EvidenceRow]):
    """The evidence of a run, read from its folder when somebody first looks: most formats never do."""

    folder: RunFolder
    manifest: Manifest

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, row: object) -> bool:
        return row in self._rows

    def __iter__(self) -> Iterator[EvidenceRow]:
        return iter(self._rows)

    @cached_property
    def _rows(self) -> tuple[EvidenceRow, ...]:
        return tuple(row for account in self.manifest.accounts for row in self._of(account))

    def _of(self, account: AccountRecord) -> Iterator[EvidenceRow]:
        file = next((name for name in self.manifest.files if name.endswith(f"/{account.id}.inventory.json.gz")), "")
        if not file:
            return
        sha256 = self.manifest.files[file]
        try:
            calls = from_json(self.folder.inventory_of(account.id), _Calls).calls
        except (RunBroken, *UNDECODABLE):
            yield EvidenceRow(account=account, file=file, sha256=sha256, operation=UNREADABLE)
            return
        yield from _by_operation(account, file, sha256, calls)


def _by_operation(account: AccountRecord, file: str, sha256: str, calls: Iterable[Call]) -> Iterator[EvidenceRow]:
    """A row for each operation; one without an operation for an account in which nothing was called."""
    by_operation: defaultdict[str, list[Call]] = defaultdict(list)
    for call in calls:
        by_operation[call.operation].append(call)
    for operation, alike in sorted(by_operation.items()) or [("", [])]:
        moments = [moment for call in alike if (moment := _moment(call.at))]
        yield EvidenceRow(
            account=account,
            file=file,
            sha256=sha256,
            operation=operation,
            calls=len(alike),
            refused=sum(call.outcome != "ok" for call in alike),
            first=min(moments, default=None),
            last=max(moments, default=None),
        )


def _moment(text: str) -> datetime | None:
    """A moment as AWS's answers are dated; None for what is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
