"""A year of weekly runs on a company that changes every week: each week is what an independent oracle says it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from reporter.report.words import CHANGES, WAIVERS
from reporter.runs import NO_CARE, Care
from reporter.runs.history import Change
from tests.year.company import TEAMS, brightwater
from tests.year.facts import day
from tests.year.postbox import BOSS, subject_of, text_of
from tests.year.story import BACKUPS, LAB_ROOT, ORDERS, SITE, STORY
from tests.year.year import POSTED, RENDERED, Week, Year

SHOWN_WAIVERS = ("expired", "expires-soon", "covers-nothing")
"""The states that the mail to the managers lists."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    with brightwater(tmp_path_factory.mktemp("year")) as company:
        year = Year(company)
        year.go_by()
    return year


def test_it_has_52_weeks_and_something_happens_in_each(year: Year) -> None:
    assert [week.number for week in year.weeks] == list(range(52))
    assert all(STORY[week.number].deeds for week in year.weeks)


def test_what_fails_and_what_is_waived_is_reported(year: Year) -> None:
    for week in year.weeks:
        assert set(week.failing) == week.expected.failing, week.words
        assert set(week.waived) == week.expected.waived, week.words


def test_what_became_of_every_finding_is_reported(year: Year) -> None:
    for week in year.weeks:
        reported = {thing: change for thing, change in week.expected.changes.items() if change[0] != "still-open"}
        shown = {thing: change for thing, change in week.changes.items() if thing not in week.expected.kept}
        assert shown == reported, week.words
        assert {thing: week.changes[thing][0] for thing in week.expected.kept} == week.expected.kept, week.words


def test_the_counts_of_the_changes_are_those_of_the_findings(year: Year) -> None:
    for week in year.weeks[1:]:
        expected = {change: week.expected.count(change) for change in Change}
        assert week.report.change_counts == expected, week.words
        by_rules = Counter(change for change, by_rules in week.expected.changes.values() if by_rules)
        assert week.report.rule_change_counts == by_rules, week.words


def test_new_reopened_and_still_open_are_what_fails_now(year: Year) -> None:
    for week in year.weeks[1:]:
        counts = week.report.change_counts
        open_now = counts[Change.NEW] + counts[Change.REOPENED] + counts[Change.STILL_OPEN]
        assert open_now == sum(week.report.summary.tally.failing.values()) == len(week.failing), week.words


def test_only_what_was_looked_at_and_passes_is_fixed(year: Year) -> None:
    for week in year.weeks:
        fixed = {thing for thing, (change, _) in week.changes.items() if change == "fixed"}
        assert fixed <= week.expected.passing, week.words


def test_everything_is_as_old_as_it_is(year: Year) -> None:
    for week in year.weeks:
        rows = {**week.failing, **week.waived}
        ages = {thing: (row.first_seen, row.age_days) for thing, row in rows.items()}
        first = week.expected.first_open
        assert ages == {thing: (day(first[thing]), 7 * (week.number - first[thing])) for thing in rows}, week.words


def test_everything_is_due_when_people_say_so_or_its_severity_does(year: Year) -> None:
    for week in year.weeks:
        assert {thing: row.due for thing, row in week.failing.items()} == week.expected.due, week.words


def test_the_trend_has_the_last_twelve_runs(year: Year) -> None:
    failing: list[tuple[str, dict[str, int]]] = []
    for week in year.weeks:
        failing.append((f"{week.number:08x}", {**week.expected.severities, "info": 0}))
        shown = [(point.run_id, dict(point.failing)) for point in week.report.trend]
        assert len(shown) == min(12, week.number + 1), week.words
        assert shown == failing[-12:], week.words


def test_accounts_join_and_leave(year: Year) -> None:
    for week in year.weeks:
        assert {account.name for account in week.report.joined} == week.expected.joined, week.words
        assert {account.name for account in week.report.left} == week.expected.left, week.words


def test_the_waivers_are_what_they_are(year: Year) -> None:
    for week in year.weeks:
        rows = week.report.waivers
        assert {row.id: row.state for row in rows} == week.expected.waivers, week.words
        again = {row.id: row.failing_again for row in rows if row.state == "expired"}
        assert again == week.expected.failing_again, week.words


def test_the_subject_of_the_mail_says_the_verdict(year: Year) -> None:
    for week in year.weeks:
        assert subject_of(week.mail) == f"{week.expected.subject} - Brightwater Foods", week.words


def test_the_mail_says_what_changed(year: Year) -> None:
    for week in year.weeks:
        expected = week.expected
        lines = text_of(week.mail).splitlines()
        assert _between(lines, "SINCE THE PREVIOUS RUN") == list(_shown_changes(week)), week.words
        assert lines[0].startswith("Incomplete: ") is not expected.complete, week.words
        due = f"{_counted(expected.overdue, 'failure')} overdue, {expected.due_soon} due within 7 days."
        assert _between(lines, "DUE") == ([due] if expected.overdue or expected.due_soon else []), week.words


def _shown_changes(week: Week) -> Iterator[str]:
    if not week.number:
        yield "This is the first run: there is nothing to compare it with."
        return
    always = ("new", "reopened", "still-open", "fixed", "no-longer-assessed")
    for change in Change:
        count = week.expected.count(change)
        if count or change in always:
            yield f"{CHANGES[change].title} {count}"
    fresh = week.expected.newly_scanned
    there = sum(what == "new" and thing.account in fresh for thing, (what, _) in week.expected.changes.items())
    if there:
        listed = ", ".join(f"{name} ({week.ids[name]})" for name in sorted(fresh))
        yield f"Of the new, {there} in {_counted(len(fresh), 'newly scanned account')}: {listed}"
    by_rules = sum(by_rules for _, by_rules in week.expected.changes.values())
    if by_rules:
        yield f"{_counted(by_rules, 'change')} because the rules changed, not the accounts."
    for word, names in {"Joined": week.expected.joined, "Left": week.expected.left}.items():
        if names:
            yield f"{word}: {', '.join(f'{name} ({week.ids[name]})' for name in sorted(names))}"


def test_the_mail_names_the_accounts_that_were_not_reached(year: Year) -> None:
    for week in year.weeks:
        lines = [line.strip() for line in text_of(week.mail).splitlines()]
        causes = [line for line in lines if line.startswith("Role not assumable in ")]
        named = [line.partition(": ")[2].partition(" (")[0] for line in causes]
        assert {name for names in named for name in names.split(", ")} == week.expected.locked, week.words


def test_the_mail_lists_the_waivers_that_need_action(year: Year) -> None:
    for week in year.weeks:
        lines = _between(text_of(week.mail).splitlines(), "WAIVERS")
        reported = {line.partition(",")[0] for line in lines}
        states = {name: state for name, state in week.expected.waivers.items() if state in SHOWN_WAIVERS}
        titles = {str(state): word.title for state, word in WAIVERS.items()}
        assert reported == {f"{titles[state]}: {name}" for name, state in states.items()}, week.words
        again = {name for name, count in week.expected.failing_again.items() if count}
        assert {line for line in lines if line.endswith("1 failure again")} == {
            line for line in lines for name in again if f" {name}," in line
        }, week.words


def test_nothing_is_sent_twice(year: Year) -> None:
    for week in year.weeks:
        assert (week.sent, week.sent_again) == ([f"postbox to {BOSS}"], []), week.words
    numbers = Counter(str(week.mail["Message-ID"]) for week in year.weeks)
    assert set(numbers.values()) == {1}


def test_a_mail_server_gets_one_mail_for_each_who_has_an_address(year: Year) -> None:
    everybody = {f"mail to {BOSS}", *(f"mail to {address} (owner {team})" for team, address in TEAMS.items())}
    assert sorted(recipient for recipient, _ in year.posted) == sorted([BOSS, *TEAMS.values()])
    assert (year.posted_again.sent, set(year.posted_again.before)) == ([], everybody)


def test_an_owner_without_an_address_is_listed(year: Year) -> None:
    for week in year.weeks:
        reported = _between(text_of(week.mail).splitlines(), "OWNERS WITHOUT AN ADDRESS, WHO GOT NO MAIL")
        assert reported == [", ".join(sorted(week.expected.teams - set(TEAMS)))], week.words


def test_every_format_is_rendered_at_any_time_of_the_year(year: Year) -> None:
    assert {number: len(files) for number, files in year.rendered.items()} == dict.fromkeys(RENDERED, 12)


def test_what_an_owner_typed_is_there_every_week_from_then_on(year: Year) -> None:
    cares = {week.number: week.failing[ORDERS].care for week in year.weeks if ORDERS in week.failing}
    assert list(cares) == [0, *range(3, 17), *range(19, 28), *range(31, 45)]
    for number, care in cares.items():
        comment = "will be fixed" if number >= 23 else "waits for the new shop"
        planned = Care(working_status="In progress", due=date(2026, 6, 30), comment=comment)
        assert care == (planned if number > POSTED else NO_CARE), number


def test_what_has_a_follow_up_stays_in_sight_when_it_is_gone(year: Year) -> None:
    gone = [week.number for week in year.weeks if week.changes.get(ORDERS) == ("resource-gone", False)]
    assert gone == list(range(45, 52))
    assert [week.number for week in year.weeks if week.expected.kept] == gone[1:]


def test_copies_that_do_not_agree_are_shown_once_until_they_are_settled(year: Year) -> None:
    assert [week.number for week in year.weeks if week.report.conflicts] == [22]
    [conflict] = year.weeks[22].report.conflicts
    assert (conflict.kept, [said.value for said in conflict.said]) == (
        "waits for the new shop",
        ["is accepted", "is fixed"],
    )


def test_the_story_has_every_turn_that_a_year_can_take(year: Year) -> None:
    """Said once by hand, so that story and oracle cannot both be wrong in silence."""
    turns = {
        (ORDERS, "fixed"): [1, 28],
        (ORDERS, "reopened"): [3, 31],
        (ORDERS, "no-longer-assessed"): [17, 18],
        (SITE, "waived"): [6, 24],
        (SITE, "waiver-ended"): [21, 36],
        (LAB_ROOT, "waived"): [13],
        (BACKUPS, "waiver-ended"): [48],
    }
    for (thing, change), weeks in turns.items():
        assert [week.number for week in year.weeks if week.changes.get(thing, ("",))[0] == change] == weeks, thing
    changes = {change for week in year.weeks for change, _ in week.changes.values()}
    assert changes == set(Change) - {Change.STILL_OPEN, Change.NO_LONGER_ASKED}


def _between(lines: list[str], title: str) -> list[str]:
    """What stands under a title, up to the next blank line."""
    if title not in lines:
        return []
    rest = lines[lines.index(title) + 1 :]
    return rest[: rest.index("")]


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
