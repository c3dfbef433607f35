"""The Summary sheet: the state, the gaps and the decisions, for managers."""

from __future__ import annotations

from dataclasses import replace

from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
from openpyxl.styles.colors import Color
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from reporter.model.verdicts import Severity
from reporter.report.formats.excel.sheets.blocks import FIRST, LAST, RIGHT, WIDTHS, TableBlock, merged
from reporter.report.formats.excel.sheets.book import Book
from reporter.report.formats.excel.sheets.cells import height_of, lines_of, tint, write
from reporter.report.formats.excel.sheets.charts import HEIGHT_IN_ROWS, Frame, add_bars, add_lines
from reporter.report.formats.excel.sheets.page import set_up_page
from reporter.report.formats.excel.sheets.styles import TONES
from reporter.report.model import AccountRow, Report
from reporter.report.tables.causes import CAUSES
from reporter.report.tables.columns import ColumnKind, show
from reporter.report.tables.decisions import decisions
from reporter.report.tables.news import news, other_news
from reporter.report.tables.summary_tables import (
    FOLDED,
    FRAMEWORKS,
    LAST_RUNS,
    OWNERS,
    STATUS_TOTALS,
    TREND,
    WORST,
)
from reporter.report.tables.tables import ACCOUNTS
from reporter.report.tables.tiles import Tile, tiles
from reporter.report.words import RESULTS as RESULT_WORDS
from reporter.report.words import SEVERITIES as SEVERITY_WORDS
from reporter.report.words import folds_in_words

ZOOM = 85
"""In percent, so that the first page fits on a screen."""
TILES_ROW = 10
"""Below the decisions, of which there are at most five."""
LISTS_ROW = 14
TILE_PLACES = ((2, 3), (4, 4), (5, 8), (10, 10), (11, 13), (14, 17))
SEVERITIES = {f"failing_{severity}": 1 for severity in Severity}


def _scanned(report: Report) -> list[AccountRow]:
    return [row for row in report.accounts if row.account.state == "scanned"]


HEAT = replace(ACCOUNTS, title="Failing by account and severity", rows=_scanned, if_empty="No account was scanned.")
RISKS = TableBlock(
    WORST,
    {"severity": 1, "finding": 1, "rationale": 2, "failing": 1, "resources": 1, "accounts": 1},
    lines=2,
)
HEAT_MAP = TableBlock(
    HEAT, {"account_name": 1} | SEVERITIES | {"coverage": 1, "score": 1}, "Accounts", RIGHT, lines=2, tinted=False
)
NOT_SEEN = TableBlock(
    CAUSES, {"reason_code": 2, "account_names": 2, "detail": 10, "accounts": 1, "checks": 1}, "Coverage"
)
TO_DO = TableBlock(OWNERS, {"owner": 1} | SEVERITIES | {"failing": 1, "accounts": 1}, "Accounts", RIGHT)
RESULTS = TableBlock(
    FRAMEWORKS,
    {column.name: 1 for column in FRAMEWORKS.columns},
    "Controls",
    RIGHT,
    {"not_automated": "Not auto-mated"},
)
TOTALS = TableBlock(STATUS_TOTALS, {"status": 2, "count": 1, "meaning": 4})
RUNS = TableBlock(TREND, {"started": 2, "run_id": 1, "score": 1, "coverage": 1, "failing": 1}, shown=LAST_RUNS)
TOGETHER = TableBlock(
    FOLDED, {"severity": 1, "finding": 1, "group": 1, "account_name": 1, "failing": 1, "places": 1}, "Findings"
)


def add_summary_sheet(book: Book) -> None:
    """Add the sheet: figures and charts on one screen, details by owner and framework on the next page."""
    report, sheet = book.report, book.add_sheet("Summary")
    for position, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.sheet_view.zoomScale = ZOOM
    _heading(sheet, report)
    _tiles(sheet, report)
    charts = max(RISKS.write(sheet, report, LISTS_ROW), HEAT_MAP.write(sheet, report, LISTS_ROW)) - 1
    details = charts + HEIGHT_IN_ROWS
    sheet.row_breaks.append(Break(id=details - 1))
    totals = NOT_SEEN.write(sheet, report, details)
    runs = max(TOTALS.write(sheet, report, totals), TO_DO.write(sheet, report, totals))
    folded = RUNS.write(sheet, report, runs)
    last = max(_together(sheet, report, folded), RESULTS.write(sheet, report, runs))
    _heat(sheet, report)
    _charts(sheet, report, charts, runs)
    set_up_page(sheet, report)
    sheet.print_area = f"A1:{get_column_letter(LAST)}{last - 1}"


def _together(sheet: Worksheet, report: Report, row: int) -> int:
    """Write the failures that are shown together, if there are any."""
    return TOGETHER.write(sheet, report, row) if report.summary.folded else row


def _charts(sheet: Worksheet, report: Report, row: int, last_lists: int) -> None:
    """Add the charts that have data."""
    results, runs = RESULTS.rows(report, last_lists), RUNS.rows(report, last_lists)
    if results:
        width = 14 if len(runs) > 1 else 23  # a first run has no trend beside it
        frame = Frame(sheet, f"B{row}", "Requirements by result", width)
        add_bars(frame, results, dict(enumerate(RESULT_WORDS.values(), start=RIGHT + 1)), share=True)
    if len(runs) > 1:
        shares = {first: column.title for column, first, _ in RUNS.places if column.kind is ColumnKind.PERCENT}
        add_lines(Frame(sheet, f"E{row}", f"Score and coverage, last {len(runs)} runs", 9), runs, FIRST, shares)
    accounts = HEAT_MAP.rows(report, LISTS_ROW)
    if accounts:
        frame = Frame(sheet, f"{get_column_letter(RIGHT)}{row}", HEAT.title, 17)
        add_bars(frame, accounts, dict(enumerate(SEVERITY_WORDS.values(), start=RIGHT + 1)), share=False)


def _heading(sheet: Worksheet, report: Report) -> None:
    run = report.run
    write(sheet, 1, FIRST, run.title, "Report title")
    sheet.row_dimensions[1].height = 32
    moment = show(ColumnKind.TIME, run.started)
    facts = (moment, run.organization_id, f"run {run.run_id}", run.classification)
    write(sheet, 2, FIRST, "  |  ".join(fact for fact in facts if fact), "Report subtitle")
    style = "Report complete" if report.summary.complete else "Report incomplete"
    merged(sheet, 3, FIRST, LAST, style)
    write(sheet, 3, FIRST, report.summary.headline, style)
    sheet.row_dimensions[3].height = 24
    sentences = decisions(report)
    for row, text in enumerate(sentences, start=4):
        merged(sheet, row, FIRST, LAST, "Report decision")
        write(sheet, row, FIRST, f"Decide: {text}", "Report decision")
        sheet.row_dimensions[row].height = 19
    for row in range(4 + len(sentences), TILES_ROW):
        sheet.row_dimensions[row].height = 1
    sheet.row_dimensions[TILES_ROW - 1].height = 7


def _tiles(sheet: Worksheet, report: Report) -> None:
    for (first, last), tile in zip(TILE_PLACES, (*tiles(report.summary), _changes(report)), strict=True):
        texts = {"Tile label": tile.label, "Tile value": tile.value, "Tile note": tile.note}
        for number, (style, text) in enumerate(texts.items(), start=TILES_ROW):
            merged(sheet, number, first, last, style)
            cell = write(sheet, number, first, text, style)
            if tile.tone and style == "Tile value":
                tint(cell, tile.tone)
    sheet.row_dimensions[TILES_ROW + 1].height = 30
    _other_news(sheet, report, TILES_ROW + 3)


def _other_news(sheet: Worksheet, report: Report, row: int) -> None:
    """Write the other changes as a line below the figures, if there are any."""
    together = f"All figures include {folds_in_words(report.summary.folds)}." if report.summary.folds else ""
    text = " ".join(filter(None, (together, *other_news(report))))
    sheet.row_dimensions[row].height = height_of(lines_of(text, sum(WIDTHS))) if text else 5
    if text:
        merged(sheet, row, FIRST, LAST, "Report note")
        write(sheet, row, FIRST, text, "Report note")


def _changes(report: Report) -> Tile:
    if not report.compared_with:
        return Tile("Since the last run", "First run", "nothing to compare with")
    new, fixed, reopened, still_open = news(report)
    note = f"{fixed.value} fixed, {reopened.value} reopened, {still_open.value} still open"
    return Tile("Since the last run", f"{new.value} new", note)


def _heat(sheet: Worksheet, report: Report) -> None:
    """Add a colour scale to each severity: more failures, stronger colour."""
    rows = HEAT_MAP.rows(report, LISTS_ROW)
    for column, first, _ in HEAT_MAP.places if rows else ():
        if column.tone:
            letter = get_column_letter(first)
            ends = [FormatObject(type="num", val=0), FormatObject(type="max")]
            colours = [Color("FFFFFFFF"), Color(f"FF{TONES[column.tone].heat}")]
            scale = Rule(type="colorScale", colorScale=ColorScale(cfvo=ends, color=colours))
            sheet.conditional_formatting.add(f"{letter}{rows.start}:{letter}{rows.stop - 1}", scale)
