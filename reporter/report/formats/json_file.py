"""Writes the whole report as JSON, for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from reporter.model.text import visible
from reporter.report.model import Report
from reporter.report.tables.columns import Row, Table
from reporter.report.tables.dictionary import DICTIONARY
from reporter.report.tables.summary_tables import SUMMARY_TABLES
from reporter.report.tables.tables import SHEETS

SCHEMA = 1
"""The version of the document; names are only added."""


def write(report: Report, target: Path) -> None:
    """Write indented UTF-8; codes stay codes, and unknown values are null."""
    target.write_bytes(msgspec.json.format(msgspec.json.encode(document(report)), indent=1) + b"\n")


def document(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    tables = {table.name: _rows(table, report) for table in (*SHEETS, DICTIONARY)}
    return {"schema": SCHEMA, "run": _run(report), "summary": _summary(report), **tables}


def _run(report: Report) -> dict[str, Any]:
    run = report.run
    texts = {
        "run_id": run.run_id,
        "title": run.title,
        "classification": run.classification,
        "tool_version": run.tool_version,
        "caller_arn": run.caller_arn,
        "organization_id": run.organization_id,
    }
    times = {"started": run.started, "finished": run.finished}
    return {name: visible(text) for name, text in texts.items()} | times


def _summary(report: Report) -> dict[str, Any]:
    summary = report.summary
    return {
        "headline": visible(summary.headline),
        "complete": summary.complete,
        "score": summary.score,
        "coverage": summary.coverage,
        "accounts_scanned": summary.scanned,
        "accounts_unreachable": summary.unreachable,
        "accounts_not_scanned": summary.not_scanned,
        "accounts_left_out": summary.left_out,
        "by_status": summary.tally.by_status,
        "failing_by_severity": summary.tally.failing,
        **{table.name: _rows(table, report) for table in SUMMARY_TABLES},
        "since_the_run_before": _changes(report),
    }


def _changes(report: Report) -> dict[str, Any] | None:
    """The totals of the changes; None for the first run."""
    before = report.compared_with
    if not before:
        return None
    return {
        "run_id": visible(before.run_id),
        "started": before.started,
        "by_change": report.change_counts,
        "because_of_rules": report.rule_change_counts,
        "new_by_severity": report.new_by_severity,
        "accounts_joined": [account.id for account in report.joined],
        "accounts_left": [account.id for account in report.left],
    }


def _rows(table: Table[Row], report: Report) -> list[dict[str, Any]]:
    return [{column.name: column.read(row) for column in table.columns} for row in table.rows(report)]
