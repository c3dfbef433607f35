"""Writes the workbook: its sheets in order and its properties; the same run gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from reporter.model.text import visible
from reporter.report.formats.excel.sheets.book import ROWS, Book
from reporter.report.formats.excel.sheets.controls import add_controls_sheet
from reporter.report.formats.excel.sheets.cover import add_cover_sheet
from reporter.report.formats.excel.sheets.pivot import add_pivot_sheet
from reporter.report.formats.excel.sheets.styles import add_styles
from reporter.report.formats.excel.sheets.summary import add_summary_sheet
from reporter.report.formats.excel.sheets.table import add_table_sheet
from reporter.report.formats.excel.stream import WorkbookFile
from reporter.report.model import Report
from reporter.report.tables.columns import Table
from reporter.report.tables.dictionary import DICTIONARY
from reporter.report.tables.evidence_table import EVIDENCE_SHEET
from reporter.report.tables.findings_sheet import FINDINGS_SHEET
from reporter.report.tables.follow_up_tables import CHANGES, REMEDIATION_TABLE, WAIVERS
from reporter.report.tables.poam import POAM
from reporter.report.tables.tables import ACCOUNTS, CONTROLS, COVERAGE_SHEET, WORKPAPER_SHEET


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its title, its purpose and its function."""

    title: str
    meaning: str
    add: Callable[[Book], None]


def _of(table: Table[Any]) -> Sheet:
    return Sheet(table.title, table.meaning, partial(add_table_sheet, table=table))


SHEETS = (
    Sheet(
        "Summary",
        "Where we stand, what could not be evaluated and what needs a decision, on one screen.",
        add_summary_sheet,
    ),
    _of(COVERAGE_SHEET),
    _of(ACCOUNTS),
    Sheet(CONTROLS.title, CONTROLS.meaning, add_controls_sheet),
    _of(FINDINGS_SHEET),
    _of(CHANGES),
    _of(WAIVERS),
    _of(REMEDIATION_TABLE),
    _of(EVIDENCE_SHEET),
    Sheet("Pivot", "Findings counted by account, status and severity, or by any other column.", add_pivot_sheet),
    _of(POAM),
    _of(WORKPAPER_SHEET),
    _of(DICTIONARY),
)
"""The sheets after the cover."""


def write(report: Report, target: Path, *, rows_per_sheet: int = ROWS) -> None:
    """Write the whole workbook; a table that is too long for a sheet continues on the next."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    book = Book(report, workbook, rows_per_sheet)
    add_cover_sheet(book, {sheet.title: sheet.meaning for sheet in SHEETS})
    for sheet in SHEETS:
        sheet.add(book)
    moment = (report.run.finished or report.run.started).astimezone(UTC).replace(tzinfo=None)
    _describe(workbook, report, moment)
    paths = (f"xl/worksheets/sheet{number}.xml" for number in count(1))
    streams = {path: book.rows.get(title, iter(())) for path, title in zip(paths, workbook.sheetnames, strict=False)}
    with WorkbookFile(target, moment, streams) as package:
        ExcelWriter(workbook, package).write_data()


def _describe(workbook: Workbook, report: Report, moment: datetime) -> None:
    properties = workbook.properties
    properties.title = visible(report.run.title)
    properties.subject = visible(report.summary.headline)
    properties.creator = visible(f"aws-compliance-reporter {report.run.tool_version}")
    properties.keywords = f"run {visible(report.run.run_id)}"
    properties.category = visible(report.run.classification)
    properties.created = properties.modified = moment
