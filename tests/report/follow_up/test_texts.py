from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.datetime import WINDOWS_EPOCH

from reporter.model.verdicts import Status
from reporter.report.follow_up import fields
from reporter.runs import Care, FollowUp
from tests.report.follow_up.books import ACCOUNT, CHECK, a_run, read, type_in, workbook_of
from tests.report.runs import HOSTILE, finding

TEXTS = (
    *(text.strip() for text in HOSTILE),
    "=cmd()",
    "one\ntwo\n\nthree",
    "'quoted",
    "_xD800_",
    "1",
    "2026-12-01",
    "TRUE",
)
FINDINGS = tuple(finding(CHECK, ACCOUNT, Status.FAIL, f"b{number:02}") for number in range(len(TEXTS)))


@settings(max_examples=30)
@given(st.text(st.characters(exclude_characters="\r")))
def test_a_text_that_is_kept_says_the_same_when_it_is_read_again(text: str) -> None:
    kept = fields.typed("comment", text, WINDOWS_EPOCH)
    assert fields.written("comment", kept) == kept
    assert not text.isprintable() or "_x" in text or kept == text.strip()


def said() -> FollowUp:
    kept = (fields.typed("comment", text, WINDOWS_EPOCH) for text in TEXTS)
    return FollowUp(care={one.id: Care(comment=text, owner=text) for one, text in zip(FINDINGS, kept, strict=True)})


def test_hostile_texts_are_no_formulas_in_the_next_workbook_and_no_edits_when_it_comes_back(tmp_path: Path) -> None:
    run = a_run(tmp_path, findings=FINDINGS, follow_up=said())
    file = workbook_of(run)
    cells = [cell for line in load_workbook(file)["Findings"].iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
    follow_up = read(run, file)
    assert (follow_up.care, follow_up.workbooks[0].edits) == (said().care, 0)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_they_come_back_from_libreoffice_as_they_went(tmp_path: Path) -> None:
    run = a_run(tmp_path, findings=FINDINGS, follow_up=FollowUp(care=dict(list(said().care.items())[1:])))
    file = workbook_of(run)
    type_in(file, {(FINDINGS[0].id, "Comment"): "=1+1\nsecond line", (FINDINGS[0].id, "Owner"): "bob"})
    (tmp_path / "back").mkdir()
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    convert = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "back"), str(file)]
    subprocess.run(convert, check=True, capture_output=True)  # noqa: S603 - our own words
    follow_up = read(run, tmp_path / "back" / "report.xlsx")
    assert follow_up.care == {**said().care, FINDINGS[0].id: Care(comment="=1+1\nsecond line", owner="bob")}
    assert (follow_up.workbooks[0].run_id, follow_up.workbooks[0].edits) == ("00000001", 2)
