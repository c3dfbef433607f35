"""Patterns of actions and resources: what they cover, and what they have in common.

Nothing here knows the actions that AWS offers today: two patterns are compared by the texts they could ever cover, so
that no catalogue of actions, and no newer edition of one, can change a verdict.
"""

from __future__ import annotations

import fnmatch
import re
from functools import lru_cache


def covers_action(pattern: str, action: str) -> bool:
    """Whether an action pattern covers an action, in whatever case either is written."""
    return covers(pattern.lower(), action.lower())


def covers(pattern: str, text: str) -> bool:
    """Whether a pattern with the wildcards `*` and `?` covers a text, as in resources: case matters."""
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """`fnmatch` never backtracks over a star, whatever a hostile pattern holds; its sets are unknown to policies."""
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


@lru_cache(maxsize=4096)
def includes(wide: str, narrow: str) -> bool:
    """Whether one pattern covers whatever another one covers; in rare doubt (`?*` against `*?`) it says no."""
    if not {"*", "?"} & set(wide):
        return wide == narrow
    reached = {0}
    for sign in narrow:
        ahead = _past_stars(wide, reached)
        kept = {at for at in ahead if at < len(wide) and wide[at] == "*"}
        reached = kept | {at + 1 for at in ahead if at < len(wide) and _stands_for(wide[at], sign)}
    return len(wide) in _past_stars(wide, reached)


def _stands_for(one: str, sign: str) -> bool:
    """Whether one sign of a pattern, which is no star, stands for whatever a sign of a narrower one does."""
    return sign != "*" and one in (sign, "?")


@lru_cache(maxsize=4096)
def overlaps(one: str, other: str) -> bool:
    """Whether some text is covered by both patterns."""
    reached = _past_stars(other, {0})
    for sign in one:
        reached = _past_stars(other, set(_steps(sign, other, reached)))
    return len(other) in reached


def _steps(sign: str, other: str, reached: set[int]) -> list[int]:
    """The places in the other pattern after one sign of the first, from places reached before it."""
    if sign == "*":
        return list(range(min(reached, default=len(other) + 1), len(other) + 1))
    steps = [at for at in reached if at < len(other) and other[at] == "*"]
    return steps + [at + 1 for at in reached if at < len(other) and _agree(sign, other[at])]


def _agree(sign: str, other: str) -> bool:
    return other != "*" and (sign == other or "?" in (sign, other))


def _past_stars(pattern: str, places: set[int]) -> set[int]:
    """These places, and those behind the stars that follow them: a star may stand for nothing."""
    found = set(places)
    for place in places:
        ahead = place
        while ahead < len(pattern) and pattern[ahead] == "*":
            ahead += 1
            found.add(ahead)
    return found
