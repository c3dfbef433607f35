"""Frameworks: published lists of requirements, and the checks with their settings that answer each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """A check that answers a requirement, with what the framework asks of its settings."""

    check_id: str
    parameters: str = ""
    """Canonical JSON; empty where the framework asks for nothing of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One line of a framework."""

    id: str
    title: str
    level: str
    assessment: str
    checks: tuple[Answer, ...]
    remaining: str
    """What the checks leave open; the requirement never passes on their word alone."""

    @property
    def answers_in_words(self) -> str:
        """The checks that answer it, in words."""
        named = ", ".join(f"{each.check_id} {each.parameters}".strip() for each in self.checks)
        return "; ".join(part for part in (named or "not automated", self.remaining) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A published list of requirements."""

    id: str
    title: str
    version: str
    requirements: tuple[Requirement, ...]

    @property
    def answers(self) -> Iterator[Answer]:
        """Every check that the framework asks for, as often as it does."""
        return (answer for requirement in self.requirements for answer in requirement.checks)

    @property
    def automated(self) -> int:
        """How many requirements some check answers."""
        return sum(bool(requirement.checks) for requirement in self.requirements)
