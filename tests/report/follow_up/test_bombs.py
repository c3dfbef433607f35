"""A workbook built to exhaust us is refused in one sentence, quickly and with little memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporter.model.errors import UserError
from reporter.report.follow_up import gather
from reporter.runs import Care
from tests.report.follow_up.books import APPLES, a_run, read
from tests.report.follow_up.parts import SHEET, STRINGS, packed, parts, relations, row, sheet, text

LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
SECONDS, MEGABYTES = 60, 300


def doctype(part: str) -> dict[str, str]:
    whole = parts(row("<c><v>1</v></c>"))
    return {**whole, part: f"{LAUGHS}]>{whole[part]}"}


BOMBS: dict[str, tuple[dict[str, str], str]] = {
    "a row far below the last": (
        parts('<row r="2000000000"><c/></row>'),
        "a row has the number 2,000,000,000, and a sheet has 1,048,576 rows at most",
    ),
    "a row above the first": (parts('<row r="-1"/>'), "a row has the number -1, and a sheet has 1,048,576 rows"),
    "more rows than a sheet has": (
        parts('<row r="1048576"/><row/>'),
        "a row has the number 1,048,577, and a sheet has 1,048,576 rows at most",
    ),
    "a cell right of the last column": (
        parts('<row><c r="XFE1"/></row>'),
        "a cell has the place 'XFE1', and a sheet has 16,384 columns at most",
    ),
    "a cell at no place": (parts('<row><c r="FAR AWAY"/></row>'), "a cell has the place 'FAR AWAY'"),
    "more cells than a row has": (
        {**parts(), SHEET: sheet(f"<row>{'<c/>' * 16384}{text('x')}</row>").replace("ID", "no id")},
        "a row has more than 16,384 cells",
    ),
    "a text that is not there": (
        parts(row('<c t="s"><v>1</v></c>')),
        "a cell names the text 1, and there are 1",
    ),
    "a text before the first": (parts(row('<c t="s"><v>-1</v></c>')), "a cell names the text -1, and there are 1"),
    "a text that is too long": (parts(row(text("x" * 300_001))), "a text has more than 300,000 characters"),
    "a shared text that is too long": (
        {**parts(), STRINGS: f"<sst><si><t>{'x' * 300_001}</t></si></sst>"},
        "a text has more than 300,000 characters",
    ),
    "nothing but blanks": (parts(" " * 17_000_000), "it unpacks to more than 16 MB"),
    "nothing but cells": (parts(f"<row>{'<c/>' * 1_100_000}</row>"), "it has more than 1,000,000 elements"),
    "nothing but texts": ({**parts(), STRINGS: "<si/>" * 3}, "junk after document element"),
    "elements within each other": (
        parts("<a>" * 1_000_000),
        "its elements stand within each other more than 100 deep",
    ),
    "one element": (parts(f'<row x="{"x" * 4_100_000}"/>'), "one of its elements has more than 4 MB"),
    "one remark": (parts(f"<!--{'x' * 4_100_000}-->"), "one of its elements has more than 4 MB"),
    "many parts": (
        {**parts(), **{f"{number}.xml": "" for number in range(5_000)}},
        "it has 5,007 parts, and 5,000 are",
    ),
    "long names of parts": (
        {**parts(), **{f"{'x' * 60_000}{number}.xml": "" for number in range(20)}},
        "its list of parts has 1,2",
    ),
    "many sheets": (
        {**parts(), "xl/workbook.xml": "<a>" + '<sheet id="r1"/>' * 1_001 + "</a>"},
        "it has 1,001 sheets, and 1,000 are read at most",
    ),
    **{f"laughs in {part}": (doctype(part), "it has a document type declaration") for part in parts()},
}
ODDITIES = {
    "no row number": '<row r="first"/>',
    "an endless row number": '<row r="1e999"/>',
    "no number of a text": row('<c t="s"><v>first</v></c>'),
    "no number": row("<c><v>1,5</v></c>"),
    "an endless number": row("<c><v>1e999</v></c>"),
    "not even that": row("<c><v>nan</v></c>"),
    "digits for ever": row(f"<c><v>{'9' * 5_000}x</v></c>"),
    "no moment": row('<c t="d"><v>soon</v></c>'),
    "an unknown entity": row(text("&a;")),
    "half of it": "<row>",
    "an odd character": row(text("\x00")),
}


def refusal(file: Path) -> str:
    with pytest.raises(UserError) as caught:
        gather([str(file)], file.parent / "runs", Path)
    [line] = str(caught.value).splitlines()
    return line


@pytest.mark.parametrize("name", BOMBS)
def test_what_goes_over_a_bound_is_refused_with_the_bound(name: str, tmp_path: Path) -> None:
    contents, what = BOMBS[name]
    shown = refusal(packed(tmp_path / "a.xlsx", contents))
    assert shown.startswith(f"{tmp_path / 'a.xlsx'} ")
    assert what in shown


@pytest.mark.parametrize("name", ODDITIES)
def test_what_makes_no_sense_is_damaged(name: str, tmp_path: Path) -> None:
    shown = refusal(packed(tmp_path / "a.xlsx", parts(ODDITIES[name])))
    assert shown.startswith(f"{tmp_path / 'a.xlsx'} cannot be read, as it is damaged: ")


EVERYTHING = "A1:XFD1048576"
HARMLESS = {
    "a size that is not true": sheet(row(text("typed")), before=f'<dimension ref="{EVERYTHING}"/>'),
    "a join of everything": sheet(row(text("typed")), after=f'<mergeCell ref="{EVERYTHING}"/>'),
    "columns for ever": sheet(row(text("typed")), before='<cols><col min="1" max="2000000000"/></cols>'),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_a_sheet_says_of_itself_is_not_believed(name: str, tmp_path: Path) -> None:
    run = a_run(tmp_path)
    file = packed(tmp_path / "a.xlsx", {**parts(), SHEET: HARMLESS[name]})
    assert read(run, file).care == {APPLES: Care(comment="typed")}


def test_a_cell_in_the_last_place_costs_nothing(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{APPLES}</t></is></c>'
        f'<c r="B{number}" t="inlineStr"><is><t>typed</t></is></c><c r="XFD{number}"><v>1</v></c></row>'
        for number in (2, 900_000, 1_048_576)
    )
    begun = time.process_time()
    follow_up = read(run, packed(tmp_path / "a.xlsx", parts(rows)))
    assert follow_up.care == {APPLES: Care(comment="typed")}
    assert time.process_time() - begun < SECONDS / 4


@pytest.mark.parametrize("compression", [ZIP_BZIP2, ZIP_LZMA])
def test_what_is_packed_as_no_workbook_is_stays_packed(compression: int, tmp_path: Path) -> None:
    shown = refusal(packed(tmp_path / "a.xlsx", parts(), compression))
    assert "its part _rels/.rels is packed in a way that no workbook is" in shown


def test_a_part_that_is_there_twice_is_no_part(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.xlsx", parts())
    with ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, sheet(row(text("another"))))
    assert f"it has the part {SHEET} 2 times" in refusal(file)


def test_a_part_that_is_larger_than_it_says_is_damaged(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.xlsx", parts())
    with ZipFile(file) as archive:
        size = archive.getinfo(SHEET).file_size
    content = file.read_bytes()
    assert content.count(size.to_bytes(4, "little")) == 2
    file.write_bytes(content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    assert "cannot be read, as it is damaged: Bad CRC-32" in refusal(file)


def test_a_part_that_is_locked_is_damaged(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.xlsx", parts())
    content = bytearray(file.read_bytes())
    for begin in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.find(begin)
        content[at + (6 if begin[2] == 3 else 8)] |= 1
    file.write_bytes(content)
    assert "is encrypted, password required" in refusal(file)


def test_a_part_that_is_elsewhere_is_not_looked_for(tmp_path: Path) -> None:
    names = ("../../../etc/passwd", "file:///etc/passwd", "https://example.com/sheet1.xml", "/etc/passwd")
    rels = relations(*(("worksheet", name) for name in names))
    sheets = "".join(f'<sheet name="S{number}" id="r{number}"/>' for number in range(1, len(names) + 1))
    contents = {**parts(), "xl/_rels/workbook.xml.rels": rels, "xl/workbook.xml": f"<a>{sheets}</a>"}
    assert "is no workbook of ours" in refusal(packed(tmp_path / "a.xlsx", contents))
    external = parts()["xl/_rels/workbook.xml.rels"].replace("/>", ' TargetMode="External"/>')
    contents = {**parts(), "xl/_rels/workbook.xml.rels": external}
    assert "is no workbook of ours" in refusal(packed(tmp_path / "a.xlsx", contents))


@pytest.mark.parametrize("main", ["content.xml", "xl/workbook.bin", "word/document.xml"])
def test_a_file_of_another_program_is_no_workbook(main: str, tmp_path: Path) -> None:
    contents = {"_rels/.rels": relations(("officeDocument", main)), "word/document.xml": "<document/>"}
    shown = refusal(packed(tmp_path / "a.xlsx", contents if main != "content.xml" else {main: "<document/>"}))
    assert shown.startswith(f"{tmp_path / 'a.xlsx'} is no")


def test_pipes_devices_and_large_files_are_not_read(tmp_path: Path) -> None:
    pipe, large = tmp_path / "pipe.xlsx", tmp_path / "large.xlsx"
    os.mkfifo(pipe)
    with large.open("wb") as file:
        file.truncate(200_000_001)
    assert refusal(pipe) == f"{pipe} is not a file: name a workbook, or a folder of them"
    assert refusal(Path("/dev/zero")) == "/dev/zero is not a file: name a workbook, or a folder of them"
    assert refusal(large) == f"{large} has more than 200 MB, and no workbook of ours does"


def test_a_text_that_a_million_cells_share_is_not_kept_a_million_times(tmp_path: Path) -> None:
    strings = f"<sst><si><t>{'x' * 30_000}</t></si></sst>"
    rows = "".join(row('<c t="s"><v>0</v></c>', f"{number:032x}") for number in range(1_000))
    shown = refusal(packed(tmp_path / "a.xlsx", {**parts(rows), STRINGS: strings}))
    assert shown == f"{tmp_path / 'a.xlsx'} is not read, for it has 20,000,000 characters more than ours"


def test_macros_and_links_stay_where_they_are(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    more = {"xl/vbaProject.bin": "macros", "xl/externalLinks/externalLink1.xml": "<!DOCTYPE a>", "xl/theme1.xml": "<"}
    assert read(run, packed(tmp_path / "a.xlsm", {**parts(), **more})).care[APPLES].comment == "typed"


def test_all_of_it_takes_little_time_and_little_memory(tmp_path: Path) -> None:
    """Elsewhere, so that what this process took before does not count."""
    for number, (contents, _) in enumerate(BOMBS.values()):
        packed(tmp_path / f"{number}.xlsx", contents)
    code = (
        "import re, sys, time; from pathlib import Path; from reporter.report.follow_up import gather\n"
        "from reporter.model.errors import UserError; begun = time.process_time()\n"
        "try: gather([sys.argv[1]], Path('runs'), Path)\n"
        "except UserError as error: print(len(str(error).splitlines()))\n"
        "most = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]\n"  # not what the parent took
        "print(time.process_time() - begun, int(most) // 1000)"
    )
    uncounted = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    made = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, env=uncounted
    )
    refused, used = made.stdout.splitlines()
    seconds, megabytes = used.split()
    assert int(refused) == len(BOMBS)
    assert float(seconds) < SECONDS
    assert int(megabytes) < MEGABYTES


SIGNS = ("<", "/>", '"', "<c>", "<v>", "<row>", 'r="A1"', ' s="1"', "&#0;", "]]>")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.sampled_from(sorted(parts())), data=st.data())
def test_whatever_stands_in_a_part_is_read_or_refused(part: str, data: st.DataObject, tmp_path: Path) -> None:
    whole = parts()[part]
    at = data.draw(st.integers(0, len(whole)))
    tail = data.draw(st.sampled_from((whole[at:], whole[at + 1 :], "")))
    changed = whole[:at] + data.draw(st.text(max_size=5) | st.sampled_from(SIGNS)) + tail
    file = packed(tmp_path / "a.xlsx", {**parts(), part: changed.encode("utf-8", "replace")})
    with suppress(UserError):
        assert gather([str(file)], tmp_path / "runs", Path).workbooks
