"""Whatever names, tags and comments are made of, every format can be written and read, and nothing in it runs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from reporter.config.formats import ALL_FORMATS
from reporter.report.formats.render import render
from tests.report.oscal_schemas import verify as verify_oscal
from tests.report.wild import NASTY, harmful, strings, wild_report

MAY_STAND_IN_A_FILE = "\t\n\r"


def from_json(content: str) -> Iterator[str]:
    return strings(json.loads(content))


def from_lines(content: str) -> Iterator[str]:
    return (text for line in content.splitlines() for text in from_json(line))


def from_xml(content: str) -> Iterator[str]:
    for element in ET.fromstring(content).iter():  # noqa: S314 - of our own
        yield from (*element.attrib.values(), (element.text or "").strip())


def from_csv(content: str) -> Iterator[str]:
    return (cell for row in csv.reader(content.splitlines()) for cell in row)


class Page(HTMLParser):
    """What stands in a page, and what would run in it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.texts += [value for _, value in attrs if value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def from_page(content: str) -> Iterator[str]:
    page = Page()
    page.feed(content)
    assert page.scripts == content.count("<script")
    assert "<script>alert" not in content
    return (text for one in page.texts for text in one.split("\n"))


READERS: dict[str, Callable[[str], Iterator[str]]] = {
    "csv": from_csv,
    "csv-bom": from_csv,
    "html": from_page,
    "json": from_json,
    "jsonl": from_lines,
    "ocsf": from_json,
    "asff": from_lines,
    "sarif": from_json,
    "junit": from_xml,
    "oscal": from_json,
}


def verify_workbook(file: Path) -> None:
    workbook = load_workbook(file)
    for sheet in workbook.worksheets:
        for cell in (cell for line in sheet.iter_rows() for cell in line if cell.value is not None):
            text = str(cell.value)
            assert cell.data_type != "f" or sheet.title == "Controls"
            assert not harmful(text.replace("\n", ""))
            if cell.data_type == "s" and text.lstrip().startswith(("=", "+", "-", "@")):
                assert cell.quotePrefix or text == "-", f"{sheet.title} {cell.coordinate} runs when it is edited"
    with ZipFile(file) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    footers = {unescape(footer) for xml in sheets for footer in re.findall(r"<oddFooter>(.*?)</oddFooter>", xml)}
    assert {re.sub(r"[^&]|&&", "", footer.replace("&P of &N", "")) for footer in footers} == {"&&&"}, "&L, &C and &R"
    properties = workbook.properties
    texts = (properties.title, properties.subject, properties.creator, properties.keywords, properties.category)
    assert not harmful("".join(text or "" for text in texts))
    assert CalamineWorkbook.from_path(file).sheet_names == workbook.sheetnames


def verify(text: str, folder: Path) -> None:
    report = wild_report(folder, text)
    for format_, file in ((name, file) for name in ALL_FORMATS for file in render(report, [name], folder)):
        if format_ == "xlsx":
            verify_workbook(file)
        else:
            content = file.read_bytes().decode("utf-8-sig")
            assert not harmful(content.translate(dict.fromkeys(map(ord, MAY_STAND_IN_A_FILE))))
            texts = [one.replace("\n", " ") if format_ == "json" else one for one in READERS[format_](content)]
            assert not list(filter(harmful, texts)), format_  # commands in JSON keep their lines
            if format_ == "oscal":
                verify_oscal(json.loads(content))


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_harms_no_format(text: str, tmp_path: Path) -> None:
    verify(text, tmp_path)


@settings(max_examples=3, deadline=None)
@example("\ud83d\n=1")
@given(st.text(min_size=1))
def test_a_wild_text_harms_no_format(text: str) -> None:
    with TemporaryDirectory() as folder:
        verify(text, Path(folder))
