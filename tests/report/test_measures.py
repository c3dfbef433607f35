from __future__ import annotations

from typing import Any

import pytest

from reporter.model.verdicts import Severity, Status
from reporter.report.build.measures import coverage, joined, score, tally
from reporter.report.model import Cell


def cell(status: Status, count: int = 1, **more: Any) -> Cell:
    given = {"check_id": "a", "parameters": "", "account_id": "1", "region": "global", "severity": Severity.LOW}
    return Cell(status=status, count=count, **{**given, **more})


@pytest.mark.parametrize(
    ("cells", "percent"),
    [
        ([], None),
        ([cell(Status.PASS)], 100.0),
        ([cell(Status.FAIL)], 0.0),
        ([cell(Status.PASS, 2), cell(Status.FAIL)], 66.6),
        ([cell(Status.PASS, 99_999), cell(Status.FAIL)], 99.9),
        ([cell(Status.NOT_ASSESSED), cell(Status.MANUAL), cell(Status.WAIVED), cell(Status.NOT_APPLICABLE)], None),
        ([cell(Status.PASS), cell(Status.NOT_ASSESSED, 99)], 100.0),
    ],
)
def test_the_score_is_the_passing_share_of_what_passed_or_failed_rounded_down(
    cells: list[Cell], percent: float | None
) -> None:
    assert score(tally(cells), coverage=50.0) == percent


@pytest.mark.parametrize("covered", [None, 0.0, 49.9])
def test_there_is_no_score_where_too_little_was_seen(covered: float | None) -> None:
    assert score(tally([cell(Status.PASS)]), covered) is None


@pytest.mark.parametrize(
    ("cells", "percent"),
    [
        ([cell(Status.PASS), cell(Status.FAIL, check_id="b")], 100.0),
        ([cell(Status.PASS, 1000), cell(Status.NOT_ASSESSED, check_id="b")], 50.0),
        ([cell(Status.PASS), cell(Status.NOT_ASSESSED, 3), cell(Status.PASS, check_id="b")], 62.5),
        ([cell(Status.PASS, 99_999), cell(Status.NOT_ASSESSED), cell(Status.PASS, check_id="b")], 99.9),
        ([cell(Status.NOT_ASSESSED, 0), cell(Status.NOT_ASSESSED, 0, check_id="b")], 0.0),
    ],
)
def test_coverage_counts_every_check_once_in_every_account_and_a_part_by_its_share(
    cells: list[Cell], percent: float
) -> None:
    assert coverage(cells, questions=2) == percent


def test_nothing_asked_has_no_coverage() -> None:
    assert coverage([], questions=0) is None


def test_a_tally_has_a_number_for_every_status_and_severity() -> None:
    counts = tally([cell(Status.FAIL, 3, severity=Severity.HIGH), cell(Status.PASS, 2, severity=Severity.HIGH)])
    assert list(counts.by_status) == list(Status)
    assert counts.failing == {severity: 3 if severity is Severity.HIGH else 0 for severity in Severity}


def test_words_are_joined_once_each_and_sorted() -> None:
    assert joined(["b", "", "a", "b"]) == "a, b"
