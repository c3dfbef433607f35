"""What a run kept of people may be damaged: the next scan says so, keeps the rest, and goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.report.build.build import build_report
from reporter.report.tables.decisions import decisions
from reporter.runs import Care, Conflict, FollowUp, RunFolder, Said
from tests.report.follow_up.books import APPLES, PEARS, PLUMS, WEEK, a_run, copy_of, read
from tests.report.runs import STARTED

OLD = FollowUp(care={APPLES: Care(comment="old"), PLUMS: Care(owner="bob")})
NEW = FollowUp(care={APPLES: Care(comment="new"), PEARS: Care(comment="more"), PLUMS: Care(owner="bob")})
DAMAGES = {
    "no JSON": (b"{", "Input data was truncated"),
    "nested too deep": (b'{"care":' * 50_000, "it is nested too deeply"),
    "no text": (b'{"care": {"a": {"owner": "\xff"}}}', "it is not UTF-8 text"),
    "other JSON": (b"[]", "Expected `object`, got `array`"),
}


def name(week: int) -> str:
    return f"{STARTED + week * WEEK:%Y%m%dT%H%M%SZ}-{week:08x}"


def two_weeks(runs: Path) -> tuple[RunFolder, RunFolder]:
    return a_run(runs, 1, follow_up=OLD), a_run(runs, 2, follow_up=NEW)


@pytest.mark.parametrize("what", DAMAGES)
def test_where_the_last_run_has_lost_it_what_the_run_before_kept_holds_and_it_is_said(
    what: str, tmp_path: Path
) -> None:
    _, run = two_weeks(tmp_path)
    content, problem = DAMAGES[what]
    (run.path / "follow-up.json").write_bytes(content)
    following = read(run)
    assert following.care == OLD.care
    assert following.unread == (f"{name(2)}/follow-up.json cannot be read: {problem}",)


def test_where_every_run_has_lost_it_nothing_holds_and_each_loss_is_said(tmp_path: Path) -> None:
    runs = two_weeks(tmp_path)
    for run in runs:
        (run.path / "follow-up.json").write_bytes(b"{")
    following = read(runs[-1])
    assert following.care == {}
    assert [shown.partition("/")[0] for shown in following.unread] == [name(2), name(1)]


def test_a_file_that_may_not_be_read_is_as_good_as_damaged(tmp_path: Path) -> None:
    _, run = two_weeks(tmp_path)
    (run.path / "follow-up.json").unlink()
    (run.path / "follow-up.json").symlink_to("/proc/self/mem")
    [shown] = read(run).unread
    assert shown.startswith(f"{name(2)}/follow-up.json cannot be read: ")


def test_one_damaged_entry_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    conflicts = tuple(Conflict(finding_id=PEARS, field="owner", kept="", said=(Said(who, who),)) for who in "ab")
    run = a_run(tmp_path, follow_up=FollowUp(care=NEW.care, conflicts=conflicts, unread=("of old",)))
    file = run.path / "follow-up.json"
    file.write_text(file.read_text().replace('"new"', "null").replace('"kept": ""', '"kept": 1', 1))
    kept = run.follow_up()
    assert kept.care == {id_: care for id_, care in NEW.care.items() if id_ != APPLES}
    assert kept.conflicts == conflicts[1:]
    assert kept.unread[0] == "of old"
    assert kept.unread[1].startswith(f"{name(1)}/follow-up.json cannot be read: Expected `str`, got `null`")


def test_a_run_that_cannot_be_read_at_all_is_named_and_the_one_before_holds(tmp_path: Path) -> None:
    before, run = two_weeks(tmp_path)
    (run.path / "run.json").write_text("{")
    following = read(before)
    assert following.care == OLD.care
    assert following.unread == (f"{name(2)}/run.json cannot be read: Input data was truncated",)


def test_what_is_restored_holds_again_and_is_not_complained_about_any_more(tmp_path: Path) -> None:
    _, run = two_weeks(tmp_path)
    file = run.path / "follow-up.json"
    whole = file.read_bytes()
    file.write_bytes(b"{")
    third = a_run(tmp_path, 3, follow_up=read(run))
    assert read(third).unread == third.follow_up().unread
    file.write_bytes(whole)
    assert read(third) == FollowUp(care={PEARS: Care(comment="more"), **OLD.care})


def test_a_workbook_of_a_run_whose_findings_are_damaged_counts_as_one_whose_run_is_gone(tmp_path: Path) -> None:
    _, run = two_weeks(tmp_path)
    file = copy_of(run, "a.xlsx", {(PLUMS, "Comment"): "typed", (APPLES, "Comment"): "changed"})
    run.findings.write_bytes(b"damaged")
    following = read(run, file)
    assert following.care == {**NEW.care, PLUMS: Care(owner="bob", comment="typed")}
    assert [(one.finding_id, one.kept) for one in following.conflicts] == [(APPLES, "new")]
    assert following.unread == (f"{name(2)}/findings.parquet is missing, or is not what the run wrote",)


def test_the_report_asks_to_have_it_restored(tmp_path: Path) -> None:
    run = a_run(tmp_path, follow_up=FollowUp(unread=("x/follow-up.json cannot be read",)))
    assert decisions(build_report(run, run.manifest()))[-1] == (
        "restore earlier entries that could not be read, or enter them again: x/follow-up.json cannot be read."
    )


def test_a_report_of_a_run_whose_own_record_is_damaged_is_made_and_says_so(tmp_path: Path) -> None:
    run = a_run(tmp_path, follow_up=NEW)
    (run.path / "follow-up.json").write_text("nothing")
    report = build_report(run, run.manifest())
    assert [row.care for row in report.findings] == [Care()] * 3
    assert report.unread[0].startswith(f"{name(1)}/follow-up.json cannot be read")


def test_a_conflict_about_a_column_that_there_is_not_is_shown_as_it_stands(tmp_path: Path) -> None:
    odd = Conflict(finding_id=APPLES, field="colour", kept="", said=(Said("red", "a.xlsx"),))
    run = a_run(tmp_path, follow_up=FollowUp(conflicts=(odd,)))
    file = copy_of(run, "a.xlsx", {(APPLES, "Comment"): "seen"})
    assert read(run, file).care[APPLES].comment == "seen"
