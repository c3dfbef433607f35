"""The Controls sheet, whose figures are formulas over the findings, so that they follow an edit."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from reporter.model.verdicts import Status
from reporter.report.formats.excel.sheets.book import Book
from reporter.report.formats.excel.sheets.table import add_table_sheet, name_of
from reporter.report.model import ControlRow
from reporter.report.tables.finding_columns import FINDINGS
from reporter.report.tables.shared_columns import CHECK_ID, STATUS_COUNTS
from reporter.report.tables.tables import CONTROLS_SHEET
from reporter.report.words import STATUSES

ID = re.compile(r"[\w.-]{1,100}")
COLUMN_OF = dict(zip(Status, STATUS_COUNTS, strict=True))
"""The column that counts a status."""


def add_controls_sheet(book: Book) -> None:
    """Add the sheet; its figures are plain values if there are no findings to count."""
    findings = book.report.findings
    tables = [name_of(title) for title in book.titles(FINDINGS.title, len(findings))] if findings else []
    counts = {column.name: partial(_count, tables, status) for status, column in COLUMN_OF.items()}
    formulas: dict[str, Callable[[ControlRow], str]] = {**counts, "result": _result}
    add_table_sheet(book, CONTROLS_SHEET, formulas if tables else {})


def _count(tables: list[str], status: Status, row: ControlRow) -> str:
    """The formula for the number of findings with a status; those under the framework's settings are a constant.

    It is empty, for a plain value, if a check id is malformed: ids come from a file that others may have made, and must
    not become part of a formula.
    """
    checks = [rule.check_id for rule in row.rules if not rule.parameters]
    if not all(map(ID.fullmatch, checks)):
        return ""
    title = STATUSES[status].title
    counted = [
        f'COUNTIFS({table}[{CHECK_ID.title}],"{check}",{table}[Status],"{title}")'
        for check in checks
        for table in tables
    ]
    apart = row.apart.by_status[status] if row.apart else 0
    return "+".join([*counted, str(apart)] if counted and apart else counted)


def _result(row: ControlRow) -> str:
    """The formula for the most severe status that occurs, or the best possible result."""
    if not row.rules:
        return ""
    formula = f'"{STATUSES[row.at_best].title}"'
    worse = list(Status)[: list(Status).index(row.at_best)]
    for status in reversed(worse):
        count = f"Controls[[#This Row],[{COLUMN_OF[status].title}]]"
        formula = f'IF({count}>0,"{STATUSES[status].title}",{formula})'
    return formula
