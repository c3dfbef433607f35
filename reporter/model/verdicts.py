"""Severity, status and verdict: the result of one check for one subject."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reporter.model.answers import ReasonCode, Unavailable


class Severity(StrEnum):
    """The severity of a failure, the most severe first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """The position of the severity, 0 for CRITICAL; used to sort and compare."""
        return list(Severity).index(self)

    def at_least(self, other: Severity) -> bool:
        """Whether this severity equals the other or is more severe."""
        return self.rank <= other.rank


class Status(StrEnum):
    """The status of one check for one subject, in the order in which reports list them."""

    FAIL = "FAIL"
    NOT_ASSESSED = "NOT_ASSESSED"
    MANUAL = "MANUAL"
    WAIVED = "WAIVED"
    PASS = "PASS"  # noqa: S105 - a verdict
    NOT_APPLICABLE = "NOT_APPLICABLE"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a check for one subject; `severity` is set only where it differs from the check's default."""

    status: Status
    reason: str = ""
    severity: Severity | None = None
    why: Unavailable | None = None
    """The reason why it could not be assessed; set only where the status is NOT_ASSESSED."""


def passed(reason: str = "") -> Verdict:
    """A verdict PASS: the deciding fact was read, and the requirement holds."""
    return Verdict(Status.PASS, reason)


def failed(reason: str, *, severity: Severity | None = None) -> Verdict:
    """A verdict FAIL: the deciding fact was read, and the requirement does not hold."""
    return Verdict(Status.FAIL, reason, severity)


def not_applicable(reason: str) -> Verdict:
    """A verdict NOT_APPLICABLE: facts were read; there is nothing to judge, or the subject is exempt by definition."""
    return Verdict(Status.NOT_APPLICABLE, reason)


def not_assessed(why: Unavailable | str) -> Verdict:
    """A verdict NOT_ASSESSED: the deciding fact could not be read, or this product does not know it.

    A string describes a fact that this product does not know.
    """
    unknown = Unavailable(ReasonCode.UNSUPPORTED, why) if isinstance(why, str) else why
    return Verdict(Status.NOT_ASSESSED, unknown.detail, why=unknown)


def manual(evidence: str) -> Verdict:
    """A verdict MANUAL: a person must decide, with this evidence."""
    return Verdict(Status.MANUAL, evidence)
