from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from reporter.model.errors import UserError
from reporter.report.follow_up import gather
from reporter.report.follow_up.workbook import COVER_ROWS
from reporter.runs import Care, State, digest
from tests.report.follow_up.books import APPLES, a_run, copy_of, read

COMMENT = (APPLES, "Comment")
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)


def refusals(folder: Path) -> list[str]:
    with pytest.raises(UserError) as caught:
        gather([str(folder)], folder.parent / "runs", Path)
    return str(caught.value).splitlines()


def test_all_that_cannot_be_read_in_a_folder_is_reported_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "back"
    folder.mkdir()
    whole = copy_of(a_run(tmp_path / "runs"), "whole.xlsx", {COMMENT: "done"}).read_bytes()
    (folder / "a whole one.xlsx").write_bytes(whole)
    (folder / "cut.xlsx").write_bytes(whole[:2000])
    (folder / "encrypted.xlsx").write_bytes(OLE + "EncryptedPackage".encode("utf-16-le"))
    (folder / "old.xls").write_bytes(OLE)
    Workbook().save(folder / "other.xlsx")
    with ZipFile(folder / "zip.xlsx", "w") as archive:
        archive.writestr("letter.txt", "hello")
    shown = refusals(folder)
    assert shown[:3] == [
        f"{folder / 'cut.xlsx'} cannot be read, as it is damaged: File is not a zip file; save it again as .xlsx",
        f"{folder / 'encrypted.xlsx'} is encrypted: save it without a password",
        f"{folder / 'old.xls'} is not an Excel workbook: save it as .xlsx",
    ]
    assert shown[3].startswith(f"{folder / 'other.xlsx'} is no workbook of ours: no sheet has a column ID and one of ")
    assert shown[4:] == [f"{folder / 'zip.xlsx'} is not an Excel workbook: save it as .xlsx"]


def test_a_workbook_that_is_damaged_in_its_middle_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "back"
    folder.mkdir()
    whole = copy_of(a_run(tmp_path / "runs"), "whole.xlsx", {COMMENT: "done"})
    with ZipFile(whole) as before, ZipFile(folder / "report.xlsx", "w") as after:
        for name in before.namelist():
            content = before.read(name)
            cut = content.replace(b"</sheetData>", b"</sheetdata>") if name.endswith("sheet1.xml") else content
            after.writestr(name, cut)
    [shown] = refusals(folder)
    assert shown.startswith(f"{folder / 'report.xlsx'} cannot be read, as it is damaged: mismatched tag")
    assert shown.endswith("; save it again as .xlsx")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusals(tmp_path / "report.xlsx") == [
        f"{tmp_path / 'report.xlsx'} cannot be read: No such file or directory"
    ]


def test_in_a_folder_only_workbooks_are_read_those_in_other_folders_too(tmp_path: Path) -> None:
    run = a_run(tmp_path / "runs")
    folder = tmp_path / "back"
    (folder / "teams" / ".hidden").mkdir(parents=True)
    for name in ("notes.txt", "~$report.xlsx", "teams/.hidden/report.xlsx"):
        (folder / name).write_bytes(b"nothing to read")
    copy_of(run, "a.xlsx", {COMMENT: "done"}).rename(folder / "teams" / "Shop.XLSX")
    follow_up = gather([str(folder), str(folder / "teams")], run.path.parent, Path)
    assert [(workbook.source, workbook.edits) for workbook in follow_up.workbooks] == [("Shop.XLSX", 1)]


def test_a_workbook_that_is_a_link_to_another_folder_is_not_read(tmp_path: Path) -> None:
    run = a_run(tmp_path / "runs")
    elsewhere = copy_of(run, "a.xlsx", {COMMENT: "done"}).rename(tmp_path / "a.xlsx")
    folder = tmp_path / "back"
    folder.mkdir()
    (folder / "b.xlsx").symlink_to(elsewhere)
    assert refusals(folder) == [
        f"{folder / 'b.xlsx'} is a link that leads out of its folder: put the workbook itself there"
    ]


def test_a_workbook_that_is_named_may_be_a_link_and_so_may_one_that_leads_into_its_folder(tmp_path: Path) -> None:
    run = a_run(tmp_path / "runs")
    folder = tmp_path / "back"
    folder.mkdir()
    named = copy_of(run, "a.xlsx", {COMMENT: "done"}).rename(folder / ".a")
    (folder / "b.xlsx").symlink_to(".a")
    for place in (folder, folder / "b.xlsx"):
        follow_up = gather([str(place)], run.path.parent, Path)
        assert follow_up.care[APPLES].comment == "done"
        assert [reading.sha256 for reading in follow_up.workbooks] == [digest(named)]


def test_an_empty_folder_says_nothing(tmp_path: Path) -> None:
    assert gather([str(tmp_path)], tmp_path / "runs", Path).is_empty


def test_what_is_elsewhere_is_fetched(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    copy = copy_of(run, "a.xlsx", {COMMENT: "done"})
    fetched = gather(["s3://bucket/a.xlsx"], tmp_path, {"s3://bucket/a.xlsx": copy}.__getitem__)
    assert fetched.care[APPLES].comment == "done"


@pytest.mark.parametrize(("name", "run_id"), [("Run", "00000001"), ("Caller", "")])
def test_the_cover_names_the_run_where_the_properties_do_not(name: str, run_id: str, tmp_path: Path) -> None:
    run = a_run(tmp_path)
    file = copy_of(run, "a.xlsx", {COMMENT: "done"})
    workbook = load_workbook(file)
    workbook.properties.keywords = ""
    cover = workbook.create_sheet("Cover")
    cover["B3"], cover["C3"] = name, "00000001"
    workbook.save(file)
    assert [one.run_id for one in read(run, file).workbooks] == [run_id]


def test_the_run_is_looked_for_at_the_top_of_the_cover_only(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    file = copy_of(run, "a.xlsx", {COMMENT: "done"})
    workbook = load_workbook(file)
    workbook.properties.keywords = ""
    cover = workbook.create_sheet("Cover")
    cover[f"B{COVER_ROWS + 1}"], cover[f"C{COVER_ROWS + 1}"] = "Run", "00000001"
    workbook.save(file)
    assert [one.run_id for one in read(run, file).workbooks] == [""]


def test_an_empty_row_below_the_findings_says_nothing(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    file = copy_of(run, "a.xlsx", {COMMENT: "done"})
    workbook = load_workbook(file)
    workbook.worksheets[0].append([" ", " "])
    workbook.save(file)
    follow_up = read(run, file)
    assert (follow_up.care, follow_up.conflicts) == ({APPLES: Care(comment="done")}, ())
    assert follow_up.workbooks[0].edits == 1


def test_a_run_that_is_not_closed_is_not_asked_what_people_said(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    a_run(tmp_path, 2, state=State.RUNNING)
    assert read(run, copy_of(run, "a.xlsx", {COMMENT: "done"})).care[APPLES].comment == "done"
