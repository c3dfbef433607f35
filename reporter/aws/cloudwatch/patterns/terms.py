"""Patterns outside braces: terms that the text of an event has, or has not."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from reporter.aws.cloudwatch.patterns.errors import PatternError
from reporter.aws.cloudwatch.patterns.regex import Regex, parse_regex
from reporter.aws.cloudwatch.patterns.tree import Event, unescaped

TERM = re.compile(
    r"\s*(?P<sign>[?-]?)(?:\"(?P<phrase>(?:[^\"\\]|\\.)*)\"|%(?P<regex>[^%]+)%|(?P<word>[\w.:/@*-]+))(?=\s|$)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word, a phrase or a regular expression."""

    wanted: str | Regex

    def is_in(self, text: str) -> bool:
        """Whether a text has it."""
        return self.wanted in text if isinstance(self.wanted, str) else self.wanted.equals(text)


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms that the text of an event must have or must not have."""

    all_of: tuple[Term, ...] = ()
    any_of: tuple[Term, ...] = ()
    none_of: tuple[Term, ...] = ()

    def selects(self, event: Event) -> bool:
        """Whether the event has all that it must have; CloudTrail writes JSON without spaces."""
        text = json.dumps(event, separators=(",", ":"), ensure_ascii=False)
        return (
            all(term.is_in(text) for term in self.all_of)
            and (not self.any_of or any(term.is_in(text) for term in self.any_of))
            and not any(term.is_in(text) for term in self.none_of)
        )


def parse_terms(text: str) -> Terms:
    """The terms of a pattern; raises `PatternError`."""
    found: dict[str, list[Term]] = {"": [], "?": [], "-": []}
    at = 0
    while at < len(text):
        term = TERM.match(text, at)
        if not term:
            raise PatternError(f"a term is missing before '{text[at : at + 20].strip()}'")
        found[term["sign"]].append(_term(term))
        at = term.end()
    if found["?"] and (found[""] or found["-"]):
        raise PatternError("terms with a question mark stand beside others, which AWS does not define")
    return Terms(tuple(found[""]), tuple(found["?"]), tuple(found["-"]))


def _term(found: re.Match[str]) -> Term:
    if found["regex"]:
        return Term(parse_regex(found["regex"]))
    phrase = found["phrase"]
    return Term(found["word"] if phrase is None else unescaped(phrase))
