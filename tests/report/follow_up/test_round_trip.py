from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from reporter.report.follow_up import fields
from reporter.runs import Care, Conflict, FollowUp, Said
from tests.report.follow_up.books import (
    APPLES,
    FINDINGS,
    PEARS,
    PLUMS,
    a_run,
    column,
    copy_of,
    read,
    row,
    type_in,
    workbook_of,
)

TITLES = ("Working status", "Owner", "Due date", "Comment")


def test_what_people_type_comes_back_by_finding_id(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    day = datetime(2026, 12, 1)  # noqa: DTZ001 - Excel has no zones
    typed = dict(zip(((APPLES, title) for title in TITLES), ("In progress", "bob", day, "soon"), strict=True))
    follow_up = read(run, type_in(workbook_of(run), typed))
    assert follow_up.care == {
        APPLES: Care(working_status="In progress", owner="bob", due=date(2026, 12, 1), comment="soon")
    }
    assert not follow_up.conflicts


def test_nothing_typed_is_nothing_said(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    follow_up = read(run, workbook_of(run))
    assert (follow_up.care, follow_up.conflicts) == ({}, ())
    assert [(one.source, one.run_id, one.edits) for one in follow_up.workbooks] == [("report.xlsx", "00000001", 0)]


def test_the_next_workbook_says_it_again_and_saying_it_again_is_no_edit(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    follow_up = read(run, copy_of(run, "a.xlsx", {(APPLES, "Comment"): "one\ntwo", (APPLES, "Owner"): "bob"}))
    following = a_run(tmp_path, 2, follow_up=follow_up)
    file = workbook_of(following)
    sheet = load_workbook(file)["Findings"]
    assert sheet.cell(row(sheet, APPLES), column(sheet, "Comment")).value == "one\ntwo"
    assert sheet.cell(row(sheet, APPLES), column(sheet, "Owner")).value == "bob"
    again = read(following, file)
    assert (again.care, again.workbooks[0].edits) == (follow_up.care, 0)


def test_it_is_carried_over_where_no_workbook_is_given(tmp_path: Path) -> None:
    said = FollowUp(care={APPLES: Care(comment="soon")})
    assert read(a_run(tmp_path, follow_up=said)).care == said.care


def test_what_was_said_of_a_finding_that_is_gone_is_kept_and_may_be_changed(tmp_path: Path) -> None:
    run = a_run(tmp_path, follow_up=FollowUp(care={APPLES: Care(comment="soon", owner="bob")}), findings=())
    unchanged = copy_of(run, "a.xlsx", {(APPLES, "Comment"): "soon", (APPLES, "Owner"): "bob"})
    assert read(run, unchanged).care == {APPLES: Care(comment="soon", owner="bob")}
    changed = copy_of(run, "b.xlsx", {(APPLES, "Comment"): "was deleted"})
    assert read(run, changed).care == {APPLES: Care(comment="was deleted", owner="bob")}


def test_a_cleared_cell_takes_back_what_was_said(tmp_path: Path) -> None:
    run = a_run(tmp_path, follow_up=FollowUp(care={APPLES: Care(comment="soon", owner="bob")}))
    assert read(run, copy_of(run, "a.xlsx", {(APPLES, "Comment"): None})).care == {APPLES: Care(owner="bob")}
    assert read(run, copy_of(run, "b.xlsx", {(APPLES, "Comment"): " ", (APPLES, "Owner"): ""})).care == {}


@pytest.mark.parametrize(
    "typed",
    [
        date(2026, 12, 1),
        datetime(2026, 12, 1, 17, 30),  # noqa: DTZ001 - Excel has no zones
        "2026-12-01",
        " 2026-12-01T17:30:00Z ",
        46357,
        46357.75,
    ],
)
def test_a_due_date_may_be_typed_in_many_ways(typed: Any) -> None:
    assert fields.typed("due_date", typed, WINDOWS_EPOCH) == "2026-12-01"


def test_a_workbook_of_an_old_macintosh_counts_from_another_day() -> None:
    assert fields.typed("due_date", 46357 - 1462, MAC_EPOCH) == "2026-12-01"
    assert fields.typed("due_date", 2_957_003, MAC_EPOCH) == "9999-12-31"


@pytest.mark.parametrize("text", ["next week", "01.12.2026", "=TODAY()+7", True, 0.5, -1, 9_999_999, "#VALUE!"])
def test_a_due_date_that_is_none_is_reported_and_not_dropped(text: Any, tmp_path: Path) -> None:
    run = a_run(tmp_path, follow_up=FollowUp(care={APPLES: Care(due=date(2026, 12, 1))}))
    follow_up = read(run, copy_of(run, "a.xlsx", {(APPLES, "Due date"): text}))
    shown = Said("TRUE" if text is True else str(text), "a.xlsx, Sheet, row 2")
    assert follow_up.conflicts == (Conflict(finding_id=APPLES, field="due_date", kept="2026-12-01", said=(shown,)),)
    assert follow_up.care[APPLES].due == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("Parked until spring", "Parked until spring"),
        (42, "42"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (datetime(2026, 12, 1), "2026-12-01"),  # noqa: DTZ001 - Excel has no zones
        ("_x0041_ and _x005F_x0041_", "A and _x0041_"),
        ("_xD800__x0007_", "[U+D800]␇"),
        ("see AKIAIOSFODNN7EXAMPLE", "see [redacted: looks like an AWS access key id, sha256 1a5d44a2]"),
    ],
)
def test_whatever_is_typed_into_a_cell_of_text_is_kept_as_text(value: Any, kept: str) -> None:
    assert fields.typed("working_status", value, WINDOWS_EPOCH) == kept


def test_rows_may_be_in_any_order_filtered_deleted_or_added(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    file = type_in(workbook_of(run), {(PLUMS, "Comment"): "plum", (PEARS, "Comment"): "pear"})
    workbook = load_workbook(file)
    sheet = workbook["Findings"]
    lines = {line[-1].value: [cell.value for cell in line] for line in sheet.iter_rows(min_row=2)}
    sheet.delete_rows(2, 3)
    for number, line in enumerate((lines[PLUMS], lines[PEARS], lines[PEARS]), start=2):  # that of the apples is deleted
        for position, value in enumerate(line, start=1):
            sheet.cell(number + number // 4, position).value = value  # with an empty row among them
    sheet.row_dimensions[2].hidden = True
    sheet.auto_filter.add_filter_column(len(lines[PEARS]) - 1, [PEARS])
    workbook.save(file)
    assert read(run, file).care == {PLUMS: Care(comment="plum"), PEARS: Care(comment="pear")}


def test_columns_may_be_moved_or_deleted_and_notes_may_stand_above_them(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    file = copy_of(run, "a.xlsx", {(APPLES, "Comment"): "moved", (APPLES, "Owner"): "bob", (APPLES, "Due date"): None})
    workbook = load_workbook(file)
    sheet = workbook.worksheets[0]
    sheet.delete_cols(column(sheet, "Due date"))
    sheet.move_range("A1:A2", cols=5)
    sheet.insert_rows(1, 2)
    sheet["B1"] = "please answer by Friday"
    workbook.save(file)
    assert read(run, file).care == {APPLES: Care(comment="moved", owner="bob")}


OLD_ORDER = (
    *("ID", "Status", "Severity", "Check", "Title", "Account ID", "Account", "OU", "Region", "Resource type"),
    *("Resource", "ARN", "Part", "Reason", "First seen", "Last seen", "Age (days)", "Due date", "Owner"),
    *("Working status", "Comment", "Conflicts", "Waiver", "Remediation", "Command", "Frameworks", "Reason code"),
    *("Operation", "Missing action", "Error code", "Request ID", "Assessed at"),
)
"""The columns of the sheet Findings when the id was the first."""


def test_a_workbook_with_the_columns_in_the_order_of_earlier_versions_comes_back(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    file = workbook_of(run)
    workbook = load_workbook(file)
    sheet = workbook["Findings"]
    lines = [
        [line[column(sheet, title) - 1].value for title in OLD_ORDER] for line in sheet.iter_rows(max_row=sheet.max_row)
    ]
    assert sorted([*OLD_ORDER, "Group"]) == sorted(str(cell.value) for cell in sheet[1])
    sheet.delete_cols(len(OLD_ORDER) + 1)
    for number, line in enumerate(lines, start=1):
        for position, value in enumerate(line, start=1):
            sheet.cell(number, position).value = value
    workbook.save(file)
    type_in(file, {(APPLES, "Comment"): "soon", (PEARS, "Owner"): "bob", (PLUMS, "Working status"): "In progress"})
    care = {APPLES: Care(comment="soon"), PEARS: Care(owner="bob"), PLUMS: Care(working_status="In progress")}
    assert read(run, file).care == care


@pytest.mark.parametrize(("before", "now"), [("Mended", "Fixed"), ("False alarm", "False positive")])
def test_a_working_status_of_an_earlier_workbook_is_called_by_its_present_name(
    tmp_path: Path, before: str, now: str
) -> None:
    run = a_run(tmp_path, follow_up=FollowUp(care={PEARS: Care(working_status=before)}))
    sheet = load_workbook(workbook_of(run))["Findings"]
    assert sheet.cell(row(sheet, PEARS), column(sheet, "Working status")).value == now
    typed = copy_of(run, "a.xlsx", {(APPLES, "Working status"): before, (APPLES, "Comment"): before})
    assert read(run, typed).care[APPLES] == Care(working_status=now, comment=before)


def test_what_is_typed_under_changes_of_a_finding_that_is_gone_counts_too(tmp_path: Path) -> None:
    a_run(tmp_path)
    said = FollowUp(care={APPLES: Care(comment="one\ntwo")})
    run = a_run(tmp_path, 2, findings=FINDINGS[1:], follow_up=said)
    file = workbook_of(run)
    unchanged = read(run, file)
    assert (unchanged.care, unchanged.workbooks[0].edits) == (said.care, 0)
    typed = type_in(file, {(APPLES, "Comment"): "gone for good"}, "Changes")
    assert read(run, typed).care == {APPLES: Care(comment="gone for good")}


def test_what_names_no_finding_is_reported(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    [conflict] = read(run, copy_of(run, "a.xlsx", {("total", "Comment"): "3 rows", ("total", "Owner"): None})).conflicts
    shown = Said("3 rows", "a.xlsx, Sheet, row 2")
    assert conflict == Conflict(finding_id="total", field="comment", kept="", said=(shown,))


def test_findings_may_go_on_on_the_next_sheet(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    file = copy_of(run, "a.xlsx", {(APPLES, "Comment"): "first"})
    workbook = load_workbook(file)
    second = workbook.copy_worksheet(workbook.worksheets[0])
    second["A2"], second["B2"] = PEARS, "second"
    workbook.save(file)
    assert read(run, file).care == {APPLES: Care(comment="first"), PEARS: Care(comment="second")}
