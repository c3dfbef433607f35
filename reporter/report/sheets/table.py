"""A sheet that is one table: a real Excel Table with a frozen header, filters, and colours that follow edits."""

from __future__ import annotations

from typing import Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from reporter.report.columns import Column, Kind, Row, Table
from reporter.report.model import Report
from reporter.report.sheets.cells import height_of, lines_of, put, write
from reporter.report.sheets.page import set_up_page
from reporter.report.sheets.styles import TONES, header_style_of, solid

HEADER_HEIGHT = 32
A4_CHARACTERS = 300
"""A sheet wider than this is printed on A3."""
Operator = Literal["equal", "greaterThan"]


def add_table_sheet(workbook: Workbook, report: Report, table: Table[Row]) -> None:
    """The sheet of a table; one without rows says so."""
    sheet = workbook.create_sheet(table.title)
    _write_header(sheet, table)
    rows = table.rows(report)
    for number, row in enumerate(rows, start=2):
        _write_row(sheet, number, table, row)
    if rows:
        _make_table(sheet, table, len(rows))
    else:
        write(sheet, 2, 1, table.if_empty, "Report subtitle")
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}2"
    sheet.print_title_rows = "1:1"
    set_up_page(sheet, report, wide=sum(column.width for column in table.columns) > A4_CHARACTERS)


def _write_header(sheet: Worksheet, table: Table[Row]) -> None:
    sheet.row_dimensions[1].height = HEADER_HEIGHT
    for position, column in enumerate(table.columns, start=1):
        write(sheet, 1, position, column.title, header_style_of(column.kind))
        sheet.column_dimensions[get_column_letter(position)].width = column.width


def _write_row(sheet: Worksheet, number: int, table: Table[Row], row: Row) -> None:
    lines = 1
    for position, column in enumerate(table.columns, start=1):
        value = column.read(row)
        put(sheet, number, position, value, column.kind)
        if column.kind is Kind.LONG:
            lines = max(lines, lines_of(str(value), column.width))
    if lines > 1:  # not every program finds the height of wrapped text itself
        sheet.row_dimensions[number].height = height_of(lines)


def _make_table(sheet: Worksheet, table: Table[Row], rows: int) -> None:
    """The columns are named here: left to itself, openpyxl would look at every cell."""
    last = get_column_letter(len(table.columns))
    area = f"A1:{last}{rows + 1}"
    named = [TableColumn(id=number, name=column.title) for number, column in enumerate(table.columns, start=1)]
    excel_table = ExcelTable(displayName=table.title, ref=area, tableColumns=named, autoFilter=AutoFilter(ref=area))
    excel_table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(excel_table)
    for position, column in enumerate(table.columns, start=1):
        letter = get_column_letter(position)
        _colour(sheet, column, f"{letter}2:{letter}{rows + 1}")


def _colour(sheet: Worksheet, column: Column[Row], area: str) -> None:
    """Conditional formats, so that the colour follows an edit."""
    for word in column.kind.words.values():
        if word.tone != "plain":
            sheet.conditional_formatting.add(area, _rule("equal", f'"{word.title}"', word.tone))
    if column.tone:
        sheet.conditional_formatting.add(area, _rule("greaterThan", "0", column.tone))


def _rule(operator: Operator, formula: str, tone: str) -> Rule:
    font = Font(bold=True, color=TONES[tone].text)
    style = DifferentialStyle(font=font, fill=solid(TONES[tone].ground))
    return Rule(type="cellIs", operator=operator, formula=[formula], dxf=style)
