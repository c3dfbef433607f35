"""A run folder in, one Report out: DuckDB counts and sorts, the rest is arrangement."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

import duckdb
import msgspec

from reporter.encoding import to_json
from reporter.model import GLOBAL, Severity, Status
from reporter.report.audit import StoredEvidence, weaknesses
from reporter.report.controls import control_rows, requirements_by_check
from reporter.report.coverage import coverage_rows
from reporter.report.cut import WHOLE, Acting, Cut, narrowed
from reporter.report.measures import coverage, group, score, tally
from reporter.report.model import ASKED, NO_RESULT, AccountRow, Cell, Report, Summary, TrendPoint
from reporter.report.stored_findings import StoredFindings
from reporter.report.summary import summarise
from reporter.runs import AccountRecord, Conflict, Manifest, RunFolder
from reporter.runs.opened import Extract, opened

CELLS = """
    SELECT check_id, parameters, account_id, region, status, severity, reason_code, operation, action, error_code,
        owner, coalesce(min(nullif(request_id, '')), '') AS request_id, count(*) AS count
    FROM findings GROUP BY ALL ORDER BY ALL
"""


def build_report(folder: RunFolder, manifest: Manifest, cut: Cut = WHOLE) -> Report:
    """Everything that the formats show of a finished run, or of the part of it that is named."""
    manifest = narrowed(manifest, cut, _acting(_extract(folder, manifest)) if cut.owner else {})
    extract = _extract(folder, manifest, cut.owner)
    with opened(extract) as connection:
        weak = weaknesses(connection, manifest, requirements_by_check(manifest))
        conflicts = tuple(_of_the_part(connection, folder.care().conflicts, cut))
    everybodys = _all_cells(_extract(folder, manifest), manifest)
    cells = [cell for cell in everybodys if cut.owner in ("", cell.owner)]
    own = [cell for cell in cells if not cell.parameters]
    accounts = _account_rows(manifest, own, cut)
    controls = control_rows(manifest, cells)
    summary = summarise(manifest, own, accounts, controls)
    return Report(
        run=manifest,
        part=cut.slug,
        summary=summary,
        coverage=coverage_rows(manifest, own, everybodys, cut),
        accounts=accounts,
        controls=controls,
        findings=_findings(extract, manifest, own, conflicts),
        conflicts=conflicts,
        weaknesses=weak,
        evidence=StoredEvidence(folder, manifest),
        trend=(_point(manifest, summary),),
        run_hash=hashlib.sha256(folder.manifest_content()).hexdigest(),
        rules_hash=hashlib.sha256(to_json(manifest.rules)).hexdigest(),
    )


def _point(manifest: Manifest, summary: Summary) -> TrendPoint:
    return TrendPoint(
        run_id=manifest.run_id,
        started=manifest.started,
        score=summary.score,
        coverage=summary.coverage,
        failing=summary.tally.failing,
    )


def _extract(folder: RunFolder, manifest: Manifest, owner: str = "") -> Extract:
    owners = {account.id: account.owner for account in manifest.accounts}
    return Extract(file=folder.findings, owners=owners, care=folder.care().care, owner=owner)


def _acting(extract: Extract) -> Acting:
    with opened(extract) as connection:
        pairs = connection.execute("SELECT DISTINCT account_id, owner FROM findings").fetchall()
    by_account = group(pairs, lambda pair: pair[0])
    return {account_id: {owner for _, owner in alike} for account_id, alike in by_account.items()}


def _all_cells(extract: Extract, manifest: Manifest) -> list[Cell]:
    """Whoever has to act on them: a check has answered too where others own what it found."""
    with opened(extract) as connection:
        cells = _cells(connection)
    return [*cells, *_silence(cells, manifest)]


def _cells(connection: duckdb.DuckDBPyConnection) -> list[Cell]:
    found = connection.execute(CELLS)
    names = [column[0] for column in found.description or ()]
    return [msgspec.convert(dict(zip(names, row, strict=True)), Cell) for row in found.fetchall()]


def _silence(cells: Iterable[Cell], manifest: Manifest) -> Iterator[Cell]:
    """A rule that left no finding in an account that was asked for was not assessed there: silence is no answer."""
    answered = {(cell.account_id, cell.check_id, cell.parameters) for cell in cells}
    for account in manifest.accounts:
        for rule in manifest.rules if account.state in ASKED else ():
            if (account.id, rule.check_id, rule.parameters) not in answered:
                yield Cell(
                    check_id=rule.check_id,
                    parameters=rule.parameters,
                    account_id=account.id,
                    region=GLOBAL,
                    status=Status.NOT_ASSESSED,
                    severity=Severity(rule.severity),
                    reason_code=account.reason_code or NO_RESULT,
                    owner=account.owner,
                    count=0,
                )


def _account_rows(manifest: Manifest, cells: Iterable[Cell], cut: Cut) -> tuple[AccountRow, ...]:
    by_account = group(cells, lambda cell: cell.account_id)
    checks = sum(not rule.parameters for rule in manifest.rules)
    rows = []
    for account in manifest.accounts:
        own = by_account.get(account.id, [])
        asked = checks if cut.owns(account) else len({cell.check_id for cell in own})
        rows.append(_account_row(account, own, asked if account.state in ASKED else 0))
    return tuple(sorted(rows, key=_gravest_first))


def _account_row(account: AccountRecord, cells: list[Cell], questions: int) -> AccountRow:
    counts = tally(cells)
    by_both: Counter[tuple[Status, Severity]] = Counter()
    for cell in cells:
        by_both[cell.status, cell.severity] += cell.count
    return AccountRow(
        account=account,
        tally=counts,
        score=score(counts),
        coverage=coverage(cells, questions),
        questions=questions,
        counts=+by_both,
    )


def _gravest_first(row: AccountRow) -> tuple[int, list[int], str]:
    states = ("unreachable", "not-scanned", "scanned", "left-out")
    return states.index(row.account.state), [-count for count in row.tally.failing.values()], row.account.id


def _of_the_part(
    connection: duckdb.DuckDBPyConnection, conflicts: tuple[Conflict, ...], cut: Cut
) -> Iterable[Conflict]:
    """Those about findings of the part; of the whole run also those that name no finding."""
    if cut == WHOLE:
        return conflicts
    named = {"ids": [conflict.finding_id for conflict in conflicts]}
    found = connection.execute("SELECT id FROM findings WHERE id IN (SELECT unnest($ids))", named).fetchall()
    return (conflict for conflict in conflicts if (conflict.finding_id,) in found)


def _findings(
    extract: Extract, manifest: Manifest, cells: Iterable[Cell], conflicts: Iterable[Conflict]
) -> StoredFindings:
    return StoredFindings(
        extract=extract,
        count=sum(cell.count for cell in cells),
        accounts={account.id: account for account in manifest.accounts},
        rules={rule.check_id: rule for rule in manifest.rules if not rule.parameters},
        requirements=requirements_by_check(manifest),
        seen=manifest.started,
        conflicts=group(conflicts, lambda conflict: conflict.finding_id),
    )
