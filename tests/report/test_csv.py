from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.report.formats import csv_file
from reporter.report.formats.render import render
from reporter.report.tables.finding_columns import FINDINGS
from tests.conftest import Golden
from tests.report.runs import sample, small_report


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_order_of_the_columns_is_frozen(golden: Golden) -> None:
    golden("report/csv_columns.txt", "\n".join(column.name for column in FINDINGS.columns) + "\n")


def test_the_file_is_as_it_was(tmp_path: Path, golden: Golden) -> None:
    [file] = render(small_report(tmp_path), ["csv"], tmp_path)
    golden("report/report.csv", file.read_bytes())


def test_a_row_ends_as_rfc_4180_has_it_and_holds_no_line_break(tmp_path: Path) -> None:
    report = sample(tmp_path)
    [file] = render(report, ["csv"], tmp_path)
    content = file.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r") == len(report.findings) + 1


def test_no_cell_runs_as_a_formula(tmp_path: Path) -> None:
    [file] = render(sample(tmp_path), ["csv"], tmp_path)
    cells = [cell for row in rows_of(file) for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert "'=cmd|' /C calc'!A0" in cells


DELIMITERS = ",;|\t"
SIGNS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def cells_in(line: str) -> Iterator[str]:
    """The cells that spreadsheets make of a line in any country, and the parts of those cells if split again."""
    for delimiter in DELIMITERS:
        [cells] = csv.reader([line], delimiter=delimiter)
        cells += next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE))
        yield from cells
        for again, cell in product(DELIMITERS, cells):
            yield from next(csv.reader([cell], delimiter=again), [])


PIECES = ("=cmd|' /C calc'!A0", ";", ",", "|", '"', " ", "'", "a", "=1", "-2", "+3", "@SUM(A1)", "\t", "\uff1d1", "\n")


@settings(max_examples=100)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), min_size=1, max_size=4))
def test_nothing_runs_wherever_a_spreadsheet_parts_the_cells(texts: list[str]) -> None:
    line = csv_file.line(map(csv_file.field, ["id", *texts])).removesuffix("\r\n")
    assert not [cell for cell in cells_in(line) if cell.lstrip().startswith(SIGNS)]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("x;=cmd|' /C calc'!A0", "x;'=cmd|' /C calc'!A0"),
        ("ports 22, -1", "ports 22, '-1"),
        ('a|"@x', "a|\"'@x"),
        ('"=1', "'\"=1"),
        (" = 1", "' = 1"),
        ("a; b, c|d", "a; b, c|d"),
        ("a-b;c=d", "a-b;c=d"),
    ],
)
def test_an_apostrophe_stands_before_what_would_run(text: str, cell: str) -> None:
    assert csv_file.cell(text) == cell


def test_account_ids_keep_their_zeros_times_are_utc_and_long_texts_stay_whole(tmp_path: Path) -> None:
    [file] = render(sample(tmp_path), ["csv"], tmp_path)
    rows = rows_of(file)
    assert rows[0]["account_id"] == "012345678901"
    assert rows[0]["assessed_at"] == "2026-11-16T06:04:00Z"
    assert max(len(row["resource"]) for row in rows) == 40_000


def test_what_is_unknown_is_empty(tmp_path: Path) -> None:
    assert csv_file.cell(None) == ""


@settings(max_examples=30)
@given(st.lists(st.text() | st.sampled_from([" = 1, 2", '"', "a\r\nb", "\ud800"]), min_size=2))
def test_a_row_is_written_as_the_csv_module_writes_it(texts: list[str]) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerow(map(csv_file.cell, texts))
    assert csv_file.line(map(csv_file.field, texts)) == file.getvalue()


def test_ids_do_not_collide(tmp_path: Path) -> None:
    [file] = render(sample(tmp_path), ["csv"], tmp_path)
    ids = [row["id"] for row in rows_of(file)]
    assert len(set(ids)) == len(ids)


def test_the_byte_order_mark_is_there_on_demand(tmp_path: Path) -> None:
    report = sample(tmp_path)
    plain, marked = render(report, ["csv", "csv-bom"], tmp_path)
    assert marked.read_bytes() == b"\xef\xbb\xbf" + plain.read_bytes()
