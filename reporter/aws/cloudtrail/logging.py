"""The trails that are logging, whatever they record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from reporter.aws.cloudtrail.trails import Trail, TrailStatus
from reporter.engine.collector import collects
from reporter.engine.listing import same_as
from reporter.model.answers import Unavailable
from reporter.model.subjects import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggingTrail(Resource):
    """A trail that is logging, or that may be logging because its status could not be read."""

    kind: ClassVar[str] = "AWS::CloudTrail::Trail"

    unread: Unavailable | None = None


@collects(may_be_foreign=True)
def logging_trails(trail: Trail, status: TrailStatus | Unavailable) -> Iterator[LoggingTrail]:
    """The trail itself, unless it is known to be off."""
    unread = status if isinstance(status, Unavailable) else None
    if isinstance(status, Unavailable) or status.logging:
        yield LoggingTrail(**same_as(trail), unread=unread)
