"""The trails that record management events: who called which API of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from reporter.aws.cloudtrail.selectors import READ, WRITE, ManagementEvents
from reporter.aws.cloudtrail.trails import EventSelectors, OrganizationTrail, Trail, TrailStatus, as_known
from reporter.engine.collector import collects
from reporter.engine.listing import same_as
from reporter.engine.shared import CAN_ONLY_HELP, Shared
from reporter.model.answers import Fact, ReasonCode, Unavailable, first_unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Account, Resource

MAY_BE_LEFT_OUT = frozenset({"kms.amazonaws.com", "rdsdata.amazonaws.com"})
"""Event sources of so many events that AWS offers to leave them out."""
NOT_KEPT = Unavailable(
    ReasonCode.UNSUPPORTED, "the version that scanned the account did not keep which management events a trail records"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementTrail(Resource):
    """A trail, and what it contributes to the record of management events of the account."""

    kind: ClassVar[str] = "AWS::CloudTrail::Trail"

    flaw: str = ""
    """What keeps it from recording read and write events in all regions; empty for nothing that is known."""
    left_out: frozenset[str] = frozenset()
    """The event sources of which it does not record all events."""
    log_group: str = ""
    """The ARN of the log group in CloudWatch Logs, of whichever account; empty where the trail has none."""
    unread: Unavailable | None = None
    """The reason why it is not known whether it has a flaw, or leaves out more."""

    def counts(self, may_be_left_out: frozenset[str] = MAY_BE_LEFT_OUT) -> bool:
        """Whether it records read and write events in all regions, of all sources but these."""
        return not (self.flaw or self.unread or self.left_out - may_be_left_out)


@dataclass(frozen=True, slots=True)
class ManagementTrails(Fact):
    """All trails that the account sees, its own and those of its organisation."""

    trails: tuple[ManagementTrail, ...] = ()
    unread: Unavailable | None = None
    """The reason why trails may be missing."""

    def that_count(self, may_be_left_out: frozenset[str] = MAY_BE_LEFT_OUT) -> tuple[ManagementTrail, ...]:
        """The trails that record read and write events in all regions, of all sources but these."""
        return tuple(trail for trail in self.trails if trail.counts(may_be_left_out))

    def doubt(self, may_be_left_out: frozenset[str] = MAY_BE_LEFT_OUT) -> Unavailable | None:
        """The reason why more trails may count than are known to."""
        possible = (trail.unread for trail in self.trails if trail.unread and trail.left_out <= may_be_left_out)
        return next(possible, self.unread)


@collects(may_be_foreign=True)
def management_trails(
    trail: Trail,
    status: TrailStatus | Unavailable,
    selectors: EventSelectors | Unavailable,
    organization: Annotated[Shared[OrganizationTrail], CAN_ONLY_HELP],
) -> Iterator[ManagementTrail]:
    """The trail itself; a flaw is known even if another fact could not be read."""
    status, selectors = as_known(trail, status, selectors, organization)
    events = selectors if isinstance(selectors, Unavailable) else selectors.management or NOT_KEPT
    flaw = _flaw(trail, status, events)
    unread = first_unavailable(status, events)
    yield ManagementTrail(
        **same_as(trail),
        flaw=flaw,
        left_out=events.left_out if isinstance(events, ManagementEvents) else frozenset(),
        log_group=trail.delivery.log_group if trail.delivery else "",
        unread=None if flaw else unread,
    )


def _flaw(trail: Trail, status: TrailStatus | Unavailable, events: ManagementEvents | Unavailable) -> str:
    if not trail.multi_region:
        return "records a single region"
    if isinstance(status, TrailStatus) and not status.logging:
        return "is not logging"
    missing = {READ, WRITE} - events.recorded if isinstance(events, ManagementEvents) else ()
    return f"does not record {' and '.join(sorted(missing))} events" if missing else ""


@collects(may_be_foreign=True)
def all_management_trails(account: Account, trails: Known[ManagementTrail]) -> ManagementTrails:
    """The trails, with the reason why others may be missing."""
    return ManagementTrails(trails.found, trails.unread)
