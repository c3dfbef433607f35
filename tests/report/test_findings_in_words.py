"""Lists that show only failures say what is wrong; where verdicts stand beside it, what should be."""

from pathlib import Path
from typing import Any

import pytest

from reporter.deliver.mail.compose import compose
from reporter.deliver.mail.letter import WorkbookPlace
from reporter.model.encoding import from_json, to_json
from reporter.model.verdicts import Status
from reporter.report.formats.render import render
from reporter.report.model import Report
from reporter.report.tables.columns import Table
from reporter.report.tables.finding_columns import FINDINGS
from reporter.report.tables.follow_up_tables import REMEDIATION_TABLE
from reporter.report.tables.poam import POAM
from reporter.report.tables.summary_tables import WORST
from reporter.runs import RuleRecord
from tests.report.runs import account, finding, report_of, rule

A = "012345678901"
SHOULD, IS = "S3 buckets should be closed", "S3 bucket is open"


def report(runs: Path, **more: Any) -> Report:
    closed = rule("s3-bucket-closed", title=SHOULD, **more)
    return report_of(runs, accounts=[account(A)], rules=[closed], findings=[finding(closed.check_id, A, Status.FAIL)])


def reported(table: Table[Any], report: Report, column: str) -> list[str]:
    return [one.shown(row) for row in table.rows(report) for one in table.columns if one.name == column]


@pytest.mark.parametrize(
    ("table", "column"), [(WORST, "finding"), (REMEDIATION_TABLE, "finding"), (POAM, "weakness_name")]
)
def test_a_table_of_failures_says_what_is_wrong(tmp_path: Path, table: Table[Any], column: str) -> None:
    assert reported(table, report(tmp_path, finding=IS), column) == [IS]


def test_the_findings_keep_the_title(tmp_path: Path) -> None:
    assert reported(FINDINGS, report(tmp_path, finding=IS), "title") == [SHOULD]


def test_the_page_shows_what_is_wrong_among_the_worst(tmp_path: Path) -> None:
    [file] = render(report(tmp_path, finding=IS), ["html"], tmp_path)
    page = file.read_text()
    assert f"<strong>{IS}</strong>" in page
    assert f">{IS}</a>" in page
    assert SHOULD not in page


def test_the_mail_has_both(tmp_path: Path) -> None:
    [control] = compose(report(tmp_path, finding=IS), WorkbookPlace()).controls
    assert (control.title, control.finding) == (SHOULD, IS)


def test_a_check_that_does_not_say_what_is_wrong_is_known_by_its_title(tmp_path: Path) -> None:
    silent = report(tmp_path)
    assert reported(WORST, silent, "finding") == [SHOULD]
    assert [control.finding for control in compose(silent, WorkbookPlace()).controls] == [SHOULD]


def test_a_rule_of_a_run_from_before_there_were_findings_is_read() -> None:
    text = to_json(rule("s3-bucket-closed", title=SHOULD)).replace(b',"finding":""', b"")
    assert b"finding" not in text
    assert from_json(text, RuleRecord).failure == SHOULD
