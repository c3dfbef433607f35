"""Mistakes in a configuration: what is wrong, where, and how to correct it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeAlias

from reporter.model.errors import UserError

Location: TypeAlias = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""
Problem: TypeAlias = tuple[Location, str, str]
"""The location, what is wrong, and how to correct it."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a file."""

    path: str
    """The dotted path, for example `accounts.list[0].id`; empty for the file as a whole."""
    line: int
    """The line, counted from 1; 0 for the file as a whole."""
    what: str
    remedy: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.path, f"{self.what}; {self.remedy}") if part)


class ConfigError(UserError):
    """A configuration that cannot be used, with all mistakes in it."""

    def __init__(self, file: Path, mistakes: Iterable[Mistake]) -> None:
        """Only the first mistake about a value is kept: the others follow from it."""
        first = {(mistake.path, mistake.line): mistake for mistake in reversed(tuple(mistakes))}
        self.file = file
        self.mistakes = tuple(sorted(first.values(), key=lambda mistake: (mistake.line, mistake.path)))
        super().__init__(file, self.mistakes)

    def __str__(self) -> str:
        return "\n".join(f"{self._where(mistake)}: {mistake}" for mistake in self.mistakes)

    def _where(self, mistake: Mistake) -> str:
        return f"{self.file}:{mistake.line}" if mistake.line else str(self.file)


def dotted(location: Location) -> str:
    """A location as a dotted path."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).removeprefix(".")


def nearest(name: str, known: Iterable[str], otherwise: str = "take the line out, or look the name up") -> str:
    """How to correct an unknown name: the most similar known name, or a list of the known names if it is short."""
    choices = sorted(known)
    close = get_close_matches(name, choices, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"known are: {', '.join(choices)}" if len(choices) <= _FEW else otherwise


_FEW = 12
