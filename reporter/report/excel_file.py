"""The workbook: its sheets in order, its properties, and the same bytes for the same run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from reporter.report.dictionary import DICTIONARY
from reporter.report.excel_stream import Package
from reporter.report.finding_columns import FINDINGS, FINDINGS_SHEET
from reporter.report.model import Report
from reporter.report.sheets.book import ROWS, Book
from reporter.report.sheets.styles import add_styles
from reporter.report.sheets.summary import add_summary_charts, add_summary_sheet
from reporter.report.sheets.table import add_table_sheet
from reporter.report.tables import SHEETS as TABLE_SHEETS
from reporter.report.text import visible

TABLES = {FINDINGS.name: FINDINGS_SHEET}
"""The tables that the workbook shows in an order of its own."""
SHEETS: tuple[Callable[[Book], None], ...] = (
    add_summary_sheet,
    *(partial(add_table_sheet, table=TABLES.get(table.name, table)) for table in (*TABLE_SHEETS, DICTIONARY)),
    add_summary_charts,
)
"""In the order of the workbook; the charts come when the sheets that they read are there."""


def write(report: Report, target: Path, *, rows_per_sheet: int = ROWS) -> None:
    """The whole workbook; what does not fit on one sheet goes on on the next."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    book = Book(report, workbook, rows_per_sheet)
    for add_sheet in SHEETS:
        add_sheet(book)
    moment = (report.run.finished or report.run.started).astimezone(UTC).replace(tzinfo=None)
    _describe(workbook, report, moment)
    paths = (f"xl/worksheets/sheet{number}.xml" for number in count(1))
    streams = {path: book.rows.get(title, iter(())) for path, title in zip(paths, workbook.sheetnames, strict=False)}
    with Package(target, moment, streams) as package:
        ExcelWriter(workbook, package).write_data()


def _describe(workbook: Workbook, report: Report, moment: datetime) -> None:
    properties = workbook.properties
    properties.title = visible(report.run.title)
    properties.subject = report.summary.headline
    properties.creator = f"aws-compliance-reporter {report.run.tool_version}"
    properties.keywords = f"run {visible(report.run.run_id)}"
    properties.category = visible(report.run.classification)
    properties.created = properties.modified = moment
