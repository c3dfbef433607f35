"""The regular expressions of filter patterns, matched in a time that is linear in the expression.

AWS admits no groups, so an expression is a list of alternatives, each a list of characters with their repetitions. The
places of the text that are reached so far are the bits of one number.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable
from dataclasses import dataclass

from reporter.aws.cloudwatch.patterns.errors import PatternError

WORD = frozenset(string.ascii_letters + string.digits + "_")
CLASSES = {"d": frozenset(string.digits), "w": WORD, "s": frozenset(" \t\n\r\f\v")}
REPEATED = {"": (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}
ATOM = re.compile(
    r"(?P<sign>\\x[0-9A-Fa-f]{2}|\\.|\[\^?(?:\\.|[^\]\\])+\]|[^\\\[\](){}|?*+^$])"
    r"(?P<times>[?*+]|\{(?P<least>[0-9]{1,4})(?P<comma>,(?P<most>[0-9]{1,4})?)?\})?",
    re.DOTALL,
)
IN_BRACKETS = re.compile(r"(\\x[0-9A-Fa-f]{2}|\\.|[^\\])(?:-(\\x[0-9A-Fa-f]{2}|\\.|[^\\]))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Atom:
    """A set of characters, and how often one of them may stand there."""

    has: Callable[[str], bool]
    least: int
    most: int | None

    def after(self, reached: int, text: str) -> int:
        """The places behind it, from the places before it."""
        mask = sum(1 << place for place, sign in enumerate(text) if self.has(sign))
        for _ in range(min(self.least, len(text) + 1)):
            reached = (reached & mask) << 1
        found, once = reached, reached
        for _ in range(len(text) if self.most is None else min(self.most - self.least, len(text))):
            once = (once & mask) << 1
            found |= once
        return found


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the expressions between `|`."""

    atoms: tuple[Atom, ...]
    from_start: bool
    to_end: bool

    def is_in(self, text: str) -> bool:
        """Whether it matches some part of the text."""
        reached = 1 if self.from_start else (2 << len(text)) - 1
        for atom in self.atoms:
            reached = atom.after(reached, text)
        return bool(reached >> len(text) if self.to_end else reached)


@dataclass(frozen=True, slots=True)
class Regex:
    """An expression between percent signs."""

    text: str
    alternatives: tuple[Alternative, ...]

    def equals(self, found: str | float) -> bool:
        """Whether some part of a value of an event matches."""
        text = found if isinstance(found, str) else json.dumps(found)
        return any(one.is_in(text) for one in self.alternatives)


def parse_regex(text: str) -> Regex:
    """The expression; raises `PatternError` for one that AWS does not document."""
    alternatives, rest = [], text
    while True:
        found, rest = _alternative(rest)
        alternatives.append(found)
        if not rest:
            return Regex(text, tuple(alternatives))
        rest = rest.removeprefix("|")


def _alternative(text: str) -> tuple[Alternative, str]:
    """The first alternative, and the rest from its `|`."""
    rest = text.removeprefix("^")
    atoms = []
    while found := ATOM.match(rest):
        atoms.append(_atom(found))
        rest = rest[found.end() :]
    tail = rest.removeprefix("$")
    if not atoms or (tail and not tail.startswith("|")) or tail == "|":
        raise PatternError(f"the regular expression %{text}% is not understood")
    return Alternative(tuple(atoms), text.startswith("^"), rest.startswith("$")), tail


def _atom(found: re.Match[str]) -> Atom:
    least, most = REPEATED.get(found["times"] or "", (0, None))
    if found["least"]:
        least = int(found["least"])
        most = (int(found["most"]) if found["most"] else None) if found["comma"] else least
    if most is not None and most < least:
        raise PatternError(f"the repetition {found['times']} is not understood")
    return Atom(_signs(found["sign"]), least, most)


def _signs(sign: str) -> Callable[[str], bool]:
    if sign == ".":
        return lambda _: True
    if sign.startswith("["):
        negated = sign.startswith("[^")
        among = _among(sign[2 if negated else 1 : -1])
        return (lambda one: one not in among) if negated else among.__contains__
    if sign[0] == "\\" and sign[1:].lower() in CLASSES and sign[1:].isupper():
        among = CLASSES[sign[1:].lower()]
        return lambda one: one not in among
    return _among(sign).__contains__


def _among(text: str) -> frozenset[str]:
    """The characters between brackets."""
    signs: set[str] = set()
    for found in IN_BRACKETS.finditer(text):
        first, last = _meant(found[1]), _meant(found[2] or found[1])
        if found[2] and (len(first) != 1 or len(last) != 1 or min(first) > min(last)):
            raise PatternError(f"the range {found[0]} is not understood")
        signs |= set(map(chr, range(ord(min(first)), ord(min(last)) + 1))) if found[2] else first
    return frozenset(signs)


def _meant(sign: str) -> frozenset[str]:
    """The characters that one sign of an expression stands for."""
    if sign.startswith("\\x") and len(sign) > len("\\x"):
        return frozenset(bytes.fromhex(sign[2:]).decode("latin-1"))
    if sign.startswith("\\"):
        if sign[1].isalnum() and sign[1] not in CLASSES:
            raise PatternError(f"{sign} is not understood in a regular expression")
        return CLASSES.get(sign[1], frozenset(sign[1]))
    return frozenset(sign)
