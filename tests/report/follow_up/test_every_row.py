"""Whatever stands in a row that people may type into: it comes back, and no later run stumbles over it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reporter.model.finding import Finding
from reporter.model.subjects import Region
from reporter.model.verdicts import Status
from reporter.report.build.build import build_report
from reporter.report.follow_up.fields import FIELDS
from reporter.report.tables.follow_up_tables import CHANGES
from reporter.runs import Care, FollowUp
from tests.report.follow_up.books import ACCOUNT, CHECK, a_run, read, type_in, workbook_of
from tests.report.runs import account, finding, rule

OTHER = "iam-user-has-mfa"
TYPED = {"working_status": "In progress", "owner": "bob", "due_date": "2026-12-24", "comment": "seen"}
SAID = Care(working_status="In progress", owner="bob", due=date(2026, 12, 24), comment="seen")
ROWS = {status: finding(CHECK, ACCOUNT, status, status.lower()) for status in Status}
UNLISTED = finding(
    CHECK, ACCOUNT, Status.NOT_ASSESSED, "", arn="arn:aws:ec2:eu-west-1:1:region", resource_type=Region.kind
)
ALL = (*ROWS.values(), UNLISTED)
NEXT_WEEKS: dict[str, dict[str, Any]] = {
    "the same rows": {"findings": ALL},
    "no rows": {"findings": ()},
    "rows that cannot be seen": {"findings": (UNLISTED,)},
    "the account not reached": {"findings": (), "accounts": (account(ACCOUNT, state="unreachable"),)},
    "the account left out": {"findings": (), "accounts": (account(ACCOUNT, state="left-out"),)},
    "another account": {"findings": (), "accounts": (account("112345678901"),)},
    "the check not asked": {"findings": (), "rules": (rule(OTHER),)},
    "another region": {"findings": (), "accounts": (account(ACCOUNT, regions=("us-east-1",)),)},
    **{
        f"all {status}": {"findings": tuple(finding(CHECK, ACCOUNT, status, one.resource_name) for one in ALL)}
        for status in Status
    },
}


def typed_into(file: Path, rows: tuple[Finding, ...]) -> Path:
    return type_in(file, {(row.id, FIELDS[name]): value for row in rows for name, value in TYPED.items()})


def test_what_is_typed_into_any_column_of_a_row_of_any_status_comes_back(tmp_path: Path) -> None:
    run = a_run(tmp_path, findings=ALL)
    follow_up = read(run, typed_into(workbook_of(run), ALL))
    assert follow_up.care == {row.id: SAID for row in ALL}
    assert not follow_up.conflicts


@pytest.mark.parametrize("name", NEXT_WEEKS)
def test_it_stays_in_the_workbooks_of_all_later_runs_whatever_they_find(name: str, tmp_path: Path) -> None:
    said = FollowUp(care={row.id: SAID for row in ALL})
    a_run(tmp_path, findings=ALL)
    for week in (2, 3):
        folder = a_run(tmp_path, week, follow_up=said, **NEXT_WEEKS[name])
        again = read(folder, workbook_of(folder, f"{week}.xlsx"))
        assert (again.care, again.conflicts, again.workbooks[0].edits) == (said.care, (), 0)
        said = again


@pytest.mark.parametrize("name", ["no rows", "rows that cannot be seen", "the account not reached"])
def test_what_was_never_assessed_and_is_gone_stands_among_the_changes_but_is_not_counted(
    name: str, tmp_path: Path
) -> None:
    unseen = ROWS[Status.NOT_ASSESSED]
    a_run(tmp_path, findings=[unseen])
    folder = a_run(tmp_path, 2, follow_up=FollowUp(care={unseen.id: SAID}), **NEXT_WEEKS[name])
    report = build_report(folder, folder.manifest())
    [row] = [row for row in report.changes if row.row.finding.id == unseen.id]
    assert (row.before, row.row.care) == ("NOT_ASSESSED", SAID)
    assert not any(report.change_counts.values())


def test_an_edit_among_the_changes_comes_back_too(tmp_path: Path) -> None:
    said = FollowUp(care={row.id: SAID for row in ALL})
    a_run(tmp_path, findings=ALL)
    folder = a_run(tmp_path, 2, follow_up=said, findings=())
    file = workbook_of(folder)
    ids = {row.row.finding.id for row in build_report(folder, folder.manifest()).changes}
    assert ids == {row.id for row in ALL}
    fills = [column.title for column in CHANGES.columns if column.fill]
    type_in(file, {(id_, title): f"new {title}" for id_ in ids for title in fills}, sheet="Changes")
    new = Care(working_status="new Working status", owner="new Owner", due=SAID.due, comment="new Comment")
    assert read(folder, file).care == dict.fromkeys(ids, new)
