"""Compares patterns of actions and resources: whether one covers, includes or overlaps another.

No list of existing actions is used: patterns are compared by all texts they could cover, so that new actions of AWS
change no verdict. No pattern is compiled to a regular expression. The cost is at most the product of both lengths,
divided by the 64 bits of a machine word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

WILDCARDS = re.compile(r"[*?]+")
TEXT: Mapping[str, int] = {}


def covers_action(pattern: str, action: str) -> bool:
    """Whether an action pattern covers an action; case is ignored."""
    return covers(pattern.lower(), action.lower())


def covers(pattern: str, text: str) -> bool:
    """Whether a pattern with the wildcards `*` and `?` covers a text; case matters, as in resources."""
    start = pattern.rstrip("*")
    if not _is_wild(start):
        return text.startswith(start) if len(start) < len(pattern) else text == start
    return text.startswith(WILDCARDS.split(start, 1)[0]) and _machine(pattern).reads(text, TEXT)


def includes(wide: str, narrow: str) -> bool:
    """Whether `wide` covers every text that `narrow` covers."""
    start = wide.rstrip("*")
    if not _is_wild(start):
        return narrow.startswith(start) if len(start) < len(wide) else narrow == start
    if not narrow.startswith(WILDCARDS.split(start, 1)[0]):
        return False
    machine = _machine(wide)
    return machine.reads(narrow, {"*": 0, "?": machine.signs})


def overlaps(one: str, other: str) -> bool:
    """Whether some text is covered by both patterns."""
    if "*" in one and "*" in other:
        # Each has a star that can match the middle of the other: only the ends can contradict each other.
        starts = one.partition("*")[0], other.partition("*")[0]
        ends = one.rpartition("*")[2][::-1], other.rpartition("*")[2][::-1]
        return _agree(*starts) and _agree(*ends)
    wide, fixed = (one, other) if "*" in one else (other, one)
    if not _is_wild(fixed):
        return covers(wide, fixed)
    machine = _machine(wide)
    return machine.reads(fixed, {"?": machine.every_place & ~machine.stars})


def _is_wild(pattern: str) -> bool:
    return "*" in pattern or "?" in pattern


def _agree(one: str, other: str) -> bool:
    """Whether two patterns without stars could be the start of the same text."""
    return all(sign == opposite or "?" in (sign, opposite) for sign, opposite in zip(one, other, strict=False))


@dataclass(frozen=True, slots=True)
class _Machine:
    """A pattern as an automaton that reads a text by characters; its reachable states are the bits of one number."""

    size: int
    stars: int
    signs: int
    """The positions of question marks."""
    letters: Mapping[str, int]

    @property
    def every_place(self) -> int:
        """All positions but the end."""
        return (1 << self.size) - 1

    def reads(self, text: Iterable[str], special: Mapping[str, int]) -> bool:
        """Whether it accepts the text; `special` gives characters of the text that match more than themselves."""
        stars, signs, letters = self.stars, self.signs, self.letters
        reached = 1 | (stars & 1) << 1
        for sign in text:
            meant = special[sign] if sign in special else letters.get(sign, 0) | signs
            reached = (reached & meant) << 1 | reached & stars
            reached |= (reached & stars) << 1
            if not reached:
                return False
        return bool(reached >> self.size)


@lru_cache(maxsize=1024)
def _machine(pattern: str) -> _Machine:
    """The automaton of a pattern. Its pattern has no adjacent stars, so that one step past a star is enough."""
    plain = WILDCARDS.sub(_spread, pattern)
    places: dict[str, int] = {"*": 0, "?": 0}
    for place, sign in enumerate(plain):
        places[sign] = places.get(sign, 0) | 1 << place
    return _Machine(len(plain), places.pop("*"), places.pop("?"), places)


def _spread(run: re.Match[str]) -> str:
    """The run of wildcards in a normal form: one star for several, and stars around each question mark."""
    return "*" + "?*" * run[0].count("?") if "*" in run[0] else run[0]
