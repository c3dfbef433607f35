"""Parses filter patterns: terms, and conditions in braces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from reporter.aws.cloudwatch.patterns.errors import PatternError
from reporter.aws.cloudwatch.patterns.regex import parse_regex
from reporter.aws.cloudwatch.patterns.terms import parse_terms
from reporter.aws.cloudwatch.patterns.tree import (
    AllOf,
    AnyOf,
    Comparison,
    Number,
    Pattern,
    Selector,
    State,
    Value,
    Wildcard,
    unescaped,
)

DEEPEST = 50
"""The most parentheses inside each other; AWS admits 1024 characters, and no person needs as many."""

SPACE = re.compile(r"\s*")
STEP = re.compile(
    r"\.?\[\s*(?:(?P<index>[0-9]{1,9})|(?P<every>\*)|'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\")\s*\]|\.(?P<name>[\w-]+)"
)
STATE = re.compile(r"(IS)\s+(TRUE|FALSE|NULL)\b|(NOT)\s+(EXISTS)\b|(EXISTS)\b", re.IGNORECASE)
OPERATOR = re.compile(r"!=|<=|>=|=|<|>")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
REGEX = re.compile(r"%([^%]+)%")
BARE = re.compile(r"[\w*.:/@+#~;-]+")
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@lru_cache(maxsize=1024)
def parse_pattern(text: str) -> Pattern:
    """The pattern; an empty one selects everything. Raises `PatternError` for what is not understood."""
    wanted = text.strip()
    if wanted.startswith("["):
        raise PatternError("it reads events as words between spaces, which events in JSON are not")
    return _Reader(wanted).whole() if wanted.startswith("{") else parse_terms(wanted)


@dataclass(slots=True)
class _Reader:
    """Reads conditions in braces from the left to the right."""

    text: str
    at: int = 0
    depth: int = 0

    def whole(self) -> Pattern:
        """The pattern from brace to brace."""
        self._need("{")
        found = self._any_of()
        self._need("}")
        if self.at < len(self.text):
            raise self._error("the end")
        return found

    def _any_of(self) -> Pattern:
        parts = [self._all_of()]
        while self._take("||"):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all_of(self) -> Pattern:
        parts = [self._one()]
        while self._take("&&"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _one(self) -> Pattern:
        if not self._take("("):
            return self._condition()
        self.depth += 1
        if self.depth > DEEPEST:
            raise PatternError(f"it has more than {DEEPEST} parentheses inside each other")
        found = self._any_of()
        self._need(")")
        self.depth -= 1
        return found

    def _condition(self) -> Pattern:
        selector = self._selector()
        if state := self._match(STATE):
            return State(selector, " ".join(filter(None, state.groups())).upper())
        operator = self._match(OPERATOR)
        if not operator:
            raise self._error("an operator")
        return Comparison(selector, operator[0], self._value())

    def _selector(self) -> Selector:
        self._need("$", spaces=False)
        steps = []
        while found := STEP.match(self.text, self.at):
            self.at = found.end()
            steps.append(_step(found))
        if not steps:
            raise self._error("the name of a member")
        return Selector(tuple(steps))

    def _value(self) -> Value:
        if quoted := self._match(QUOTED):
            return Wildcard(unescaped(quoted[1]))
        if regex := self._match(REGEX):
            return parse_regex(regex[1])
        if bare := self._match(BARE):
            return Number(bare[0]) if NUMBER.fullmatch(bare[0]) else Wildcard(bare[0])
        raise self._error("a value")

    def _match(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        """The next part, if it has this form; spaces around it are passed over."""
        found = wanted.match(self.text, self._after_spaces(self.at))
        if found:
            self.at = self._after_spaces(found.end())
        return found

    def _take(self, sign: str, *, spaces: bool = True) -> bool:
        start = self._after_spaces(self.at)
        if not self.text.startswith(sign, start):
            return False
        end = start + len(sign)
        self.at = self._after_spaces(end) if spaces else end
        return True

    def _need(self, sign: str, *, spaces: bool = True) -> None:
        if not self._take(sign, spaces=spaces):
            raise self._error(f"'{sign}'")

    def _after_spaces(self, place: int) -> int:
        return SPACE.match(self.text, place).end()  # type: ignore[union-attr] # it matches nothing, too

    def _error(self, wanted: str) -> PatternError:
        rest = self.text[self.at :].lstrip()
        found = f"before '{rest[:20]}'" if rest else "at the end"
        return PatternError(f"{wanted} is missing {found}")


def _step(found: re.Match[str]) -> str | int | None:
    if found["index"]:
        return int(found["index"])
    if found["every"]:
        return None
    return next(name for name in found.group("single", "double", "name") if name is not None)
