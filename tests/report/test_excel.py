from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reporter.model import Status
from reporter.report import render
from tests.report.runs import account, finding, report_of, rule, sample

SHEETS = [
    "Cover",
    "Summary",
    "Coverage",
    "Accounts",
    "Controls",
    "Findings",
    "Changes",
    "Waivers",
    "Remediation",
    "Evidence",
    "Pivot",
    "POA&M",
    "Workpaper",
    "Dictionary",
]


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    [file] = render(sample(tmp_path), ["xlsx"], tmp_path)
    return load_workbook(file)


def column(sheet: Worksheet, title: str) -> list[Any]:
    header = [cell.value for cell in sheet[1]]
    return [row[header.index(title)].value for row in sheet.iter_rows(min_row=2)]


def test_the_sheets_stand_in_order(workbook: Workbook) -> None:
    assert workbook.sheetnames == SHEETS


def test_only_controls_have_formulas_which_are_ours(workbook: Workbook) -> None:
    cells = [cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "f"}
    formulas = [cell for cell in cells if cell.data_type == "f"]
    assert {cell.parent.title for cell in formulas} == {"Controls"}
    assert all(str(cell.value).startswith(("=COUNTIFS(", "=IF(")) for cell in formulas)


def test_text_that_looks_like_a_formula_stays_text_when_edited(workbook: Workbook) -> None:
    cells = [cell for row in workbook["Findings"].iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert cells
    assert all(cell.quotePrefix for cell in cells)


def test_account_ids_keep_their_zeros_and_requirements_their_dots(workbook: Workbook) -> None:
    assert "012345678901" in column(workbook["Accounts"], "Account ID")
    assert column(workbook["Controls"], "Requirement")[0] == "2.10"


def test_long_text_is_cut_and_control_characters_are_seen(workbook: Workbook) -> None:
    names = column(workbook["Findings"], "Resource")
    assert max(len(name or "") for name in names) == 32_767
    assert "a␀b␇c␛[31md" in names


def test_findings_are_a_real_table_with_a_frozen_header(workbook: Workbook) -> None:
    sheet = workbook["Findings"]
    table = sheet.tables["Findings"]
    assert table.ref == sheet.dimensions
    assert table.column_names == [cell.value for cell in sheet[1]]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols) == ("D2", "$1:$1", "$A:$C")


def test_every_sheet_prints_with_page_and_run(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        footer = sheet.HeaderFooter.oddFooter
        assert footer
        assert (footer.left.text, footer.right.text) == ("Run 0a1b2c3d", "Page &P of &N")


def test_the_summary_says_first_what_was_not_seen(workbook: Workbook) -> None:
    texts = [cell.value for row in workbook["Summary"].iter_rows(max_row=9) for cell in row if cell.value]
    assert (
        "Incomplete: 1 of 3 accounts could not be reached, and in 1 account some checks could not be assessed." in texts
    )
    assert texts[texts.index("Score") + 1] == "Coverage"


def test_the_summary_has_charts(workbook: Workbook) -> None:
    assert len(workbook["Summary"]._charts) == 3  # type: ignore[attr-defined] # noqa: SLF001 - openpyxl has no public name


def test_the_dictionary_explains_every_column_status_and_setting(workbook: Workbook) -> None:
    terms = column(workbook["Dictionary"], "Term")
    for name in sorted({*SHEETS} - {"Cover", "Summary", "Pivot"}):
        assert {cell.value for cell in workbook[name][1]} <= set(terms)
    assert "excluded_users = none, max_age_days = 90, strict = yes" in column(workbook["Dictionary"], "Meaning")


def test_percentages_are_numbers_and_unknown_ones_a_dash(workbook: Workbook) -> None:
    assert column(workbook["Accounts"], "Coverage") == [0, 1, 0.97, "-"]


def test_the_properties_carry_the_time_of_the_run(workbook: Workbook) -> None:
    properties = workbook.properties
    assert properties.created == properties.modified == datetime(2026, 11, 16, 6, 4)  # noqa: DTZ001 - Excel has no zones
    assert properties.title == "AWS compliance report"


def test_a_sheet_with_nothing_to_say_still_stands_and_says_so(tmp_path: Path) -> None:
    [file] = render(report_of(tmp_path, accounts=[account("1", state="left-out")]), ["xlsx"], tmp_path)
    workbook = load_workbook(file)
    assert workbook.sheetnames == SHEETS
    assert workbook["Findings"]["A2"].value.startswith("There is no finding")
    assert not workbook["Findings"].tables


def test_a_long_list_in_the_summary_points_to_the_sheet_that_has_the_rest(tmp_path: Path) -> None:
    accounts = [account(f"{number:012}", owner=f"owner-{number:02}") for number in range(12)]
    findings = [finding("s3-bucket-closed", one.id, Status.FAIL) for one in accounts]
    report = report_of(tmp_path, accounts=accounts, rules=[rule("s3-bucket-closed")], findings=findings)
    [file] = render(report, ["xlsx"], tmp_path)
    texts = [cell.value for row in load_workbook(file)["Summary"].iter_rows() for cell in row]
    assert "... and 2 more rows: see the sheet Accounts." in texts
