"""The result of an examination."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from reporter.accounts import Target


class DiagnosisState(StrEnum):
    """The result of one question, best first."""

    OK = "ok"
    WARNING = "warning"
    """A scan would be complete, but this needs attention."""
    UNKNOWN = "unknown"
    """It could not be examined."""
    INCOMPLETE = "incomplete"
    """A scan would read the account, and leave findings of it unassessed."""
    BROKEN = "broken"
    """A scan would not start, or would read nothing of the account."""


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
    def scannable(self) -> bool:
        """Whether a scan would read the account, if not all of it."""
        return self.harmless or self.state is DiagnosisState.INCOMPLETE

    @property
    def problem(self) -> str:
        """What is wrong; empty if nothing is."""
        return "" if self.state is DiagnosisState.OK else self.cause or self.answer


class Examined(Protocol):
    """Receives the progress of an examination; its methods are called from several threads."""

    def started(self, accounts: int, calls: Callable[[], int]) -> None:
        """So many accounts will be examined; `calls` returns the number of requests so far."""

    def entered(self, target: Target) -> None:
        """The examination of an account begins."""

    def examined(self, target: Target) -> None:
        """An account is examined."""
