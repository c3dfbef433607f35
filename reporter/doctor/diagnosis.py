"""What an examination comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DiagnosisState(StrEnum):
    """How it stands with one thing, best first."""

    OK = "ok"
    WARNING = "warning"
    """A scan would be complete, but look at it."""
    UNKNOWN = "unknown"
    """It could not be examined."""
    BROKEN = "broken"
    """A scan would not start, or not be complete."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One question about one thing, and the answer."""

    subject: str
    question: str
    state: DiagnosisState
    told: str
    remedy: str = ""
    """How to mend it; empty where there is nothing to mend."""

    @property
    def harmless(self) -> bool:
        """Whether a scan would be complete as far as this goes."""
        return self.state in (DiagnosisState.OK, DiagnosisState.WARNING)
