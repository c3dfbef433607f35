"""The Cover sheet: scope, provenance, sign-off and contents."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from reporter.report.formats.excel.sheets.blocks import merged
from reporter.report.formats.excel.sheets.book import Book
from reporter.report.formats.excel.sheets.cells import height_of, lines_of, write
from reporter.report.formats.excel.sheets.page import set_up_page
from reporter.report.model import ASKED, Report
from reporter.report.tables.columns import ColumnKind, show
from reporter.report.words import counted

WIDTHS = (2.0, 26.0, 34.0, 34.0, 34.0)
NAME, VALUE, LAST = 2, 3, len(WIDTHS)
SIGNATURES = ("Prepared by", "Reviewed by", "Approved by")
"""Roles whose name, date and signature people fill in."""


def add_cover_sheet(book: Book, contents: Mapping[str, str]) -> None:
    """Add the sheet; `contents` has the purpose of each other sheet, by title."""
    report, sheet = book.report, book.add_sheet("Cover")
    for position, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDE"[position]].width = width
    write(sheet, 2, NAME, report.run.title, "Cover title")
    sheet.row_dimensions[1].height = 8
    sheet.row_dimensions[2].height = 36
    write(sheet, 3, NAME, report.run.classification or "Not classified", "Cover class")
    sheet.row_dimensions[3].height = 18
    row = _facts(sheet, 5, "Scope", scope(report))
    row = _facts(sheet, row, "Provenance", provenance(report))
    row = _signatures(sheet, row)
    sheet.row_breaks.append(Break(id=row - 1))
    _contents(sheet, row, contents)
    set_up_page(sheet, report)


def scope(report: Report) -> dict[str, str]:
    """The organisation, accounts, checks and period of the run."""
    run = report.run
    asked = sum(account.state in ASKED for account in run.accounts)
    regions = sorted({region for account in run.accounts for region in account.regions})
    checks = sum(not rule.parameters for rule in run.rules)
    left_out = f"; {report.summary.left_out:,} left out" if report.summary.left_out else ""
    return {
        "Organisation": run.organization_id or "AWS Organizations was not queried",
        "Accounts": f"{report.summary.scanned:,} of {counted(asked, 'account')} in scope scanned{left_out}",
        "Regions": ", ".join(regions) or "none",
        "Checks": f"{counted(checks, 'check')}, {counted(len(report.findings), 'finding')}",
        "Frameworks": "; ".join(f"{one.title} {one.version}" for one in run.frameworks) or "none",
        "Period": f"{show(ColumnKind.TIME, run.started)} to {show(ColumnKind.TIME, run.finished)}",
        "Result": report.summary.headline,
    }


def provenance(report: Report) -> dict[str, str]:
    """The tool, the caller and the digests by which the report can be verified."""
    run = report.run
    facts = {
        "Tool": f"aws-compliance-reporter {run.tool_version}",
        "Rules in force": f"SHA-256 {report.rules_hash}",
        "Caller": run.caller_arn,
        "Run": run.run_id,
        "Run manifest": f"SHA-256 {report.run_hash} of run.json",
    }
    return facts | ({"Re-evaluated from": f"run {run.judged_from}"} if run.judged_from else {})


def _facts(sheet: Worksheet, row: int, title: str, facts: Mapping[str, str]) -> int:
    """Write a section of names and values, and return the first free row."""
    row = _section(sheet, row, title)
    for name, value in facts.items():
        write(sheet, row, NAME, name, "Cover name")
        merged(sheet, row, VALUE, LAST, "Cover value")
        write(sheet, row, VALUE, value, "Cover value")
        sheet.row_dimensions[row].height = height_of(lines_of(value, sum(WIDTHS[VALUE - 1 :])))
        row += 1
    return row + 1


def _signatures(sheet: Worksheet, row: int) -> int:
    row = _section(sheet, row, "Sign-off")
    for position, title in enumerate(("Role", "Name", "Date", "Signature"), start=NAME):
        write(sheet, row, position, title, "Report header")
    for number, role in enumerate(SIGNATURES, start=row + 1):
        write(sheet, number, NAME, role, "Cover name")
        for position, style in enumerate(("Input text", "Input date", "Input text"), start=VALUE):
            sheet.cell(number, position).style = style
        sheet.row_dimensions[number].height = 20
    return row + len(SIGNATURES) + 2


def _contents(sheet: Worksheet, row: int, contents: Mapping[str, str]) -> None:
    row = _section(sheet, row, "Contents")
    for number, (title, meaning) in enumerate(contents.items(), start=row):
        cell = write(sheet, number, NAME, title, "Cover link")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{title}'!A1", tooltip=f"Go to {title}")
        merged(sheet, number, VALUE, LAST, "Cover value")
        write(sheet, number, VALUE, meaning, "Cover value")
        sheet.row_dimensions[number].height = 18


def _section(sheet: Worksheet, row: int, title: str) -> int:
    merged(sheet, row, NAME, LAST, "Cover section")
    write(sheet, row, NAME, title, "Cover section")
    sheet.row_dimensions[row].height = 22
    return row + 1
