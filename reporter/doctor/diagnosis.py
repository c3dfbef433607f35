"""The result of an examination."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DiagnosisState(StrEnum):
    """The result of one question, best first."""

    OK = "ok"
    WARNING = "warning"
    """A scan would be complete, but this needs attention."""
    UNKNOWN = "unknown"
    """It could not be examined."""
    BROKEN = "broken"
    """A scan would not start, or would be incomplete."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A question about one subject, with its answer."""

    subject: str
    question: str
    state: DiagnosisState
    answer: str
    remedy: str = ""
    """What to do; empty if there is nothing to do."""
    account: str = ""
    """The id of the account that was examined; empty for the machine, the credentials and the delivery."""
    cause: str = ""
    """What is wrong, in words that are the same for all accounts that have it; empty: the answer says it."""

    @property
    def harmless(self) -> bool:
        """Whether a scan would be complete in this respect."""
        return self.state in (DiagnosisState.OK, DiagnosisState.WARNING)

    @property
    def problem(self) -> str:
        """What is wrong; empty if nothing is."""
        return "" if self.state is DiagnosisState.OK else self.cause or self.answer
