"""What the page carries is small, and the same as what the CSV has."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from reporter.report.formats import packed
from reporter.report.formats.render import render
from reporter.report.model import Report
from reporter.report.tables.finding_columns import FINDINGS
from tests.report.pages import data_of, texts_of, unpacked
from tests.report.runs import account, finding, report_of, rule, sample

ACCOUNT, CHECK = "012345678901", "s3-bucket-closed"


def report_with(runs: Path, *findings: Finding) -> Report:
    return report_of(runs, accounts=[account(ACCOUNT)], rules=[rule(CHECK)], findings=findings)


def test_every_text_comes_back(tmp_path: Path) -> None:
    report = sample(tmp_path)
    [file] = render(report, ["html"], tmp_path)
    data = data_of(file)
    for column in FINDINGS.columns:
        assert texts_of(data, column.name) == [column.shown(row) for row in report.findings]


def test_a_column_holds_each_text_once(tmp_path: Path) -> None:
    for column in unpacked(packed.packed(sample(tmp_path)))["columns"]:
        assert len(set(column["values"])) == len(column["values"])


def test_what_other_columns_hold_is_not_repeated(tmp_path: Path) -> None:
    report = report_with(tmp_path, *(finding(CHECK, ACCOUNT, Status.FAIL, name) for name in ("one", "two", "three")))
    values = {column["name"]: column["values"] for column in unpacked(packed.packed(report))["columns"]}
    assert (values["arn"], values["reason"]) == (["arn:aws:s3:::\x01"], ["\x01: FAIL"])


def test_few_ids_are_whole(tmp_path: Path) -> None:
    report = sample(tmp_path)
    assert texts_of(unpacked(packed.packed(report)), "id") == [row.finding.id for row in report.findings]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["a" * 32, "b" * 32], ["a" * 9, "b" * 9]),
        (["a" * 32, "a" * 11 + "b" * 21], ["a" * 12, "a" * 11 + "b"]),
    ],
)
def test_of_many_ids_as_many_digits_are_kept_as_distinguish_them(ids: list[str], expected: list[str]) -> None:
    assert list(packed.shortened(ids, whole=1)) == expected


def test_nothing_can_be_packed_too(tmp_path: Path) -> None:
    assert unpacked(packed.packed(report_with(tmp_path)))["count"] == 0
