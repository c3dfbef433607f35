"""CSV, Excel, HTML and JSON come from one report and cannot disagree."""

from __future__ import annotations

import csv
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs
from openpyxl import load_workbook

from reporter.config.formats import ALL_FORMATS
from reporter.model.verdicts import Status
from reporter.report.formats.render import file_names, render
from reporter.report.model import Report
from reporter.report.tables.columns import Row
from reporter.report.words import STATUSES
from tests.report.oscal_schemas import totals as oscal_totals
from tests.report.pages import data_of, texts_of
from tests.report.runs import sample, small_report

CODES = {word.title: code for code, word in STATUSES.items()}


def csv_totals(file: Path) -> Counter[str]:
    with file.open(encoding="utf-8", newline="") as stream:
        return Counter(row["status"] for row in csv.DictReader(stream))


def json_totals(file: Path) -> Counter[str]:
    return Counter(row["status"] for row in json.loads(file.read_bytes())["findings"])


def excel_totals(file: Path) -> Counter[str]:
    rows = load_workbook(file)["Findings"].iter_rows(min_row=2, values_only=True)
    return Counter(CODES[str(row[0])] for row in rows if row[1])


def html_totals(file: Path) -> Counter[str]:
    return Counter(CODES[status] for status in texts_of(data_of(file), "status"))


def summary_totals(report: Report) -> Counter[str]:
    return Counter({status: count for status, count in report.summary.tally.by_status.items() if count})


def rendered(report: Report, folder: Path) -> dict[str, Path]:
    """The first file of each format."""
    return {name: render(report, [name], folder)[0] for name in ALL_FORMATS}


def test_all_formats_have_the_same_totals(tmp_path: Path) -> None:
    report = sample(tmp_path)
    files = rendered(report, tmp_path / "reports")
    expected = summary_totals(report)
    assert expected[Status.FAIL] == 17
    assert csv_totals(files["csv"]) == expected
    assert json_totals(files["json"]) == expected
    assert excel_totals(files["xlsx"]) == expected
    assert html_totals(files["html"]) == expected
    assert oscal_totals(files["oscal"]) == expected


class Unreadable(tuple[Row, ...]):
    """Rows that break off after the first."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Row]:
        yield self[0]
        raise OSError("the disk is on fire")


@pytest.mark.parametrize("name", ALL_FORMATS)
def test_a_format_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    report = small_report(tmp_path)
    broken = replace(report, findings=Unreadable(report.findings))
    with pytest.raises(OSError, match="on fire"):
        render(broken, [name], tmp_path / "reports")
    assert list((tmp_path / "reports").iterdir()) == []


def test_the_files_of_a_format_appear_together(tmp_path: Path) -> None:
    report = small_report(tmp_path)
    broken = replace(report, weaknesses=Unreadable(report.weaknesses))
    with pytest.raises(OSError, match="on fire"):
        render(broken, ["oscal"], tmp_path / "reports")
    assert list((tmp_path / "reports").iterdir()) == []


def test_the_summaries_have_the_same_totals(tmp_path: Path) -> None:
    report = sample(tmp_path)
    files = rendered(report, tmp_path / "reports")
    summary = json.loads(files["json"].read_bytes())["summary"]
    assert summary["by_status"] == dict(report.summary.tally.by_status)
    rows = {row[1]: row[3] for row in load_workbook(files["xlsx"])["Summary"].iter_rows(max_col=4, values_only=True)}
    page = files["html"].read_text(encoding="utf-8")
    for status, count in report.summary.tally.by_status.items():
        assert rows[STATUSES[status].title] == count
        assert f'aria-label="{STATUSES[status].title}: {count}"' in page


def test_the_same_run_gives_the_same_bytes_a_second_later(tmp_path: Path) -> None:
    first = render(sample(tmp_path / "one"), ALL_FORMATS, tmp_path / "one")
    time.sleep(2.1)  # the dates in a zip file count in steps of two seconds
    second = render(sample(tmp_path / "two"), ALL_FORMATS, tmp_path / "two")
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_nothing_unfinished_is_left_behind(tmp_path: Path) -> None:
    render(sample(tmp_path), ALL_FORMATS, tmp_path / "reports")
    expected = {file for one in ALL_FORMATS for file in file_names(one)}
    assert {file.name for file in (tmp_path / "reports").iterdir()} == expected


def test_a_lone_surrogate_is_seen_and_stops_no_format(tmp_path: Path) -> None:
    report = sample(tmp_path)
    row = next(iter(report.findings))
    hostile = structs.replace(
        row, finding=structs.replace(row.finding, resource_name="\ud800"), account=replace(row.account, name="\udfff")
    )
    files = render(replace(report, findings=(hostile,)), ALL_FORMATS, tmp_path / "reports")
    plain = [file for file in files if file.suffix not in (".xlsx", ".html", ".xml") and "oscal" not in file.name]
    texts = [file.read_text(encoding="utf-8") for file in plain]
    texts += [str(data_of(file)) for file in files if file.suffix == ".html"]
    assert all("[U+D800]" in text and "[U+DFFF]" in text for text in texts)
    assert load_workbook(files[0])["Findings"]["E2"].value == "[U+D800]"
