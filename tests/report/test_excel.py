from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from reporter.model.verdicts import Severity, Status
from reporter.report.formats.excel import workbook as excel_file
from reporter.report.formats.render import render
from reporter.report.model import ChangeRow, WaiverRow, WaiverState
from reporter.report.tables.columns import KEPT
from reporter.report.words import RESULTS as STATUSES_AND_MORE
from reporter.runs import AnswerRecord, RequirementRecord
from reporter.runs.history import Change
from tests.conftest import Golden
from tests.report.runs import account, finding, framework, report_of, rule, sample, small_report
from tests.runs.history.weeks import bucket, week

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

A = "012345678901"
PARTS = ("xl/worksheets/", "xl/tables/", "xl/pivot", "xl/charts/", "xl/workbook.xml")
"""Of the package, those that the golden file holds; the last sheet is the Dictionary, whose words have other tests."""


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    folder = tmp_path_factory.mktemp("workbook")
    [file] = render(sample(folder), ["xlsx"], folder)
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


def test_what_people_need_of_a_finding_is_in_the_first_columns_and_its_id_last(workbook: Workbook) -> None:
    titles = [cell.value for cell in workbook["Findings"][1]]
    assert titles[:6] == ["Status", "Severity", "Title", "Account", "Resource", "Reason"]
    assert titles[6:10] == ["Owner", "Due date", "Working status", "Comment"]
    assert titles[10:14] == ["Region", "Check", "OU", "ARN"]
    assert titles[-1] == "ID"


def test_only_failures_are_printed_and_only_their_first_columns(tmp_path: Path) -> None:
    findings = [finding("s3-bucket-closed", A, Status.FAIL, f"{one}", severity=one) for one in Severity]
    findings.append(finding("s3-bucket-closed", A, Status.PASS, "closed"))
    report = report_of(tmp_path, accounts=[account(A)], rules=[rule("s3-bucket-closed")], findings=findings)
    [file] = render(report, ["xlsx"], tmp_path)
    sheet = load_workbook(file)["Findings"]
    assert column(sheet, "Status") == ["Fail"] * 5 + ["Pass"]
    assert sheet.print_area == "'Findings'!$A$1:$J$6"
    assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4)


def test_only_refusals_of_the_coverage_are_printed(workbook: Workbook) -> None:
    sheet = workbook["Coverage"]
    seen = column(sheet, "Seen")
    refused = [one for one in seen if one in ("Unreachable", "Not assessed", "Partly assessed")]
    assert seen[: len(refused)] == refused
    assert sheet.print_area == f"'Coverage'!$A$1:$K${len(refused) + 1}"


def test_only_errors_of_the_evidence_are_printed(tmp_path: Path) -> None:
    outcomes = {
        "s3:GetBucketAcl": "ok",
        "s3:GetBucketCors": "NoSuchCORSConfiguration",
        "s3:ListBuckets": "AccessDenied",
    }
    calls = [
        {"operation": name, "region": "", "parameters": "{}", "at": "", "request_id": "r", "outcome": outcome}
        for name, outcome in outcomes.items()
    ]
    report = report_of(tmp_path, accounts=[account(A)], evidence=json.dumps({"calls": calls}).encode())
    [file] = render(report, ["xlsx"], tmp_path)
    sheet = load_workbook(file)["Evidence"]
    assert column(sheet, "Operation") == ["s3:ListBuckets", "s3:GetBucketAcl", "s3:GetBucketCors"]
    assert sheet.print_area == "'Evidence'!$A$1:$L$2"


def test_every_sheet_prints_with_page_and_run(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        footer = sheet.HeaderFooter.oddFooter
        assert footer
        assert (footer.left.text, footer.right.text) == ("Run 0a1b2c3d", "Page &P of &N")


def test_the_summary_says_first_what_was_not_seen(workbook: Workbook) -> None:
    texts = [cell.value for row in workbook["Summary"].iter_rows(max_row=12) for cell in row if cell.value]
    assert (
        "Incomplete: 1 of 3 accounts could not be reached, and in 1 account some checks could not be assessed." in texts
    )
    assert texts[texts.index("Score") + 1] == "Coverage"


def test_the_summary_has_charts_and_a_trend_from_the_second_run_on(workbook: Workbook, tmp_path: Path) -> None:
    week(tmp_path, -1, [bucket("open", Status.PASS)])
    [file] = render(sample(tmp_path), ["xlsx"], tmp_path)
    assert charts_of(workbook) == ["BarChart", "BarChart"]
    assert charts_of(load_workbook(file)) == ["BarChart", "LineChart", "BarChart"]


def charts_of(book: Workbook) -> list[str]:
    return [type(chart).__name__ for chart in book["Summary"]._charts]  # type: ignore[attr-defined] # noqa: SLF001 - openpyxl has no public name


def test_the_dictionary_explains_every_column_status_and_setting(workbook: Workbook) -> None:
    terms = column(workbook["Dictionary"], "Term")
    for name in sorted({*SHEETS} - {"Cover", "Summary", "Pivot"}):
        assert {cell.value for cell in workbook[name][5 if name == "POA&M" else 1]} <= set(terms)
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
    assert workbook["Findings"]["A2"].value.startswith("There are no findings")
    assert not workbook["Findings"].tables
    assert workbook["Findings"].print_area == "'Findings'!$A$2:$F$2"
    assert workbook["Findings"].print_title_rows is None


def test_a_long_list_in_the_summary_points_to_the_sheet_that_has_the_rest(tmp_path: Path) -> None:
    accounts = [account(f"{number:012}", owner=f"owner-{number:02}") for number in range(12)]
    findings = [finding("s3-bucket-closed", one.id, Status.FAIL) for one in accounts]
    report = report_of(tmp_path, accounts=accounts, rules=[rule("s3-bucket-closed")], findings=findings)
    [file] = render(report, ["xlsx"], tmp_path)
    texts = [cell.value for row in load_workbook(file)["Summary"].iter_rows() for cell in row]
    assert "... and 2 more rows: see the sheet Accounts." in texts


def test_findings_go_on_on_the_next_sheet_and_the_formulas_with_them(tmp_path: Path) -> None:
    report = sample(tmp_path)
    excel_file.write(report, tmp_path / "report.xlsx", rows_per_sheet=10)
    workbook = load_workbook(tmp_path / "report.xlsx")
    pages = [title for title in workbook.sheetnames if title.startswith("Findings")]
    assert pages == ["Findings", "Findings 2", "Findings 3"]
    ids = [cell for title in pages for cell in column(workbook[title], "ID")]
    assert ids == [row.finding.id for row in report.findings]
    assert list(workbook["Findings 3"].tables) == ["Findings_3"]
    formula = column(workbook["Controls"], "Failing")[1]
    assert formula.count("COUNTIFS(") == 3
    assert "first 10 findings" in workbook["Pivot"]["A2"].value


def test_a_viewer_that_does_not_calculate_shows_the_figures_of_the_formulas(tmp_path: Path) -> None:
    report = sample(tmp_path)
    [file] = render(report, ["xlsx"], tmp_path)
    shown = load_workbook(file, data_only=True)["Controls"]
    assert column(shown, "Result") == [STATUSES_AND_MORE[row.result].title for row in report.controls]
    assert column(shown, "Failing") == [row.tally.by_status[Status.FAIL] for row in report.controls]


def test_the_formulas_count_what_stands_in_the_findings_and_add_what_only_the_framework_asked_for(
    workbook: Workbook,
) -> None:
    failing, results = (column(workbook["Controls"], title) for title in ("Failing", "Result"))
    assert failing == [1, '=COUNTIFS(Findings[Check],"s3-bucket-closed",Findings[Status],"Fail")', 0]
    assert results[0] == '=IF(Controls[[#This Row],[Failing]]>0,"Fail","Not assessed")'
    assert results[2] == "Not automated"


def test_a_check_whose_id_is_none_becomes_no_part_of_a_formula(tmp_path: Path) -> None:
    odd = '",A1)+WEBSERVICE("https://evil.example'
    requirement = RequirementRecord(id="1", title="Odd", answers=(AnswerRecord(check_id=odd),))
    run = {"accounts": [account("012345678901")], "rules": [rule(odd)], "frameworks": (framework(requirement),)}
    report = report_of(tmp_path, **run, findings=[finding(odd, "012345678901", Status.FAIL)])
    [file] = render(report, ["xlsx"], tmp_path)
    assert column(load_workbook(file)["Controls"], "Failing") == [1]


def test_the_pivot_counts_the_findings_when_it_is_opened_and_keeps_no_copy_of_them(workbook: Workbook) -> None:
    [pivot] = workbook["Pivot"]._pivots  # type: ignore[attr-defined] # noqa: SLF001 - openpyxl has no public name
    assert (pivot.cache.cacheSource.worksheetSource.name, pivot.cache.refreshOnLoad) == ("Findings", True)
    assert pivot.cache.records is None
    titles = [field.name for field in pivot.cache.cacheFields]
    assert titles == [cell.value for cell in workbook["Findings"][1]]
    assert [titles[field.x] for field in (*pivot.rowFields, *pivot.colFields)] == ["Account", "Status", "Severity"]


def test_the_pivot_shows_its_figures_before_it_is_refreshed(workbook: Workbook) -> None:
    rows = list(workbook["Pivot"].iter_rows(min_row=7, values_only=True))
    assert rows[-1][0] == "Grand Total"
    assert rows[-1][-1] == workbook["Findings"].max_row - 1


def test_the_cover_says_what_was_asked_by_which_caller_and_how_to_prove_it(tmp_path: Path) -> None:
    report = sample(tmp_path)
    [file] = render(report, ["xlsx"], tmp_path)
    cells = list(load_workbook(file)["Cover"].iter_rows(values_only=True))
    rows = {row[1]: row[2] for row in reversed(cells)}
    assert rows["Accounts"] == "2 of 3 accounts in scope scanned; 1 left out"
    assert rows["Caller"] == "arn:aws:iam::1:role/audit"
    assert rows["Run manifest"] == f"SHA-256 {report.run_hash} of run.json"
    assert {"Prepared by", "Reviewed by", "Approved by"} <= set(rows)
    assert set(SHEETS[1:]) <= set(rows)


def test_the_cover_names_the_run_that_was_judged_again(tmp_path: Path) -> None:
    [file] = render(report_of(tmp_path, judged_from="0ld"), ["xlsx"], tmp_path)
    texts = [cell.value for row in load_workbook(file)["Cover"].iter_rows() for cell in row]
    assert "run 0ld" in texts


def test_people_choose_the_working_status_from_a_list_and_fill_in_what_is_empty(workbook: Workbook) -> None:
    sheet = workbook["Findings"]
    [choice] = sheet.data_validations.dataValidation
    titles = [cell.value for cell in sheet[1]]
    letter = get_column_letter(titles.index("Working status") + 1)
    assert str(choice.sqref) == f"{letter}2:{letter}{sheet.max_row}"
    for title in ("Due date", "Comment"):
        cell = sheet.cell(2, titles.index(title) + 1)
        assert (cell.value, cell.style[:5]) == (None, "Input")


def test_calamine_reads_the_same_findings(tmp_path: Path) -> None:
    report = sample(tmp_path)
    [file] = render(report, ["xlsx"], tmp_path)
    rows = CalamineWorkbook.from_path(file).get_sheet_by_name("Findings").to_python()
    assert [row[-1] for row in rows[1:]] == [row.finding.id for row in report.findings]


def test_without_findings_there_is_no_pivot_and_no_formula(tmp_path: Path) -> None:
    report = report_of(tmp_path, frameworks=(framework(RequirementRecord(id="1", title="Trained")),))
    [file] = render(report, ["xlsx"], tmp_path)
    workbook = load_workbook(file)
    assert workbook["Pivot"]["A2"].value.startswith("There are no findings")
    assert column(workbook["Controls"], "Failing") == [0]


def test_the_changes_are_reported_where_there_was_a_run_before(tmp_path: Path) -> None:
    report = sample(tmp_path)
    row = next(iter(report.findings))
    changes = tuple(
        ChangeRow(change=change, row=row, before="FAIL", now="PASS") for change in (Change.NEW, Change.FIXED)
    )
    waiver = WaiverRow(
        id="W-1",
        state=WaiverState.IN_FORCE,
        scope="all",
        reason="old",
        owner="li",
        approver="anna",
        ticket="T-1",
        starts=None,
        expires=date(2026, 12, 31),
        days_left=45,
        covers=2,
        failing_again=0,
    )
    counts = dict.fromkeys(Change, 0) | {Change.NEW: 1, Change.FIXED: 1}
    grown = replace(
        report,
        compared_with=report.run,
        changes=changes,
        change_counts=counts,
        waivers=(waiver,),
        trend=report.trend * 13,
    )
    [file] = render(grown, ["xlsx"], tmp_path)
    workbook = load_workbook(file)
    texts = [cell.value for row in workbook["Summary"].iter_rows(max_row=12) for cell in row]
    assert {"1 new", "1 fixed, 0 reopened, 0 still open"} <= set(texts)
    assert [cell.value for cell in workbook["Summary"]["D"]].count("0a1b2c3d") == 12
    assert column(workbook["Changes"], "Change") == ["New", "Fixed"]
    assert column(workbook["Waivers"], "Expires") == [datetime(2026, 12, 31)]  # noqa: DTZ001 - Excel has no zones


def test_a_table_of_more_values_than_are_kept_is_whole(tmp_path: Path) -> None:
    one = account("012345678901")
    findings = [finding("s3-bucket-closed", one.id, Status.PASS, f"b{number}") for number in range(KEPT + 10)]
    report = report_of(tmp_path, accounts=[one], rules=[rule("s3-bucket-closed")], findings=findings)
    [file] = render(report, ["xlsx"], tmp_path)
    names = [row[4] for row in CalamineWorkbook.from_path(file).get_sheet_by_name("Findings").to_python()[1:]]
    assert sorted(names) == sorted(f"b{number}" for number in range(KEPT + 10))


def test_the_workbook_is_as_it_was(tmp_path: Path, golden: Golden) -> None:
    [file] = render(small_report(tmp_path), ["xlsx"], tmp_path)
    with ZipFile(file) as package:
        names = [name for name in package.namelist() if name.startswith(PARTS) and "sheet14" not in name]
        parts = {name: canonicalize(package.read(name)) for name in names}
    reported = "".join(f"=== {name}\n{xml}\n" for name, xml in sorted(parts.items()))
    golden("report/report.xlsx.txt", re.sub(r"\b[0-9a-f]{64}\b", "SHA-256", reported).replace("><", ">\n<"))


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it_without_an_error_cell_and_calculates_the_same(tmp_path: Path) -> None:
    [file] = render(sample(tmp_path), ["xlsx"], tmp_path)
    load_workbook(file).save(tmp_path / "bare.xlsx")  # openpyxl keeps no values of formulas: all must be calculated
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    convert = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", "opened", "bare.xlsx"]
    subprocess.run(convert, cwd=tmp_path, check=True, capture_output=True)  # noqa: S603 - our own words
    shown, opened = (load_workbook(one, data_only=True) for one in (file, tmp_path / "opened" / "bare.xlsx"))
    cells = [cell for sheet in opened.worksheets for row in sheet.iter_rows() for cell in row]
    assert "e" not in {cell.data_type for cell in cells}
    for title in ("Result", "Failing", "Not assessed", "Passing"):
        assert column(opened["Controls"], title) == column(shown["Controls"], title)
