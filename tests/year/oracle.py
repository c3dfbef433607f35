"""The expected report of each week, computed from the facts alone, without code of the product."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.year.facts import CONTACT, DISKS, PASSWORD, PUBLIC, ROOT, SEVERITIES, VERSIONS, Books, Facts, Thing, day

DUE = {"critical": 7, "high": 30, "medium": 90, "low": 180}
SOON = 30
LISTED = (PUBLIC, VERSIONS)
"""The checks that need the list of buckets."""
OPEN = ("FAIL", "WAIVED")
Changes = Mapping[Thing, tuple[str, bool]]
"""The change of a thing, and whether the rules caused it."""


@dataclass
class Life:
    """A thing, followed from week to week."""

    first_open: int | None = None
    known: str = ""
    """Its last known status, or `GONE`."""
    known_in: int = -1
    last_open: int = -1
    last_row: int = -1
    missing: str = ""
    """Why it was missing in the week before."""


@dataclass(frozen=True)
class Expected:
    """The expected report of a week."""

    failing: frozenset[Thing]
    waived: frozenset[Thing]
    passing: frozenset[Thing]
    changes: Changes
    """Everything that failed or was open, with its change."""
    kept: Mapping[Thing, str]
    """Earlier changes that are still shown, since they have a follow-up."""
    first_open: Mapping[Thing, int]
    """The week in which each failing or waived thing was first open."""
    severities: Mapping[str, int]
    """The number of failures."""
    subject: str
    complete: bool
    waivers: Mapping[str, str]
    """The state of each waiver."""
    failing_again: Mapping[str, int]
    """By expired waiver: the failures it no longer covers."""
    locked: frozenset[str]
    newly_scanned: frozenset[str]
    """Accounts that were scanned this week and not the week before; empty in the first week."""
    joined: frozenset[str]
    left: frozenset[str]
    teams: frozenset[str]
    """The owners of the accounts to be scanned."""
    overdue: int
    due_soon: int
    due: Mapping[Thing, date]

    def count(self, change: str) -> int:
        """The count in the mail: what passes only by new rules was not fixed, and an ended waiver is still open."""
        counts = Counter(what for what, by_rules in self.changes.values() if not (by_rules and what == "fixed"))
        return counts[change] + (counts["waiver-ended"] if change == "still-open" else 0)


@dataclass
class Oracle:
    """Reads the facts of every week, and remembers."""

    lives: dict[Thing, Life] = field(default_factory=dict)
    rules: dict[str, dict[int, str]] = field(default_factory=lambda: {check: {} for check in SEVERITIES})
    """By check and week: the settings."""
    asked_before: frozenset[str] = frozenset()
    scanned_before: frozenset[str] = frozenset()
    oldest: int = 0
    """The first week with a run."""

    def expect(self, week: int, facts: Facts) -> Expected:
        """The expected report of the week; call it once a week."""
        for check in SEVERITIES:
            self.rules[check][week] = {PASSWORD: str(facts.password), PUBLIC: str(facts.allowed)}.get(check, "")
        rows = {thing: self._status(status, thing, facts, week) for thing, status in _looked(facts)}
        changes = dict(self._changes(week, facts, rows))
        kept = {} if not week else dict(self._kept(facts, rows, changes))
        self._remember(week, facts, rows)
        expected = self._expected(week, facts, rows, changes, kept)
        self.asked_before, self.scanned_before = _asked(facts), _scanned(facts)
        return expected

    def _status(self, status: str, thing: Thing, facts: Facts, week: int) -> str:
        holds = [one for one in facts.waivers.values() if one.starts <= day(week) <= one.expires]
        return "WAIVED" if status == "FAIL" and any(one.thing == thing for one in holds) else status

    def _changes(self, week: int, facts: Facts, rows: Mapping[Thing, str]) -> Iterator[tuple[Thing, tuple[str, bool]]]:
        if not week:
            return
        for thing in sorted({*self.lives, *rows}):
            life = self.lives.get(thing, Life())
            change = _became(life, rows[thing]) if thing in rows else _went(life, thing, facts)
            if change:
                blameless = change in ("new", "reopened", "fixed", "resource-gone")
                yield thing, (change, blameless and self._other_rule(thing.check, life, week))

    def _other_rule(self, check: str, life: Life, week: int) -> bool:
        before = {"GONE": life.last_open, "": week - 1}.get(life.known, life.known_in)
        return self.rules[check][before] != self.rules[check][week]

    def _kept(self, facts: Facts, rows: Mapping[Thing, str], changes: Changes) -> Iterator[tuple[Thing, str]]:
        for thing in facts.said:
            life = self.lives.get(thing, Life())
            seen_in = life.last_row if life.last_open < 0 else life.last_open
            if thing not in rows and thing not in changes and seen_in >= self.oldest:
                yield thing, _absence(thing, facts)

    def _remember(self, week: int, facts: Facts, rows: Mapping[Thing, str]) -> None:
        for thing in {*self.lives, *rows}:
            life = self.lives.setdefault(thing, Life())
            status = rows.get(thing, "")
            life.missing = "" if status else _absence(thing, facts)
            if status:
                life.last_row = week
            if life.missing == "resource-gone" and life.known in OPEN:
                life.known = "GONE"
            if status in ("FAIL", "WAIVED", "PASS"):
                life.known, life.known_in = status, week
            if status in OPEN:
                life.last_open = week
                life.first_open = week if life.first_open is None else life.first_open

    def _expected(
        self, week: int, facts: Facts, rows: Mapping[Thing, str], changes: Changes, kept: Mapping[Thing, str]
    ) -> Expected:
        failing, waived, passing = (
            frozenset(thing for thing, found in rows.items() if found == status)
            for status in ("FAIL", "WAIVED", "PASS")
        )
        due = {thing: self._due(thing, facts) for thing in failing}
        asked, today = _asked(facts), day(week)
        locked = frozenset(name for name in asked if facts.accounts[name].locked)
        missed = _missed(facts, rows)
        newly_scanned = _scanned(facts) - self.scanned_before if week else frozenset()
        severities = Counter(SEVERITIES[thing.check] for thing in failing)
        return Expected(
            failing=failing,
            waived=waived,
            passing=passing,
            changes=changes,
            kept=kept,
            first_open={thing: self.lives[thing].first_open or 0 for thing in failing | waived},
            severities={severity: severities[severity] for severity in DUE},
            newly_scanned=newly_scanned,
            subject=_subject(
                severities,
                changes if week else None,
                newly_scanned,
                1 - missed / (len(asked) * len(SEVERITIES)),
            ),
            complete=not missed,
            waivers={name: _state(name, facts, rows, today) for name in facts.waivers},
            failing_again={
                name: int(one.thing in failing) for name, one in facts.waivers.items() if one.expires < today
            },
            locked=locked,
            joined=asked - self.asked_before if week else frozenset(),
            left=self.asked_before - asked,
            teams=frozenset(facts.accounts[name].team for name in asked),
            overdue=sum(one < today for one in due.values()),
            due_soon=sum(today <= one <= today + timedelta(days=7) for one in due.values()),
            due=due,
        )

    def _due(self, thing: Thing, facts: Facts) -> date:
        typed = facts.said.get(thing, {}).get("Due date")
        since = day(self.lives[thing].first_open or 0)
        return date.fromisoformat(typed) if typed else since + timedelta(days=DUE[SEVERITIES[thing.check]])


def _asked(facts: Facts) -> frozenset[str]:
    return frozenset(name for name, books in facts.accounts.items() if books.asked)


def _scanned(facts: Facts) -> frozenset[str]:
    return frozenset(name for name in _asked(facts) if not facts.accounts[name].locked)


def _looked(facts: Facts) -> Iterator[tuple[Thing, str]]:
    """Every thing that a run sees, with its status."""
    for name in _asked(facts):
        books = facts.accounts[name]
        if books.locked:
            yield from ((Thing(check, name), "NOT_ASSESSED") for check in (PASSWORD, ROOT, CONTACT))
        else:
            for check, resource, holds in _questions(books, facts):
                yield Thing(check, name, resource), _answer(check, books, holds=holds)


def _answer(check: str, books: Books, *, holds: bool) -> str:
    if check in books.blind:
        return "NOT_ASSESSED"
    return "PASS" if holds else "FAIL"


def _questions(books: Books, facts: Facts) -> Iterator[tuple[str, str, bool]]:
    """A check, what it is about, and whether it passes."""
    for bucket, state in books.buckets.items() if books.listed else ():
        yield PUBLIC, bucket, state.closed or bucket in facts.allowed
        yield VERSIONS, bucket, state.versioned
    yield PASSWORD, "", books.password >= facts.password
    yield ROOT, "", books.root_mfa
    yield CONTACT, "", books.contact
    for region, encrypted in books.regions.items():
        yield DISKS, region, encrypted


def _became(life: Life, now: str) -> str:
    """The change of a thing that exists."""
    was_open = life.known in OPEN
    if now == "FAIL":
        if life.first_open is None:
            return "new"
        if not was_open:
            return "reopened"
        return "waiver-ended" if life.known == "WAIVED" else "still-open"
    if now == "WAIVED":
        return "waived" if life.known == "FAIL" else ""
    if not was_open:
        return ""
    return "no-longer-assessed" if now == "NOT_ASSESSED" else "fixed"


def _went(life: Life, thing: Thing, facts: Facts) -> str:
    """The change of a thing that does not exist; that an account left is reported once."""
    why = _absence(thing, facts) if life.known in OPEN else ""
    return "" if why == "account-left" == life.missing else why


def _absence(thing: Thing, facts: Facts) -> str:
    books = facts.accounts[thing.account]
    if not books.asked:
        return "account-left"
    hidden = books.locked or (thing.check in LISTED and not books.listed)
    return "no-longer-assessed" if hidden else "resource-gone"


def _missed(facts: Facts, rows: Mapping[Thing, str]) -> Fraction:
    """The number of questions without an answer; a question is a check in an account."""
    missed = Fraction(0)
    for name in _asked(facts):
        books = facts.accounts[name]
        for check in SEVERITIES:
            own = [status for thing, status in rows.items() if (thing.check, thing.account) == (check, name)]
            if books.locked or (check in LISTED and not books.listed):
                missed += 1
            elif own:
                missed += Fraction(own.count("NOT_ASSESSED"), len(own))
    return missed


def _subject(
    severities: Mapping[str, int], changes: Changes | None, newly_scanned: frozenset[str], seen: Fraction
) -> str:
    """The subject without the title; `changes` is None in the first week."""
    first = f"{severities['critical']} critical, {severities['high']} high failing"
    verdict = first if changes is None else _news(changes, newly_scanned)
    return f"{'Incomplete: ' if seen < 1 else ''}{verdict}, {math.floor(seen * 1000) / 10:.1f} % of checks assessed"


def _news(changes: Changes, newly_scanned: frozenset[str]) -> str:
    fresh = [thing for thing, (change, _) in changes.items() if change == "new"]
    there = [thing for thing in fresh if thing.account in newly_scanned]
    new = Counter(SEVERITIES[thing.check] for thing in fresh if thing not in there)
    urgent = ", ".join(f"{new[severity]} new {severity}" for severity in ("critical", "high") if new[severity])
    reopened = sum(change == "reopened" for change, _ in changes.values())
    news = urgent or (f"{new.total()} new" if new else "nothing new")
    accounts = f"{len(newly_scanned)} newly scanned account{'s' if len(newly_scanned) != 1 else ''}"
    apart = f", {len(there)} in {accounts}" if there else ""
    return f"{news}{apart}, {reopened} reopened" if reopened else f"{news}{apart}"


def _state(name: str, facts: Facts, rows: Mapping[Thing, str], today: date) -> str:
    waiver = facts.waivers[name]
    thing, books = waiver.thing, facts.accounts[waiver.thing.account]
    if waiver.expires < today:
        return "expired"
    if waiver.starts > today:
        return "not-yet-in-force"
    if rows.get(thing) == "WAIVED":
        return "expires-soon" if (waiver.expires - today).days <= SOON else "in-force"
    hidden = not books.asked or books.locked or thing.check in books.blind
    return "not-seen" if hidden or (thing.check in LISTED and not books.listed) else "covers-nothing"
