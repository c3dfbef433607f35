"""The Pivot sheet: a native PivotTable over the findings, which the program fills when it opens the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from openpyxl.pivot.cache import CacheDefinition, CacheField, CacheSource, SharedItems, WorksheetSource
from openpyxl.pivot.fields import Text
from openpyxl.pivot.table import (
    DataField,
    FieldItem,
    Location,
    PivotField,
    PivotTableStyle,
    RowColField,
    TableDefinition,
)
from openpyxl.worksheet.worksheet import Worksheet

from reporter.model.verdicts import Severity, Status
from reporter.report.formats.excel.sheets.book import Book
from reporter.report.formats.excel.sheets.cells import put, write
from reporter.report.formats.excel.sheets.page import set_up_page
from reporter.report.formats.excel.sheets.table import name_of
from reporter.report.model import AccountRow, FindingRow
from reporter.report.tables.columns import Column, ColumnKind
from reporter.report.tables.findings_sheet import FINDINGS_SHEET
from reporter.report.words import SEVERITIES, STATUSES, Word

TITLE = "Pivot"
HEADER = 6
"""The row of the column headings."""
TOTAL = "Grand Total"
VERSION = 6
"""The version of the PivotTable: Excel 2016 and later."""
COLUMNS = FINDINGS_SHEET.columns
WORDS: Mapping[str, Mapping[str, Word]] = {"status": STATUSES, "severity": SEVERITIES}
"""The fields whose items are in our order, not in alphabetical order."""
ACCOUNT, STATUS, SEVERITY, ID = (
    [column.name for column in COLUMNS].index(name) for name in ("account_name", "status", "severity", "id")
)


def add_pivot_sheet(book: Book) -> None:
    """Add a PivotTable of accounts by severity and status, with its values as plain cells."""
    sheet = book.add_sheet(TITLE)
    write(sheet, 1, 1, "Findings by account, status and severity", "Report title")
    sheet.row_dimensions[1].height = 34
    for position, width in enumerate((38, *[13] * len(Severity), 14), start=1):
        sheet.column_dimensions["ABCDEFG"[position - 1]].width = width
    set_up_page(sheet, book.report)
    titles = book.titles(FINDINGS_SHEET.title, len(book.report.findings))
    if not book.report.findings:
        write(sheet, 2, 1, FINDINGS_SHEET.if_empty, "Report subtitle")
        return
    text = "A PivotTable: click into it to drag other columns of the findings in, or to filter."
    if len(titles) > 1:
        text += f" It counts the first {book.rows_per_sheet:,} findings, which are those of the sheet {titles[0]}."
    write(sheet, 2, 1, text, "Report subtitle")
    last = _preview(sheet, book.report.accounts)
    sheet.add_pivot(_pivot(name_of(titles[0]), f"A{HEADER - 1}:G{last}"))
    sheet.print_title_rows = f"{HEADER}:{HEADER}"


def _preview(sheet: Worksheet, accounts: Iterable[AccountRow]) -> int:
    """Write the values of the table, for programs that do not compute it, and return the last row."""
    write(sheet, HEADER - 1, 1, "Findings", "Report header")
    write(sheet, HEADER - 1, 2, "Severity", "Report header")
    for position, title in enumerate(("Account, status", *(SEVERITIES[one].title for one in Severity), TOTAL), start=1):
        write(sheet, HEADER, position, title, "Report header")
    row = HEADER + 1
    totals = dict.fromkeys(Severity, 0)
    for account in sorted(accounts, key=lambda one: one.account.name):
        counts = {status: _by_severity(account, [status]) for status in Status}
        whole = _by_severity(account, Status)
        for severity, count in whole.items():
            totals[severity] += count
        lines = [(account.account.name, whole), *((f"   {STATUSES[one].title}", counts[one]) for one in Status)]
        for name, line in lines:
            row = _line(sheet, row, name, line) if any(line.values()) else row
    return _line(sheet, row, TOTAL, totals) - 1


def _by_severity(account: AccountRow, statuses: Iterable[Status]) -> dict[Severity, int]:
    kept = list(statuses)
    return {severity: sum(account.counts.get((one, severity), 0) for one in kept) for severity in Severity}


def _line(sheet: Worksheet, row: int, name: str, counts: Mapping[Severity, int]) -> int:
    put(sheet, row, 1, name, ColumnKind.TEXT)
    for position, count in enumerate((*counts.values(), sum(counts.values())), start=2):
        put(sheet, row, position, count, ColumnKind.COUNT)
    return row + 1


def _pivot(table: str, area: str) -> TableDefinition:
    pivot = TableDefinition(
        name="FindingsPivot",
        cacheId=1,
        dataCaption="Values",
        rowHeaderCaption="Account, status",
        colHeaderCaption="Severity",
        location=Location(ref=area, firstHeaderRow=1, firstDataRow=2, firstDataCol=1),
        pivotFields=[_field(number, column) for number, column in enumerate(COLUMNS)],
        rowFields=[RowColField(x=ACCOUNT), RowColField(x=STATUS)],
        colFields=[RowColField(x=SEVERITY)],
        dataFields=[DataField(name="Number of findings", fld=ID, subtotal="count")],
        pivotTableStyleInfo=_style(),
        createdVersion=VERSION,
        updatedVersion=VERSION,
        minRefreshableVersion=3,
        useAutoFormatting=True,
        itemPrintTitles=True,
        indent=0,
        outline=True,
        outlineData=True,
    )
    pivot.cache = _cache(table)
    return pivot


def _style() -> PivotTableStyle:
    return PivotTableStyle(
        name="PivotStyleLight16",
        showRowHeaders=True,
        showColHeaders=True,
        showRowStripes=False,
        showColStripes=False,
        showLastColumn=True,
    )


def _cache(table: str) -> CacheDefinition:
    return CacheDefinition(
        refreshOnLoad=True,
        saveData=False,
        createdVersion=VERSION,
        refreshedVersion=VERSION,
        minRefreshableVersion=3,
        cacheSource=CacheSource(type="worksheet", worksheetSource=WorksheetSource(name=table)),
        cacheFields=[CacheField(name=column.title, numFmtId=0, sharedItems=_items(column)) for column in COLUMNS],
    )


def _items(column: Column[FindingRow]) -> SharedItems:
    return SharedItems(_fields=[Text(v=word.title) for word in WORDS.get(column.name, {}).values()])


def _field(number: int, column: Column[FindingRow]) -> PivotField:
    """A field on an axis has its items in order, and a default item, which is its subtotal."""
    if number not in (ACCOUNT, STATUS, SEVERITY):
        return PivotField(dataField=number == ID, showAll=False)
    known = [FieldItem(x=place) for place in range(len(WORDS.get(column.name, {})))]
    axis: Literal["axisCol", "axisRow"] = "axisCol" if number == SEVERITY else "axisRow"
    return PivotField(axis=axis, showAll=False, items=[*known, FieldItem(t="default")])
