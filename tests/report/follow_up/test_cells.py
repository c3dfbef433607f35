"""What stands in a cell, by whichever program it was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reporter.runs import Care
from tests.report.follow_up.books import APPLES, a_run, read
from tests.report.follow_up.parts import HEADER, SHEET, STRINGS, STYLES, packed, parts, row, sheet, text

DATE_STYLES = (
    '<numFmts><numFmt numFmtId="200" formatCode="yyyy-mm-dd"/></numFmts><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs><dxfs/>'
)
KINDS: dict[str, tuple[str, str, str]] = {
    "a shared text": ('<c t="s"><v>0</v></c>', "", "shared"),
    "a number": ("<c><v>42</v></c>", "", "42"),
    "a broken number": ("<c><v>-1.50</v></c>", "", "-1.5"),
    "a large number": ("<c><v>1E+20</v></c>", "", "1e+20"),
    "a truth": ('<c t="b"><v>1</v></c>', "", "TRUE"),
    "an untruth": ('<c t="b"><v>0</v></c>', "", "FALSE"),
    "an error": ('<c t="e"><v>#N/A</v></c>', "", "#N/A"),
    "a formula": ("<c><f>1+1</f><v>2</v></c>", "", "=1+1"),
    "a formula of many cells": ('<c><f t="array" ref="A1:A9">SUM(B1:B9)</f><v>2</v></c>', "", "=SUM(B1:B9)"),
    "a formula that another cell has": ('<c t="str"><f t="shared" si="0"/><v>shown</v></c>', "", "shown"),
    "a moment": ('<c t="d"><v>2026-12-01</v></c>', "", "2026-12-01"),
    "runs of text": ('<c t="inlineStr"><is><r><t>one </t></r><r><t>two</t></r></is></c>', "", "one two"),
    "how to pronounce it": ('<c t="inlineStr"><is><t>one</t><rPh><t>wun</t></rPh></is></c>', "", "one"),
    "a date by its style": (
        '<c s="1"><v>46357</v></c>',
        DATE_STYLES,
        "2026-12-01",
    ),
    "no date, whatever its style": ('<c s="1"><v>-99999999</v></c>', DATE_STYLES, "-99999999"),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_cell_of_any_kind_is_read_as_people_see_it(name: str, tmp_path: Path) -> None:
    cell, styles, kept = KINDS[name]
    run = a_run(tmp_path)
    file = packed(tmp_path / "a.xlsx", {**parts(row(cell)), STYLES: f"<styleSheet>{styles}</styleSheet>"})
    assert read(run, file).care == {APPLES: Care(comment=kept)}


WRITERS: dict[str, Callable[[str], str | bytes]] = {
    "with prefixes": lambda xml: xml.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:"),
    "in UTF-16": lambda xml: xml.encode("utf-16"),
    "with a declaration": lambda xml: f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}',
}


@pytest.mark.parametrize("name", WRITERS)
def test_it_does_not_matter_which_program_wrote_it(name: str, tmp_path: Path) -> None:
    run = a_run(tmp_path)
    contents = {part: WRITERS[name](xml) for part, xml in parts(row('<c t="s"><v>0</v></c>')).items()}
    assert read(run, packed(tmp_path / "a.xlsx", contents)).care == {APPLES: Care(comment="shared")}


def test_a_workbook_without_texts_styles_and_properties_is_one(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    contents = {
        name: content for name, content in parts().items() if name not in (STRINGS, STYLES, "docProps/core.xml")
    }
    [reading] = read(run, packed(tmp_path / "a.xlsx", contents)).workbooks
    assert reading.run_id == ""


def test_dates_may_be_counted_from_1904(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    xml = parts()["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    contents = {**parts(row("<c><v>44895</v></c>")), "xl/workbook.xml": xml}
    contents[SHEET] = contents[SHEET].replace("Comment", "Due date")
    follow_up = read(run, packed(tmp_path / "a.xlsx", contents))
    assert str(follow_up.care[APPLES].due) == "2026-12-01"


def test_a_styled_cell_of_a_workbook_without_styles_is_the_number_that_stands_there(tmp_path: Path) -> None:
    contents = {part: xml for part, xml in parts(row('<c s="1"><v>44895</v></c>')).items() if part != STYLES}
    assert read(a_run(tmp_path), packed(tmp_path / "a.xlsx", contents)).care == {APPLES: Care(comment="44895")}


def test_a_formula_in_a_foreign_column_is_not_taken_for_what_people_say(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    rows = row("<c><f>1+1</f><v>2</v></c>" + text("typed"))
    titles = HEADER.replace("</row>", f"{text('Comment')}</row>").replace("Comment", "Sums", 1)
    contents = parts(**{SHEET: sheet(rows).replace(HEADER, titles)})
    assert read(run, packed(tmp_path / "a.xlsx", contents)).care == {APPLES: Care(comment="typed")}
