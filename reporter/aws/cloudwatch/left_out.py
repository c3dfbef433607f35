"""Events that metric filters leave out, though the benchmark's pattern selects them.

They are derived from the patterns under test: for each place that a pattern names, an event that has the value, has
another or lacks the place. The search changes each place once and gives up after some steps, so that no pattern takes
long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reporter.aws.cloudwatch.events import PARAMETERS, Sample
from reporter.aws.cloudwatch.patterns import Event, Pattern
from reporter.aws.cloudwatch.patterns.placing import ABSENT, Path, placed
from reporter.aws.cloudwatch.patterns.regex import Regex
from reporter.aws.cloudwatch.patterns.terms import Term, Terms
from reporter.aws.cloudwatch.patterns.tree import AllOf, AnyOf, Comparison, State, Value
from reporter.aws.cloudwatch.patterns.witnesses import texts_of

MOST_STEPS = 400
"""How many parts of patterns are looked at for one event."""
OPTIONAL = frozenset({"userAgent", "requestID"})
"""The members of samples that AWS documents as optional, and that services leave out."""
MEMBER = re.compile(r'"?(\w+)":"([^"]*)"?')
"""A member with a text in the JSON of an event, to the end of which a term may not go."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An event that differs from a sample in what the words say."""

    event: Event
    places: tuple[Path, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is put into an event, and how a reason says so."""

    path: Path
    value: Any
    words: str


def first_left_out(patterns: Sequence[Pattern], sample: Sample) -> LeftOut | None:
    """The first event like the sample that the benchmark's pattern selects and none of these patterns does."""
    return next(_Search(sample).without(AnyOf(tuple(patterns)), LeftOut(sample.event)), None)


@dataclass(slots=True)
class _Search:
    sample: Sample
    steps: Iterator[int] = field(default_factory=lambda: iter(range(MOST_STEPS)))

    def without(self, pattern: Pattern, state: LeftOut) -> Iterator[LeftOut]:
        """Events of which the pattern is not true, each with the changes that lead to it."""
        if next(self.steps, None) is None:
            return
        if not pattern.selects(state.event):
            yield state
        elif isinstance(pattern, AllOf):
            for part in pattern.parts:
                yield from self.without(part, state)
        elif isinstance(pattern, AnyOf):
            true = next(part for part in pattern.parts if part.selects(state.event))
            for found in self.without(true, state):
                yield from self.without(pattern, found)
        else:
            changed = (self._changed(state, change) for change in self._changes(pattern))
            yield from (one for one in changed if one and not pattern.selects(one.event))

    def _changed(self, state: LeftOut, change: Change) -> LeftOut | None:
        """The event after a change; None where events that the benchmark means do not differ so."""
        if change.path in state.places or _named(change.path) in self.sample.fixed:
            return None
        event = placed(state.event, change.path, change.value)
        if event is None or not self.sample.wanted.selects(event):
            return None
        return replace(state, event=event, places=(*state.places, change.path), words=(*state.words, change.words))

    def _changes(self, pattern: Pattern) -> Iterator[Change]:
        """What may make one condition false."""
        if isinstance(pattern, Comparison):
            yield from self._values(pattern)
        if isinstance(pattern, State):
            yield from _states(pattern)
        if isinstance(pattern, Terms):
            yield from (change for term in pattern.none_of for change in self._texts(term))

    def _values(self, pattern: Comparison) -> Iterator[Change]:
        path, place = pattern.selector.path, _named(pattern.selector.path)
        if pattern.operator == "!=":
            for text in texts_of(pattern.value, self.sample.within(place)):
                yield Change(path, text, f"{place} is {_shown(pattern.value)}")
        elif pattern.operator == "=":
            for text in self.sample.others(place):
                yield Change(path, text, f"{place} is not {_shown(pattern.value)}")
            yield from _absent(path)

    def _texts(self, term: Term) -> Iterator[Change]:
        """The place that a term is about, if it is a member in JSON; any other text may be part of the parameters."""
        shown = term.wanted if isinstance(term.wanted, str) else _shown(term.wanted)
        for text in (term.wanted,) if isinstance(term.wanted, str) else texts_of(term.wanted, "*"):
            if found := MEMBER.fullmatch(text):
                yield Change(self.sample.path_of(found[1]), found[2], f"{found[1]} is {found[2]}")
            elif text not in self.sample.excluded:
                yield Change((PARAMETERS, "example"), text.strip('"'), f"the text has {shown}")


def _states(pattern: State) -> Iterator[Change]:
    path, place = pattern.selector.path, _named(pattern.selector.path)
    if pattern.word == "NOT EXISTS":
        yield Change(path, "Other", f"{place} exists")
    elif pattern.word == "IS NULL":
        yield Change(path, {}, f"{place} is not null")
    elif pattern.word == "EXISTS":
        yield from _absent(path)


def _absent(path: Path) -> Iterator[Change]:
    if _named(path) in OPTIONAL:
        yield Change(path, ABSENT, f"{_named(path)} is missing")


def _named(path: Path) -> str:
    """The place as settings name it; elements of lists are numbers in brackets."""
    steps = (f".{step}" if isinstance(step, str) else f"[{'*' if step is None else step}]" for step in path)
    return "".join(steps).removeprefix(".")


def _shown(value: Value) -> str:
    return f"%{value.text}%" if isinstance(value, Regex) else value.text
