"""What every format says of the time since the run before, on a story of three weeks."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs
from openpyxl import load_workbook

from reporter.model.verdicts import Severity, Status
from reporter.report.build.build import build_report
from reporter.report.build.cut import Cut
from reporter.report.formats.render import render
from reporter.report.model import Report
from reporter.report.tables.news import other_news
from reporter.runs import Care, FollowUp
from reporter.runs.history import Change
from tests.report.pages import whole
from tests.report.runs import STARTED, account, rule
from tests.runs.history.weeks import CHECK, OTHER, WEEK, A, B, C, bucket, unlisted, week

FAIL, PASS, WAIVED = Status.FAIL, Status.PASS, Status.WAIVED
SHOP, PAYMENTS = account(A, name="shop", owner="anna"), account(B, name="payments", owner="li")
RULES = (rule(CHECK), rule(OTHER, severity="medium"))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """In the third week something became of everything."""
    runs = tmp_path_factory.mktemp("runs")
    first = [bucket("fixed", FAIL), bucket("returned", FAIL), bucket("steady", FAIL), bucket("accepted", FAIL)]
    first += [bucket("torn-down", FAIL), bucket("agreed", WAIVED), bucket("loosened", FAIL, OTHER)]
    first += [bucket("unseen", FAIL, OTHER, B), bucket("fine", PASS)]
    week(runs, 0, first, accounts=[SHOP, PAYMENTS], rules=RULES)
    second = [structs.replace(one, status=PASS) if one.resource_name == "returned" else one for one in first]
    week(runs, 1, second, accounts=[SHOP, PAYMENTS], rules=RULES)
    third = [bucket("fixed", PASS), bucket("returned", FAIL), bucket("steady", FAIL), bucket("accepted", WAIVED)]
    third += [bucket("agreed", FAIL), bucket("loosened", PASS, OTHER), unlisted(OTHER, B)]
    third += [bucket("fine", FAIL, severity=Severity.CRITICAL), bucket("joined", FAIL, account_id=C)]
    return build_report(
        *week(
            runs,
            2,
            third,
            accounts=[SHOP, PAYMENTS, account(C, name="lab")],
            rules=[RULES[0], rule(OTHER, severity="medium", settings='{"days":1}')],
        )
    )


def test_everything_that_fails_is_new_reopened_or_still_open(story: Report) -> None:
    counts = {change: count for change, count in story.change_counts.items() if count}
    assert counts == {
        Change.NEW: 2,
        Change.REOPENED: 1,
        Change.STILL_OPEN: 2,
        Change.WAIVER_ENDED: 1,
        Change.FIXED: 1,
        Change.WAIVED: 1,
        Change.NO_LONGER_ASSESSED: 1,
        Change.RESOURCE_GONE: 1,
    }
    assert story.summary.tally.by_status[FAIL] == 5
    assert story.rule_change_counts == {Change.FIXED: 1}
    assert {severity: count for severity, count in story.new_by_severity.items() if count} == {
        Severity.CRITICAL: 1,
        Severity.HIGH: 1,
    }


def test_the_changes_stand_in_the_order_a_reader_wants_them(story: Report) -> None:
    shown = [(row.change, row.row.finding.resource_name, row.before, row.now) for row in story.changes]
    assert shown == [
        (Change.NEW, "fine", "PASS", "FAIL"),
        (Change.NEW, "joined", "", "FAIL"),
        (Change.REOPENED, "returned", "PASS", "FAIL"),
        (Change.WAIVER_ENDED, "agreed", "WAIVED", "FAIL"),
        (Change.FIXED, "fixed", "FAIL", "PASS"),
        (Change.FIXED, "loosened", "FAIL", "PASS"),
        (Change.WAIVED, "accepted", "FAIL", "WAIVED"),
        (Change.NO_LONGER_ASSESSED, "unseen", "FAIL", "NOT_ASSESSED"),
        (Change.RESOURCE_GONE, "torn-down", "FAIL", ""),
    ]
    assert len(story.changes) == len(shown)
    assert [row.row.finding.resource_name for row in story.changes if row.because_of_rules] == ["loosened"]
    assert next(iter(story.changes)) in story.changes


def test_a_failure_is_as_old_as_the_first_run_that_found_it_open(story: Report) -> None:
    seen = {row.finding.resource_name: (row.first_seen, row.age_days, row.due) for row in story.findings}
    assert seen["steady"] == (STARTED, 14, date(2026, 12, 16))
    assert seen["returned"] == (STARTED, 14, date(2026, 12, 16))
    assert seen["fine"] == (STARTED + 2 * WEEK, 0, date(2026, 12, 7))
    assert seen["fixed"] == (STARTED, 14, None)
    gone = next(row.row for row in story.changes if row.change is Change.RESOURCE_GONE)
    assert (gone.first_seen, gone.last_seen) == (STARTED, STARTED + WEEK)


def test_a_weakness_began_with_its_first_failure(story: Report) -> None:
    shown = {(row.rule.check_id, row.account.id): (row.detected, row.due) for row in story.weaknesses}
    assert shown[CHECK, A] == (STARTED, date(2026, 12, 7))
    assert shown[CHECK, C] == (STARTED + 2 * WEEK, date(2026, 12, 30))


def test_each_account_says_how_many_failures_came_or_went(story: Report) -> None:
    # New, reopened, no waiver any more; corrected, waived, gone; what passes only by a changed rule does not count.
    assert {row.account.id: row.change for row in story.accounts} == {A: 0, B: 0, C: None}


def test_the_trend_has_each_run_as_it_reported_itself(story: Report) -> None:
    assert [point.run_id for point in story.trend] == ["00000000", "00000001", "00000002"]
    assert [sum(point.failing.values()) for point in story.trend] == [7, 6, 5]
    assert [point.score for point in story.trend] == [12.5, 25.0, 28.5]
    assert [point.coverage for point in story.trend] == [75.0, 75.0, 50.0]


def test_a_run_is_the_same_point_in_its_own_trend_and_in_that_of_later_ones(tmp_path: Path) -> None:
    asked = rule(OTHER, parameters='{"days":1}')
    first = build_report(*week(tmp_path, 0, [bucket("one", FAIL)], rules=[rule(CHECK), rule(OTHER), asked]))
    second = build_report(*week(tmp_path, 1, [bucket("one", FAIL)], rules=[rule(CHECK), rule(OTHER), asked]))
    assert second.trend[0] == first.trend[0]
    assert first.summary.coverage == first.trend[0].coverage == 50.0


def test_other_changes_are_shown_in_sentences(story: Report) -> None:
    assert other_news(story) == (
        "1 new failure in 1 newly scanned account: lab.",
        "1 finding that was open could not be re-checked: still open.",
        "1 finding failed before and is waived now.",
        "1 finding fails again because its waiver ended.",
        "1 finding is gone with its resource.",
        "1 finding passes because the rules changed, not the accounts.",
        "1 account joined: lab.",
    )


def test_every_format_tells_it(story: Report, tmp_path: Path) -> None:
    xlsx, html, json_file = render(story, ["xlsx", "html", "json"], tmp_path)
    page = whole(html)
    assert "Since run 00000001 of 2026-11-23 06:00 UTC" in page
    assert "1 critical, 1 high" in page
    assert "<li>1 account joined: lab.</li>" in page
    assert "of the last 3 runs" in page
    workbook = load_workbook(xlsx)
    texts = [cell.value for row in workbook["Summary"].iter_rows(max_row=14) for cell in row if cell.value]
    assert "1 fixed, 1 reopened, 2 still open" in texts
    assert any(str(text).endswith("1 account joined: lab.") for text in texts)
    causes = [cell.value for cell in workbook["Changes"]["D"]]
    assert causes.count("Rules changed") == 1
    document = json.loads(json_file.read_text())
    since = document["summary"]["since_the_run_before"]
    assert (since["run_id"], since["by_change"]["new"], since["accounts_joined"]) == ("00000001", 2, [C])
    assert since["because_of_rules"] == {"fixed": 1}
    assert len(document["changes"]) == 9


def test_of_many_changes_the_page_shows_the_first(tmp_path: Path) -> None:
    week(tmp_path, 0, [bucket("steady", FAIL)])
    many = [bucket(f"bucket-{number:03}", FAIL) for number in range(201)]
    report = build_report(*week(tmp_path, 1, many))
    [html] = render(report, ["html"], tmp_path)
    assert "These are the first 200 of 202 changes; the workbook has them all." in whole(html)


def test_many_accounts_that_joined_are_counted_and_those_that_left_too(tmp_path: Path) -> None:
    old = [account(f"{number}" * 12, name=f"old-{number}") for number in range(2)]
    new = [account(f"{number}" * 12, name=f"new-{number}") for number in range(2, 9)]
    week(tmp_path, 0, [bucket("one", FAIL, account_id=old[0].id)], accounts=[*old, account(A)])
    report = build_report(*week(tmp_path, 1, accounts=[*new, account(A)]))
    assert other_news(report) == (
        "1 finding that was open left with its account.",
        "7 accounts joined: new-2, new-3, new-4, new-5, new-6 and 2 more.",
        "2 accounts left: old-0, old-1.",
    )
    [lost] = report.changes
    assert (lost.change, lost.row.account.name, lost.now) == (Change.ACCOUNT_LEFT, "old-0", "")


def test_new_failures_of_accounts_that_joined_or_became_reachable_are_apart(tmp_path: Path) -> None:
    shut = account(B, name="payments", state="unreachable", reason_code="role-not-assumable")
    week(tmp_path, 0, [bucket("one", FAIL)], accounts=[SHOP, shut])
    found = [bucket("one", FAIL), bucket("two", FAIL), bucket("three", FAIL, account_id=B)]
    found += [bucket("four", FAIL, account_id=C, severity=Severity.CRITICAL), bucket("five", PASS, account_id=C)]
    report = build_report(*week(tmp_path, 1, found, accounts=[SHOP, PAYMENTS, account(C, name="lab")]))
    assert report.change_counts[Change.NEW] == 3
    assert [one.name for one in report.newly_scanned] == ["payments", "lab"]
    assert report.new_there == {Severity.HIGH: 1, Severity.CRITICAL: 1}
    assert other_news(report)[0] == "2 new failures in 2 newly scanned accounts: payments, lab."


def test_an_owner_hears_of_what_is_theirs(tmp_path: Path) -> None:
    accounts = [SHOP, PAYMENTS]
    week(tmp_path, 0, [bucket("one", FAIL), bucket("two", FAIL, account_id=B)], accounts=accounts)
    corrected = [bucket("one", PASS), bucket("two", FAIL, account_id=B), bucket("three", FAIL, account_id=B)]
    run = week(tmp_path, 1, corrected, accounts=accounts)
    whole_run = build_report(*run)
    parts = [build_report(*run, Cut(owner=name)) for name in ("anna", "li")]
    for change in Change:
        assert whole_run.change_counts[change] == sum(part.change_counts[change] for part in parts)
    assert [[row.row.finding.resource_name for row in part.changes] for part in parts] == [["one"], ["three"]]
    assert [[point.score for point in part.trend] for part in parts] == [[0.0, 100.0], [0.0, 0.0]]


def test_an_owner_without_anything_a_week_ago_begins_now(tmp_path: Path) -> None:
    week(tmp_path, 0, [bucket("one", FAIL)], accounts=[SHOP])
    run = week(tmp_path, 1, [bucket("one", FAIL), bucket("two", FAIL, account_id=B)], accounts=[SHOP, PAYMENTS])
    part = build_report(*run, Cut(owner="li"))
    assert [point.run_id for point in part.trend] == ["00000001"]
    assert ([one.name for one in part.joined], part.left) == (["payments"], ())


def test_what_moved_to_another_owner_is_not_gone(tmp_path: Path) -> None:
    week(tmp_path, 0, [bucket("one", FAIL, owner="anna")], accounts=[account(A, owner="li")])
    run = week(tmp_path, 1, [bucket("one", FAIL, owner="tom")], accounts=[account(A, owner="li")])
    assert build_report(*run, Cut(owner="tom")).change_counts[Change.STILL_OPEN] == 1
    assert not build_report(*run, Cut(owner="li")).changes


def test_a_part_hears_nothing_of_what_another_part_lost(tmp_path: Path) -> None:
    week(tmp_path, 0, [bucket("one", FAIL), bucket("two", FAIL, account_id=B)], accounts=[SHOP, PAYMENTS])
    run = week(tmp_path, 1, [], accounts=[SHOP])
    assert not build_report(*run, Cut(ou="", account=A, owner="anna")).left
    assert [one.name for one in build_report(*run).left] == ["payments"]


def test_what_people_said_of_a_finding_that_is_gone_is_kept(tmp_path: Path) -> None:
    lost = bucket("one", FAIL)
    week(tmp_path, 0, [lost, bucket("two", PASS)])
    week(tmp_path, 1, [bucket("two", PASS)])
    folder, manifest = week(tmp_path, 2, [bucket("two", PASS)])
    (folder.path / "follow-up.json").write_text(
        json.dumps({"care": {lost.id: {"comment": "Torn down on purpose.", "due": "2027-01-01"}}})
    )
    report = build_report(folder, manifest)
    [kept] = report.changes
    assert (kept.change, kept.row.care.comment) == (Change.RESOURCE_GONE, "Torn down on purpose.")
    assert (kept.row.last_seen, kept.row.due) == (STARTED, date(2027, 1, 1))
    assert not any(report.change_counts.values())


def test_what_people_say_goes_before_the_days_of_the_severity(tmp_path: Path) -> None:
    one = bucket("one", FAIL)
    folder, manifest = week(tmp_path, 0, [one])
    said = FollowUp(care={one.id: Care(due=date(2027, 5, 1))})
    (folder.path / "follow-up.json").write_bytes(json.dumps({"care": {one.id: {"due": "2027-05-01"}}}).encode())
    [row] = build_report(folder, manifest).findings
    assert row.due == said.care[one.id].due


def test_days_are_counted_from_the_moment_in_utc(tmp_path: Path) -> None:
    late = datetime(2026, 11, 16, 23, 30, tzinfo=UTC) + timedelta(hours=1)
    [row] = build_report(*week(tmp_path, 0, [bucket("one", FAIL)], started=late)).findings
    assert row.due == date(2026, 12, 17)
