"""The Summary sheet, which a manager opens first: how are we, what was not seen, who must act."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from reporter.model import Severity, Status
from reporter.report.columns import Kind, show
from reporter.report.model import Report
from reporter.report.sheets.blocks import FIRST, LAST, WIDTHS, Block, merged
from reporter.report.sheets.book import Book
from reporter.report.sheets.cells import put, tint, write
from reporter.report.sheets.charts import add_account_chart, add_severity_chart
from reporter.report.sheets.page import set_up_page
from reporter.report.summary_tables import FRAMEWORKS, GAPS, OWNERS, WORST
from reporter.report.tiles import tiles
from reporter.report.words import SEVERITIES, STATUSES, Word

NOT_SEEN = Block(GAPS, {"account_name": 1, "account_id": 2, "reason_code": 2, "checks": 1, "detail": 4}, "Coverage")
RISKS = Block(WORST, {"title": 1, "severity": 1, "failing": 1, "accounts": 1, "rationale": 3, "remediation": 3})
TO_DO = Block(
    OWNERS,
    {"owner": 1, "accounts": 1, "unreachable": 1}
    | {f"failing_{severity}": 1 for severity in Severity}
    | {"failing": 1, "not_assessed": 1},
    "Accounts",
)
RESULTS = Block(FRAMEWORKS, {column.name: 1 for column in FRAMEWORKS.columns}, "Controls")
TILES_ROW = 6
TOTALS_ROW = 10
SEVERITIES_ROW = TOTALS_ROW + 1
STATUSES_ROW = SEVERITIES_ROW + len(Severity) + 2
LISTS_ROW = STATUSES_ROW + len(Status) + 1
TILE_PLACES = ((2, 2), (3, 4), (5, 6), (7, 8), (9, 11))


def add_summary_sheet(book: Book) -> None:
    """One page wide, whatever the run found."""
    report, sheet = book.report, book.add_sheet("Summary")
    for position, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    _heading(sheet, report)
    _tiles(sheet, report)
    _totals(sheet, report)
    row = NOT_SEEN.write(sheet, report, LISTS_ROW)
    sheet.row_breaks.append(Break(id=row - 1))
    for block in (RISKS, TO_DO, RESULTS):
        row = block.write(sheet, report, row)
    set_up_page(sheet, report)


def add_summary_charts(book: Book) -> None:
    """The charts, once the sheets that they read are there."""
    report, workbook = book.report, book.workbook
    sheet = workbook["Summary"]
    add_severity_chart(sheet, f"E{TOTALS_ROW}", SEVERITIES_ROW)
    add_account_chart(sheet, f"H{TOTALS_ROW}", workbook["Accounts"], report)


def _heading(sheet: Worksheet, report: Report) -> None:
    run = report.run
    write(sheet, 1, FIRST, run.title, "Report title")
    sheet.row_dimensions[1].height = 34
    moment = show(Kind.TIME, run.finished or run.started)
    facts = (moment, run.organization_id, f"run {run.run_id}", run.classification)
    write(sheet, 2, FIRST, "  |  ".join(fact for fact in facts if fact), "Report subtitle")
    style = "Report complete" if report.summary.complete else "Report incomplete"
    merged(sheet, 4, FIRST, LAST, style)
    write(sheet, 4, FIRST, report.summary.headline, style)
    sheet.row_dimensions[4].height = 30


def _tiles(sheet: Worksheet, report: Report) -> None:
    for (first, last), tile in zip(TILE_PLACES, tiles(report.summary), strict=True):
        texts = {"Tile label": tile.label, "Tile value": tile.value, "Tile note": tile.note}
        for number, (style, text) in enumerate(texts.items(), start=TILES_ROW):
            merged(sheet, number, first, last, style)
            write(sheet, number, first, text, style)
    sheet.row_dimensions[TILES_ROW + 1].height = 32


def _totals(sheet: Worksheet, report: Report) -> None:
    """Two small tables, with room for the charts beside them."""
    counts = report.summary.tally
    severities = {SEVERITIES[severity]: counts.failing[severity] for severity in Severity}
    statuses = {STATUSES[status]: counts.by_status[status] for status in Status}
    _counts(sheet, SEVERITIES_ROW - 1, "Failing by severity", severities)
    _counts(sheet, STATUSES_ROW - 1, "Findings by status", statuses)


def _counts(sheet: Worksheet, row: int, title: str, counts: Mapping[Word, int]) -> None:
    write(sheet, row, FIRST, title, "Report header")
    write(sheet, row, FIRST + 1, "Number", "Report header number")
    for number, (word, count) in enumerate(counts.items(), start=row + 1):
        name = put(sheet, number, FIRST, word.title, Kind.TEXT)
        put(sheet, number, FIRST + 1, count, Kind.COUNT)
        if count:
            tint(name, word.tone)
