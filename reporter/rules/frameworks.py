"""Frameworks: published lists of requirements, and the checks with their settings that answer each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

AUTOMATED = "automated"


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
    note: str = ""
    """What a person has to know about the answer, such as what a person decides; it changes no result."""

    @property
    def answers_in_words(self) -> str:
        """One sentence: by which checks it is answered, or why not."""
        named = ", ".join(f"{each.check_id} {each.parameters}".strip() for each in self.checks)
        if not named:
            why = "; ".join(filter(None, [self.remaining, self.note or "a person has to assess it"]))
            return f"not answered: {why}"
        answered = f"answered {'in part ' if self.remaining else ''}by {named}"
        return "; ".join(filter(None, [answered, self.note, self.remaining]))


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
        """How many requirements can be assessed automatically, by the word of the publisher."""
        return sum(requirement.assessment == AUTOMATED for requirement in self.requirements)

    @property
    def answered(self) -> int:
        """How many requirements some check answers, in whole or in part."""
        return sum(bool(requirement.checks) for requirement in self.requirements)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The requirements that the publisher calls automated, and that checks answer in part or not at all."""
        automated = (one for one in self.requirements if one.assessment == AUTOMATED)
        return tuple(one.id for one in automated if one.remaining or not one.checks)
