from __future__ import annotations

from pathlib import Path

from reporter.runs import Care, Conflict, FollowUp, RunFolder, Said
from tests.report.follow_up.books import APPLES, PEARS, a_run, copy_of, read

COMMENT = (APPLES, "Comment")


def values(follow_up: FollowUp) -> list[str]:
    [conflict] = follow_up.conflicts
    return [said.value for said in conflict.said]


def test_copies_that_say_the_same_are_one_edit(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    copies = [copy_of(run, f"{name}.xlsx", {COMMENT: "done"}) for name in ("anna", "bob")]
    follow_up = read(run, *copies)
    assert (follow_up.care, follow_up.conflicts) == ({APPLES: Care(comment="done")}, ())


def test_copies_that_say_different_things_are_shown_and_what_was_there_stays(tmp_path: Path) -> None:
    run = a_run(tmp_path, follow_up=FollowUp(care={APPLES: Care(comment="soon")}))
    copies = [
        copy_of(run, f"{name}.xlsx", {COMMENT: said, (PEARS, "Comment"): "eaten"})
        for name, said in (("anna", "done"), ("bob", "never"), ("carl", "soon"))
    ]
    follow_up = read(run, *copies)
    place = f"Sheet, row {2 + (PEARS < APPLES)}"
    said = (Said("done", f"anna.xlsx, {place}"), Said("never", f"bob.xlsx, {place}"))
    assert follow_up.conflicts == (Conflict(finding_id=APPLES, field="comment", kept="soon", said=said),)
    assert follow_up.care == {APPLES: Care(comment="soon"), PEARS: Care(comment="eaten")}


def test_a_row_that_was_copied_may_contradict_itself(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    assert values(read(run, copy_of(run, "a.xlsx", {COMMENT: "yes", (APPLES.upper(), "Comment"): "no"}))) == [
        "no",
        "yes",
    ]


def test_a_copy_of_long_ago_does_not_bring_back_what_it_said_then(tmp_path: Path) -> None:
    first = a_run(tmp_path)
    old = copy_of(first, "old.xlsx", {COMMENT: "one"})
    second = a_run(tmp_path, 2, follow_up=read(first, old))
    new = copy_of(second, "new.xlsx", {COMMENT: "two"})
    third = a_run(tmp_path, 3, follow_up=read(second, old, new))
    follow_up = read(third, old, new)
    assert (follow_up.care, follow_up.conflicts) == ({APPLES: Care(comment="two")}, ())


def test_who_types_into_an_old_copy_does_not_overrule_what_was_said_since(tmp_path: Path) -> None:
    first = a_run(tmp_path)
    second = a_run(tmp_path, 2, follow_up=FollowUp(care={APPLES: Care(comment="since")}))
    [conflict] = read(second, copy_of(first, "old.xlsx", {COMMENT: "late"})).conflicts
    assert conflict.kept == "since"
    assert conflict.said == (
        Said("late", "old.xlsx, Sheet, row 2"),
        Said("since", f"run {second.path.name}"),
    )


def test_the_next_workbook_settles_the_conflict_that_it_shows(tmp_path: Path) -> None:
    first = a_run(tmp_path)
    old = [copy_of(first, f"{said}.xlsx", {COMMENT: said}) for said in ("yes", "no")]
    second = a_run(tmp_path, 2, follow_up=read(first, *old))
    assert values(read(second, *old)) == ["no", "yes"]
    everything = (*old, copy_of(second, "new.xlsx", {COMMENT: "yes"}))
    settled = read(second, *everything)
    assert (settled.care, settled.conflicts) == ({APPLES: Care(comment="yes")}, ())
    again = read(a_run(tmp_path, 3, follow_up=settled), *everything)
    assert (again.care, again.conflicts) == (settled.care, ())


def test_of_a_workbook_whose_run_is_gone_only_what_is_new_is_taken(tmp_path: Path) -> None:
    run = a_run(tmp_path, follow_up=FollowUp(care={APPLES: Care(comment="soon", working_status="Open")}))
    cells: dict[tuple[str, str], str | None] = {
        (one, title): None for one in (APPLES, PEARS) for title in ("Comment", "Working status", "Owner")
    }
    typed = {COMMENT: "later", (PEARS, "Comment"): "eaten", (PEARS, "Owner"): "anna"}
    unknown = copy_of(run, "a.xlsx", {**cells, **typed})
    a_run(tmp_path, 2, follow_up=run.follow_up())
    a_run(tmp_path, 3, follow_up=run.follow_up(), judged_from="00000002")
    run.path.rename(tmp_path.with_name("elsewhere"))
    follow_up = read(a_run(tmp_path, 4, follow_up=FollowUp(care={APPLES: Care(comment="soon")})), unknown)
    assert values(follow_up) == ["later", "soon"]
    assert follow_up.care == {APPLES: Care(comment="soon"), PEARS: Care(comment="eaten")}


def test_where_there_was_no_run_at_all_everything_counts_as_typed(tmp_path: Path) -> None:
    run = a_run(tmp_path / "lost")
    copy = copy_of(run, "a.xlsx", {COMMENT: "done", (APPLES, "Owner"): "anna"})
    follow_up = read(RunFolder(tmp_path / "new" / "run"), copy)
    assert (follow_up.care, follow_up.conflicts) == ({APPLES: Care(comment="done", owner="anna")}, ())
