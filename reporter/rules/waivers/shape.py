"""A file of waivers as people write it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter

from reporter.config.file.mistakes import Location, Problem
from reporter.config.file.scope_schema import ScopeShape
from reporter.config.file.values import Patterns, Shape, Text
from reporter.model.scope import Scope
from reporter.runs import Deviation, WaiverRecord


def _listed(value: object) -> object:
    """A single pattern, as a list of it alone."""
    return (value,) if isinstance(value, str) else value


Checks = Annotated[Patterns, BeforeValidator(_listed), Field(min_length=1)]
CHECKS: TypeAdapter[Patterns] = TypeAdapter(Checks)
Day = Annotated[date, Field(strict=True)]


class WaiverShape(ScopeShape):
    """One accepted exception."""

    id: Text
    """Names it in the reports; no two waivers share one, in whatever files they are."""
    check: Checks
    """The id of a check, a pattern such as `s3-*`, or a list of them."""
    reason: Text
    """Why the failure is accepted."""
    owner: Text
    """Who asked for it."""
    approver: Text
    """Who accepted it."""
    ticket: Text | None = None
    """Where it was discussed."""
    kind: Deviation = Deviation.OPERATIONAL_REQUIREMENT
    """As what the failure is accepted."""
    starts: Day | None = None
    """The first day on which it holds, UTC; default: it always has."""
    expires: Day
    """The last day on which it holds, UTC."""

    def freeze(self) -> WaiverRecord:
        """The waiver as a run keeps it."""
        return WaiverRecord(
            id=self.id,
            scope=self.scope(self.check),
            reason=self.reason,
            owner=self.owner,
            approver=self.approver,
            ticket=self.ticket or "",
            starts=self.starts,
            expires=self.expires,
            kind=self.kind,
        )

    def contradictions(self, location: Location) -> Iterator[Problem]:
        """What is wrong although every single value is well formed."""
        yield from self.problems(location)
        if self.starts and self.expires < self.starts:
            yield (*location, "expires"), f"is before it starts on {self.starts}", "correct one of the two days"
        if "*" in self.check and self.scope(()) == Scope():
            yield location, "covers everything", "name a check, or the account, OU, region, resource or tag"


class WaiversShape(Shape):
    """The file."""

    waivers: tuple[WaiverShape, ...]
    """The first that covers a failure decides."""
