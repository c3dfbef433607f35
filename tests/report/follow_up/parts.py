"""Workbooks assembled from parts, including forms that no program writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from tests.report.follow_up.books import APPLES

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = '<row r="1"><c t="inlineStr"><is><t>ID</t></is></c><c t="inlineStr"><is><t>Comment</t></is></c></row>'
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"


def text(value: str) -> str:
    """A cell with a text."""
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def sheet(rows: str, after: str = "", before: str = "") -> str:
    """A sheet with the header and rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{HEADER}{rows}</sheetData>{after}</worksheet>'


def row(comment: str, finding_id: str = APPLES) -> str:
    """A row about a finding."""
    return f"<row>{text(finding_id)}{comment}</row>"


def relations(*entries: tuple[str, str]) -> str:
    """Relations with these types and targets, numbered from 1."""
    found = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(entries, start=1)
    )
    return f"<Relationships>{found}</Relationships>"


def parts(rows: str = "", **more: str) -> dict[str, str]:
    """The parts of a workbook with one sheet, shared texts and styles."""
    return {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<a xmlns:r="{OFFICE}"><sheets><sheet name="Findings" r:id="r1"/></sheets></a>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "/xl/styles.xml")
        ),
        SHEET: sheet(rows or row(text("typed"))),
        STRINGS: "<sst><si><t>shared</t></si></sst>",
        STYLES: "<styleSheet/>",
        "docProps/core.xml": "<cp:coreProperties><cp:keywords>run 00000001</cp:keywords></cp:coreProperties>",
        **more,
    }


def packed(file: Path, contents: Mapping[str, str | bytes], compression: int = ZIP_DEFLATED) -> Path:
    """A file with these parts."""
    with ZipFile(file, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file
