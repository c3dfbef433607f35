"""Builds the Report of a run folder; DuckDB counts and sorts the findings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from reporter.model.encoding import to_json
from reporter.model.verdicts import Status
from reporter.report.build.account_rows import account_rows
from reporter.report.build.audit import StoredEvidence, WeaknessRow, weaknesses
from reporter.report.build.cells import cells_of, count_cells
from reporter.report.build.controls import control_rows, requirements_by_check
from reporter.report.build.coverage import coverage_rows
from reporter.report.build.cut import WHOLE, Cut
from reporter.report.build.differences import Differences, differences, joined_and_left, stored_changes
from reporter.report.build.explanation import explanation
from reporter.report.build.part import Part, part_of
from reporter.report.build.resources import with_resources
from reporter.report.build.stored_findings import StoredFindings
from reporter.report.build.stored_resources import StoredResources
from reporter.report.build.summary import summarise
from reporter.report.build.trend import trend
from reporter.report.build.waivers import waiver_rows
from reporter.report.model import Cell, Report, Summary, TrendPoint
from reporter.report.tables.summary_tables import LAST_RUNS
from reporter.runs import Conflict, Manifest, RunFolder
from reporter.runs.findings_view import opened
from reporter.runs.history import Past, earlier


def build_report(folder: RunFolder, manifest: Manifest, cut: Cut = WHOLE, past: Past | None = None) -> Report:
    """The report of a run or a part of it, compared with `past` or the earlier runs in the same folder."""
    past = past or earlier(folder, manifest)
    part = part_of(folder, manifest, cut)
    changed = differences(past, part)
    report = replace(
        _present(past, part, changed.by_account()),
        unread=folder.follow_up().unread if not cut else (),
        waivers=waiver_rows(part_of(folder, manifest, WHOLE), part, past.database),
        run_hash=hashlib.sha256(folder.manifest_content()).hexdigest(),
        rules_hash=hashlib.sha256(to_json(manifest.rules)).hexdigest(),
    )
    return _with_past(report, changed, cut)


def _present(past: Past, part: Part, changes: Mapping[str, int]) -> Report:
    """The report without what the earlier runs and the whole run add to it."""
    all_cells = count_cells(part, beside=past.database)
    cells = cells_of(part, all_cells)
    own = [cell for cell in cells if not cell.parameters]
    accounts, controls = account_rows(part, own, changes), control_rows(part.manifest, cells)
    failing, conflicts = _weaknesses(past, part, Status.FAIL), _conflicts(part)
    with opened(part.extract, past.database) as connection:
        summary = with_resources(summarise(part.manifest, own, accounts, controls), connection, failing)
    return Report(
        run=part.manifest,
        part=part.cut.slug,
        summary=summary,
        coverage=coverage_rows(part.manifest, own, all_cells, part.cut),
        accounts=accounts,
        controls=controls,
        findings=_findings(past, part, own, conflicts),
        resources=_resources(past, part),
        conflicts=conflicts,
        weaknesses=failing,
        accepted=_weaknesses(past, part, Status.WAIVED),
        evidence=StoredEvidence(part.folder, part.manifest),
    )


def _with_past(report: Report, changed: Differences, cut: Cut) -> Report:
    past, previous = changed.past, changed.past.previous
    joined, left = joined_and_left(changed)
    return replace(
        report,
        compared_with=previous.manifest if previous else None,
        changes=stored_changes(changed),
        change_counts=changed.counts(),
        rule_change_counts=changed.by_rules(),
        new_by_severity=changed.new_by_severity(),
        newly_scanned=changed.newly_scanned(),
        new_there=changed.new_there(),
        joined=joined,
        left=left,
        trend=(*trend(past.before[1 - LAST_RUNS :], cut, past.database), _point(report.run, report.summary)),
    )


def _point(manifest: Manifest, summary: Summary) -> TrendPoint:
    return TrendPoint(
        run_id=manifest.run_id,
        started=manifest.started,
        score=summary.score,
        coverage=summary.coverage,
        failing=summary.tally.failing,
    )


def _weaknesses(past: Past, part: Part, status: Status) -> tuple[WeaknessRow, ...]:
    with opened(part.extract, past.database) as connection:
        return weaknesses(connection, part.manifest, requirements_by_check(part.manifest), past.run, status)


def _conflicts(part: Part) -> tuple[Conflict, ...]:
    """The conflicts about findings of the part; for the whole run also those without a finding."""
    conflicts = part.folder.follow_up().conflicts
    if not part.cut:
        return conflicts
    named = {"ids": [conflict.finding_id for conflict in conflicts]}
    with opened(part.extract) as connection:
        found = connection.execute("SELECT id FROM findings WHERE id IN (SELECT unnest($ids))", named).fetchall()
    return tuple(conflict for conflict in conflicts if (conflict.finding_id,) in found)


def _resources(past: Past, part: Part) -> StoredResources:
    accounts = {account.id: account for account in part.manifest.accounts}
    return StoredResources(extract=part.extract, accounts=accounts, database=past.database)


def _findings(past: Past, part: Part, cells: Iterable[Cell], conflicts: Iterable[Conflict]) -> StoredFindings:
    follow_up = replace(part.folder.follow_up(), conflicts=tuple(conflicts))
    return StoredFindings(
        extract=part.extract,
        count=sum(cell.count for cell in cells),
        explanation=explanation(part.manifest, follow_up),
        past=past,
    )
