"""What a check says of a subject."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reporter.model.answers import ReasonCode, Unavailable


class Severity(StrEnum):
    """How bad a failure is, gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest; sorts and compares severities."""
        return list(Severity).index(self)

    def at_least(self, other: Severity) -> bool:
        """Whether this severity is as grave as the other, or graver."""
        return self.rank <= other.rank


class Status(StrEnum):
    """What became of one question about one subject, in the order a reader wants them."""

    FAIL = "FAIL"
    NOT_ASSESSED = "NOT_ASSESSED"
    MANUAL = "MANUAL"
    WAIVED = "WAIVED"
    PASS = "PASS"  # noqa: S105 - a verdict
    NOT_APPLICABLE = "NOT_APPLICABLE"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of one subject; a severity only where the case differs from the default."""

    status: Status
    reason: str = ""
    severity: Severity | None = None
    why: Unavailable | None = None
    """What could not be found out; only where the status is NOT_ASSESSED."""


def passed(reason: str = "") -> Verdict:
    """The fact that must hold was read, and holds."""
    return Verdict(Status.PASS, reason)


def failed(reason: str, *, severity: Severity | None = None) -> Verdict:
    """The fact that must hold was read, and does not hold."""
    return Verdict(Status.FAIL, reason, severity)


def not_applicable(reason: str) -> Verdict:
    """We looked; there is nothing to judge, or it is exempt by definition."""
    return Verdict(Status.NOT_APPLICABLE, reason)


def not_assessed(why: Unavailable | str) -> Verdict:
    """The fact that decides could not be read, or is not known to this product: then say in words which one."""
    unknown = Unavailable(ReasonCode.UNSUPPORTED, why) if isinstance(why, str) else why
    return Verdict(Status.NOT_ASSESSED, unknown.detail, why=unknown)


def manual(evidence: str) -> Verdict:
    """A person must decide, with this evidence."""
    return Verdict(Status.MANUAL, evidence)
