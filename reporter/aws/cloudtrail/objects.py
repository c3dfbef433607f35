"""The trails that record events of S3 objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from reporter.aws.cloudtrail.trails import EventSelectors, OrganizationTrail, Trail, TrailStatus, as_known
from reporter.engine.collector import collects
from reporter.engine.listing import same_as
from reporter.engine.shared import CAN_ONLY_HELP, Shared
from reporter.model.answers import Fact, Unavailable, first_unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Account, Region, Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectTrail(Resource):
    """A trail that records object events, or that may record them because a fact could not be read."""

    kind: ClassVar[str] = "AWS::CloudTrail::Trail"

    multi_region: bool
    records: frozenset[str]
    unread: Unavailable | None = None


@dataclass(frozen=True, slots=True)
class ObjectTrails(Fact):
    """The trails that record events of all objects in all buckets."""

    trails: tuple[ObjectTrail, ...]
    unread: Unavailable | None = None
    """The reason why some may be missing."""
    elsewhere: tuple[str, ...] = ()
    """Regions that are not selected: single-region trails in them are not known."""

    def recorded_in(self, region: str) -> frozenset[str]:
        """`read`, `write` or both: the events recorded for objects in the buckets of a region."""
        here = (trail for trail in self.trails if trail.multi_region or trail.region == region)
        return frozenset[str]().union(*(trail.records for trail in here))


@collects(may_be_foreign=True)
def object_trails(
    trail: Trail,
    status: TrailStatus | Unavailable,
    selectors: EventSelectors | Unavailable,
    organization: Annotated[Shared[OrganizationTrail], CAN_ONLY_HELP],
) -> Iterator[ObjectTrail]:
    """The trail itself, if it may record object events.

    A trail that is off or records no object events is left out, even if the other fact could not be read.
    """
    status, selectors = as_known(trail, status, selectors, organization)
    off = isinstance(status, TrailStatus) and not status.logging
    other = isinstance(selectors, EventSelectors) and not selectors.objects
    if off or other:
        return
    unread = first_unavailable(status, selectors)
    records = frozenset() if unread or isinstance(selectors, Unavailable) else selectors.objects
    yield ObjectTrail(**same_as(trail), multi_region=trail.multi_region, records=records, unread=unread)


@collects(may_be_foreign=True)
def all_object_trails(account: Account, trails: Known[ObjectTrail], regions: Known[Region]) -> ObjectTrails:
    """The trails that record object events, with the reason why others may be missing."""
    unread = next((trail.unread for trail in trails.found if trail.unread), trails.unread)
    elsewhere = tuple(sorted(region.region for region in regions.elsewhere))
    return ObjectTrails(tuple(trail for trail in trails.found if not trail.unread), unread, elsewhere)
