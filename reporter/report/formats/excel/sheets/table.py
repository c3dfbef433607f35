"""A sheet with one Excel Table: frozen header, filters, and colours that follow edits."""

from __future__ import annotations

import re
from itertools import islice
from types import MappingProxyType
from typing import Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.properties import Outline
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from reporter.report.formats.excel.sheets.book import Book
from reporter.report.formats.excel.sheets.cells import centre, height_of, lines_of, write
from reporter.report.formats.excel.sheets.page import set_up_page
from reporter.report.formats.excel.sheets.styles import TONES, header_style_of, solid
from reporter.report.formats.excel.stream import Formulas, stream
from reporter.report.tables.columns import Column, Row, Table
from reporter.report.words import FAIR, GOOD

HEADER_HEIGHT = 32
HEADER_MARGIN = 4
"""Characters of a column's width that a bold heading cannot use."""
BLOCK_ROWS = 4
"""Rows of the block above the column headings of a form: title, names, values, and an empty one."""
NO_FORMULAS: Formulas = MappingProxyType({})
Operator = Literal["equal", "greaterThan", "between"]
SCORES = (
    ("0", f"{FAIR / 100 - 0.0001:.4f}", "fail"),
    (f"{FAIR / 100}", f"{GOOD / 100 - 0.0001:.4f}", "medium"),
    (f"{GOOD / 100}", "1", "pass"),
)
"""The colours of scores between two shares; text such as '-' has none."""


def add_table_sheet(book: Book, table: Table[Row], formulas: Formulas = NO_FORMULAS) -> None:
    """Add the sheets of a table; a table without rows shows its text instead."""
    rows = table.rows(book.report)
    remaining = iter(rows)
    printed = table.printed_rows(book.report) if table.printed_rows else len(rows)
    first = 0
    for title in book.titles(table.title, len(rows)):
        sheet = _empty_sheet(book, table, title)
        here = min(book.rows_per_sheet, len(rows) - first)
        if here:
            _make_table(sheet, table, here)
            _print_only(sheet, table, max(0, min(here, printed - first)))
            book.rows[title] = stream(sheet, table, islice(remaining, here), formulas, header_row(table) + 1)
        else:
            row = header_row(table) + 1
            centre(write(sheet, row, 1, table.if_empty, "Report subtitle"))
            sheet.row_dimensions[row].height = HEADER_HEIGHT
            sheet.print_area = f"A{row}:F{row}"
        first += here


def name_of(title: str) -> str:
    """The name of a table in formulas, from its sheet title: `Findings_2`, `POAM`."""
    return re.sub(r"\W", "", title.replace(" ", "_"))


def header_row(table: Table[Row]) -> int:
    """The row of the column headings: below the block that a form has at its top."""
    return BLOCK_ROWS + 1 if table.header else 1


def _block(book: Book, table: Table[Row], sheet: Worksheet) -> None:
    """Write the block of a form: its title, names, and values or cells to fill in."""
    facts = table.header(book.report) if table.header else {}
    if facts:
        write(sheet, 1, 1, table.meaning.partition(":")[0].removeprefix("The "), "Report section")
    for position, (name, value) in enumerate(facts.items(), start=1):
        write(sheet, 2, position, name, "Report header")
        cell = sheet.cell(3, position)
        cell.style = "Input date" if value else "Input text"
        cell.value = value


def _empty_sheet(book: Book, table: Table[Row], title: str) -> Worksheet:
    sheet = book.add_sheet(title)
    lines = max(lines_of(column.title, column.width - HEADER_MARGIN) for column in table.columns)
    _block(book, table, sheet)
    row = header_row(table)
    sheet.row_dimensions[row].height = max(HEADER_HEIGHT, height_of(lines))
    for position, column in enumerate(table.columns, start=1):
        write(sheet, row, position, column.title, header_style_of(column.kind))
        sheet.column_dimensions[get_column_letter(position)].width = column.width
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}{row + 1}"
    if table.folded:
        sheet.sheet_properties.outlinePr = Outline(summaryBelow=False)
        sheet.sheet_format.outlineLevelRow = 1
    set_up_page(sheet, book.report, sum(column.width for column in table.columns[: table.printed_columns or None]))
    return sheet


def _print_only(sheet: Worksheet, table: Table[Row], rows: int) -> None:
    """Print the columns and rows that people need on paper; the sheet has them all."""
    columns = table.printed_columns or len(table.columns)
    header = header_row(table)
    sheet.print_title_rows = f"{header}:{header}"
    if table.frozen:
        sheet.print_title_cols = f"A:{get_column_letter(table.frozen)}"
    sheet.print_area = f"A1:{get_column_letter(columns)}{header + rows}"


def _make_table(sheet: Worksheet, table: Table[Row], rows: int) -> None:
    """Make the Excel Table; its columns are named here, since openpyxl would look at every cell."""
    header = header_row(table)
    area = f"A{header}:{get_column_letter(len(table.columns))}{header + rows}"
    named = [TableColumn(id=number, name=column.title) for number, column in enumerate(table.columns, start=1)]
    excel_table = ExcelTable(
        displayName=name_of(sheet.title), ref=area, tableColumns=named, autoFilter=AutoFilter(ref=area)
    )
    excel_table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(excel_table)
    for position, column in enumerate(table.columns, start=1):
        letter = get_column_letter(position)
        area = f"{letter}{header + 1}:{letter}{header + rows}"
        _colour(sheet, column, area)
        if column.choices:
            sheet.add_data_validation(_choice(column, area))


def _choice(column: Column[Row], area: str) -> DataValidation:
    """A drop-down list that allows an empty cell."""
    choice = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True, sqref=area)
    choice.errorTitle, choice.error = column.title, f"Choose one of: {', '.join(column.choices)}."
    return choice


def _colour(sheet: Worksheet, column: Column[Row], area: str) -> None:
    """Add conditional formats, so that colours follow an edit."""
    for word in column.kind.words.values():
        if word.tone != "plain":
            sheet.conditional_formatting.add(area, _rule("equal", word.tone, f'"{word.title}"'))
    for lowest, highest, tone in SCORES if column.graded else ():
        sheet.conditional_formatting.add(area, _rule("between", tone, lowest, highest))
    if column.tone:
        sheet.conditional_formatting.add(area, _rule("greaterThan", column.tone, "0"))


def _rule(operator: Operator, tone: str, *formula: str) -> Rule:
    font = Font(bold=True, color=TONES[tone].text)
    style = DifferentialStyle(font=font, fill=solid(TONES[tone].ground))
    return Rule(type="cellIs", operator=operator, formula=list(formula), dxf=style)
