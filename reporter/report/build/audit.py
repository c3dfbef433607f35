"""Builds the weaknesses of a run and the API calls behind its evidence, for auditors."""

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
from reporter.model.refusals import DENIED, is_absent
from reporter.model.verdicts import Severity, Status
from reporter.report.build.due import due_date
from reporter.runs import AccountRecord, Manifest, RuleRecord, RunBroken, RunFolder, WaiverRecord
from reporter.runs.history import Run, moment_of

ASSETS = 20
"""The maximum number of ARNs in a weakness; the findings list all."""
UNREADABLE = "the file is missing or cannot be read"
WEAKNESSES = f"""
    SELECT check_id, account_id,
        CASE WHEN status = 'WAIVED' THEN coalesce(nullif(waiver, ''), 'waived') ELSE '' END AS waived_by,
        min(list_position($severities, severity)) AS worst, count(*) AS failing,
        list(DISTINCT arn ORDER BY arn)[:{ASSETS}], count(DISTINCT arn), count(DISTINCT (arn, part)),
        min(coalesce(first_open, $now)), count(*) FILTER (fold <> ''), max(fold),
        list(DISTINCT struct_pack(severity := severity, first := coalesce(first_open, $now))),
        coalesce(list(DISTINCT owner ORDER BY owner) FILTER (owner != ''), [])
    FROM findings LEFT JOIN lives ON lives.id = findings.id
    WHERE parameters = '' AND status = $status
    GROUP BY check_id, account_id, waived_by ORDER BY worst, failing DESC, check_id, account_id, waived_by
"""  # noqa: S608 - a number of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class WeaknessRow:
    """A check that fails in an account, or the part of its failures that a waiver accepts."""

    rule: RuleRecord
    account: AccountRecord
    severity: Severity
    """The highest severity of its failures there."""
    failing: int
    assets: tuple[str, ...]
    """The first ARNs of the failing resources."""
    more_assets: int
    requirements: str
    detected: datetime
    """When the first run that found it began."""
    seen: datetime
    resources: int = 0
    folded: int = 0
    """The number of failures that summaries show together."""
    fold: str = ""
    """What they belong to, such as `unused default VPC`."""
    due: date | None
    """The earliest due date of its failures, by severity; None without one."""
    owners: tuple[str, ...] = ()
    """Who is responsible for the fix of its failures."""
    waived_by: str = ""
    """The id of the waiver that accepts it, or `waived`; empty if it counts as failing."""
    waiver: WaiverRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRow:
    """A resource that findings are about."""

    account: AccountRecord
    arn: str
    resource_type: str
    region: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """An API operation in an account, and the file with its answers."""

    account: AccountRecord
    file: str
    sha256: str
    operation: str
    calls: int = 0
    denied: int = 0
    """The number of calls for which a permission was missing."""
    absent: int = 0
    """The number of calls about a configuration that does not exist."""
    refused: int = 0
    """The number of calls that AWS answered with any error."""
    first: datetime | None = None
    last: datetime | None = None


def weaknesses(
    connection: duckdb.DuckDBPyConnection,
    manifest: Manifest,
    requirements: Mapping[str, str],
    now: Run,
    status: Status = Status.FAIL,
) -> tuple[WeaknessRow, ...]:
    """The weaknesses of run `now` with a status, the most severe first."""
    given = {"severities": list(Severity), "now": now.moment, "status": status}
    found = connection.execute(WEAKNESSES, given).fetchall()
    read = _Reading(manifest, requirements, now)
    return tuple(read.weakness(*values) for values in found)


class _Reading:
    """What explains the rows of `WEAKNESSES`."""

    def __init__(self, manifest: Manifest, requirements: Mapping[str, str], now: Run) -> None:
        self._requirements, self._due_days, self._seen = requirements, manifest.due_days, now.manifest.started
        self._waivers = {waiver.id: waiver for waiver in manifest.waivers}
        self._rules = {rule.check_id: rule for rule in manifest.rules if not rule.parameters}
        self._accounts = {account.id: account for account in manifest.accounts}

    def weakness(self, check_id: str, account_id: str, waived_by: str, *counts: Any) -> WeaknessRow:
        """The weakness of a row, whose values are in the order of the query."""
        worst, failing, assets, different, resources, first, folded, fold, alike, owners = counts
        return WeaknessRow(
            rule=self._rules[check_id],
            account=self._accounts[account_id],
            severity=list(Severity)[worst - 1],
            failing=failing,
            assets=tuple(assets),
            more_assets=different - len(assets),
            resources=resources,
            folded=folded,
            fold=fold,
            requirements=self._requirements.get(check_id, ""),
            detected=moment_of(first),
            seen=self._seen,
            due=_first_due(alike, self._due_days),
            owners=tuple(owners),
            waived_by=waived_by,
            waiver=self._waivers.get(waived_by),
        )


def _first_due(failures: Iterable[Mapping[str, Any]], due_days: Mapping[Severity, int]) -> date | None:
    """The earliest due date of failures with a severity and the moment they were first open."""
    days = (due_date(moment_of(one["first"]), Severity(one["severity"]), due_days) for one in failures)
    return min((day for day in days if day), default=None)


class _Calls(msgspec.Struct):
    """The calls of an inventory; the answers, its largest part, are not decoded."""

    calls: list[Call] = []


@dataclass(frozen=True, eq=False)
class StoredEvidence(Collection[EvidenceRow]):
    """The evidence rows of a run, read from its folder on first use: most formats do not need them."""

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
    """A row for each operation; one row without an operation for an account without calls."""
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
            denied=sum(call.outcome in DENIED for call in alike),
            absent=sum(is_absent(call.outcome) for call in alike),
            refused=sum(call.outcome != "ok" for call in alike),
            first=min(moments, default=None),
            last=max(moments, default=None),
        )


def _moment(text: str) -> datetime | None:
    """The moment in a text as AWS's answers are dated; None if it is invalid."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
