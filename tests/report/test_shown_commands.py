"""Where reports show commands: fitted beside a failure, with capitals beside a check, on lines of their own."""

from pathlib import Path
from zipfile import ZipFile

from reporter.model.verdicts import Status
from reporter.report.formats.render import render
from reporter.report.model import Report
from reporter.report.tables.finding_columns import FINDINGS
from reporter.report.tables.findings_sheet import COMMAND, FINDINGS_SHEET
from reporter.report.tables.follow_up_tables import REMEDIATION_TABLE
from tests.report.runs import account, finding, report_of, rule

A = "012345678901"
CLI = (
    "# check first: who reads it\naws s3api delete-bucket-website --bucket {name} --expected-bucket-owner {account_id}"
)
FITTED = CLI.replace("{name}", "'price list'").replace("{account_id}", A)


def report(runs: Path) -> Report:
    closed = rule("s3-bucket-closed", cli=CLI)
    found = [
        finding(closed.check_id, A, Status.FAIL, "price list"),
        finding(closed.check_id, A, Status.PASS, "shut"),
    ]
    return report_of(runs, accounts=[account(A)], rules=[closed], findings=found)


def test_a_failure_has_the_commands_that_fix_it_and_a_pass_has_none(tmp_path: Path) -> None:
    assert [COMMAND.shown(row) for row in FINDINGS_SHEET.rows(report(tmp_path))] == [FITTED, ""]


def test_the_frozen_columns_of_the_csv_have_no_command() -> None:
    assert COMMAND.name not in {column.name for column in FINDINGS.columns}


def test_a_failing_check_has_them_with_words_in_capitals(tmp_path: Path) -> None:
    [row] = REMEDIATION_TABLE.rows(report(tmp_path))
    [shown] = [column.shown(row) for column in REMEDIATION_TABLE.columns if column.name == "cli"]
    assert shown == CLI.replace("{name}", "NAME").replace("{account_id}", "ACCOUNT_ID")


def test_the_workbook_keeps_their_lines(tmp_path: Path) -> None:
    [file] = render(report(tmp_path), ["xlsx"], tmp_path)
    with ZipFile(file) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    assert [FITTED in sheet for sheet in sheets].count(True) == 1
