from __future__ import annotations

import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from reporter.model.text import EXCEL_CELL, csv_safe, excel_safe, visible

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_visible_text_can_be_encoded_stands_on_one_line_and_holds_no_control_character(text: str) -> None:
    seen = visible(text)
    seen.encode()
    assert len(seen.splitlines()) <= 1
    assert not any(ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0 for sign in seen)


@given(ANY_TEXT)
def test_visible_text_stays_as_it_is_when_seen_again(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(ANY_TEXT)
def test_visible_text_may_stand_in_xml(text: str) -> None:
    element = ET.Element("t")
    element.text = visible(text)
    assert ET.fromstring(ET.tostring(element)).text == (visible(text) or None)  # noqa: S314 - text of our own


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain", "plain"),
        ("two\r\n  lines\u2028three", "two lines three"),
        ("bell\x07", "bell␇"),
        ("delete\x7f", "delete␡"),
        ("\ud800 alone", "[U+D800] alone"),
        ("\u202egnp.exe", "[U+202E]gnp.exe"),
        ("👩\u200d💻 עברית", "👩\u200d💻 עברית"),
    ],
)
def test_what_cannot_be_seen_is_made_visible_and_the_rest_is_left_alone(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(ANY_TEXT)
def test_no_csv_cell_starts_like_a_formula(text: str) -> None:
    assert csv_safe(text).lstrip(" ")[:1] not in set("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


@pytest.mark.parametrize("start", list("=+-@\t\r\uff1d\uff0b\uff0d\uff20"))
def test_a_formula_gets_an_apostrophe_in_csv(start: str) -> None:
    assert csv_safe(f"{start}1") == f"'{start}1"
    assert csv_safe(f" {start}1") == f"' {start}1"


@given(ANY_TEXT)
def test_excel_text_fits_a_cell(text: str) -> None:
    assert len(excel_safe(visible(text) * 500).encode("utf-16-le")) <= 2 * EXCEL_CELL


def test_a_text_too_long_for_excel_is_cut_and_says_so() -> None:
    assert excel_safe("x" * EXCEL_CELL) == "x" * EXCEL_CELL
    assert excel_safe("x" * (EXCEL_CELL + 1)).endswith("x… [cut; the CSV has it all]")
    assert excel_safe("😀" * 20_000).endswith("😀… [cut; the CSV has it all]")


def test_what_excel_would_unescape_is_escaped() -> None:
    assert excel_safe("_x0041_") == "_x005F_x0041_"
    assert excel_safe("a_xyz_") == "a_xyz_"


@settings(max_examples=15)
@given(st.lists(ANY_TEXT, min_size=1, max_size=20))
def test_any_texts_survive_a_workbook(texts: list[str]) -> None:
    workbook, stream = Workbook(), BytesIO()
    for row, text in enumerate(texts, start=1):
        cell = workbook.worksheets[0].cell(row, 1, "")
        cell.value, cell.data_type = excel_safe(visible(text)), "s"
    workbook.save(stream)
    sheet = load_workbook(stream).worksheets[0]
    read = [sheet.cell(row, 1).value or "" for row in range(1, len(texts) + 1)]
    assert read == [excel_safe(visible(text)) for text in texts]
