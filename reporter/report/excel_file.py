"""The workbook: its sheets in order, its properties, and the same bytes for the same run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from reporter.report.dictionary import DICTIONARY
from reporter.report.model import Report
from reporter.report.sheets.styles import add_styles
from reporter.report.sheets.summary import add_summary_charts, add_summary_sheet
from reporter.report.sheets.table import add_table_sheet
from reporter.report.tables import SHEETS as TABLE_SHEETS
from reporter.report.text import visible

SHEETS: tuple[Callable[[Workbook, Report], None], ...] = (
    add_summary_sheet,
    *(partial(add_table_sheet, table=table) for table in (*TABLE_SHEETS, DICTIONARY)),
    add_summary_charts,
)
"""In the order of the workbook; the charts come when the sheets that they read are there."""


def write(report: Report, target: Path) -> None:
    """The whole workbook."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    for add_sheet in SHEETS:
        add_sheet(workbook, report)
    moment = (report.run.finished or report.run.started).astimezone(UTC).replace(tzinfo=None)
    _describe(workbook, report, moment)
    with SteadyZip(target, moment) as archive:
        ExcelWriter(workbook, archive).write_data()


def _describe(workbook: Workbook, report: Report, moment: datetime) -> None:
    properties = workbook.properties
    properties.title = visible(report.run.title)
    properties.subject = report.summary.headline
    properties.creator = f"aws-compliance-reporter {report.run.tool_version}"
    properties.keywords = f"run {visible(report.run.run_id)}"
    properties.category = visible(report.run.classification)
    properties.created = properties.modified = moment


class SteadyZip(ZipFile):
    """A package whose members all carry one date, so that the same contents are the same bytes."""

    def __init__(self, target: Path, moment: datetime) -> None:
        super().__init__(target, "w", ZIP_DEFLATED)
        self.moment = moment

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """A member from memory."""
        info = ZipInfo(zinfo_or_arcname, self.moment.timetuple()[:6])
        info.compress_type, info.create_system = ZIP_DEFLATED, 3
        super().writestr(info, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """A member from a file."""
        self.writestr(arcname, Path(filename).read_bytes())
