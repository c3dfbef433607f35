"""CloudTrail: the trails an account knows of, and what they record of the objects in S3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from reporter.aws.trail_selectors import READ, WRITE, recorded_by
from reporter.collectors import Aws, collects
from reporter.model import Account, Fact, ReasonCode, Region, Resource, Unavailable, account_in
from reporter.refusals import Refused

HIDDEN = frozenset({"TrailNotFoundException", "CloudTrailARNInvalidException"})
"""What AWS says to a member account that asks about details of its organisation's trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail(Resource):
    """A trail that records the account: its own, or one of its organisation."""

    kind: ClassVar[str] = "AWS::CloudTrail::Trail"

    multi_region: bool

    @property
    def owner_id(self) -> str:
        """The account that the trail belongs to."""
        return self.arn.split(":")[4]

    @property
    def is_own(self) -> bool:
        """Whether it belongs to the account itself rather than to its organisation."""
        return self.owner_id == self.account_id


@dataclass(frozen=True, slots=True)
class TrailStatus(Fact):
    """Whether a trail is switched on."""

    logging: bool


@dataclass(frozen=True, slots=True)
class EventSelectors(Fact):
    """What a trail is told to record."""

    objects: frozenset[str]
    """`read`, `write` or both, for events of every object in every bucket, present and future."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectTrail(Resource):
    """A trail that records object events, or may do so for all we could read."""

    kind: ClassVar[str] = "AWS::CloudTrail::Trail"

    multi_region: bool
    records: frozenset[str]
    unread: Unavailable | None = None


@dataclass(frozen=True, slots=True)
class ObjectTrails(Fact):
    """The trails that record events of every object in every bucket."""

    trails: tuple[ObjectTrail, ...]

    def recorded_in(self, region: str) -> frozenset[str]:
        """What is recorded of the objects in the buckets of a region: `read`, `write` or both."""
        here = (trail for trail in self.trails if trail.multi_region or trail.region == region)
        return frozenset[str]().union(*(trail.records for trail in here))


@collects("cloudtrail:DescribeTrails", may_be_foreign=True)
def trails(aws: Aws, region: Region, regions: Sequence[Region]) -> Iterator[Trail]:
    """Each trail once, although a multi-region trail shows in every region: in its home, or else the first one scanned.

    Organisation trails show in member accounts only among the shadows.
    """
    scanned = sorted(one.region for one in regions if one.enabled)
    answer = aws.call("cloudtrail", "describe_trails", region=region.region, includeShadowTrails=True)
    for trail in answer["trailList"]:
        home, owner = trail["HomeRegion"], account_in(trail["TrailARN"])
        if owner != region.account_id and not trail.get("IsOrganizationTrail"):
            raise ValueError(f"the answer is about account {owner}")
        if region.region == (home if home in scanned else scanned[0]):
            yield Trail(
                account_id=region.account_id,
                region=home,
                arn=trail["TrailARN"],
                name=trail["Name"],
                multi_region=trail["IsMultiRegionTrail"],
            )


@collects("cloudtrail:GetTrailStatus")
def trail_status(aws: Aws, trail: Trail) -> TrailStatus:
    """Asked where the trail is at home."""
    return TrailStatus(_ask(aws, trail, "get_trail_status", Name=trail.arn)["IsLogging"])


@collects("cloudtrail:GetEventSelectors")
def event_selectors(aws: Aws, trail: Trail) -> EventSelectors:
    """Asked where the trail is at home; AWS tells the selectors of an organisation's trail to its owner only."""
    answer = _ask(aws, trail, "get_event_selectors", TrailName=trail.arn)
    return EventSelectors(recorded_by(answer, partition=trail.arn.split(":")[1]))


def _ask(aws: Aws, trail: Trail, operation: str, **parameters: str) -> Mapping[str, Any]:
    if trail.is_own:
        return aws.call("cloudtrail", operation, region=trail.region, **parameters)
    answer = aws.find("cloudtrail", operation, absent=HIDDEN, region=trail.region, **parameters)
    if answer is None:
        detail = f"AWS tells this of the organisation's trail {trail.name} in account {trail.owner_id} only"
        asked = f"cloudtrail:{operation.title().replace('_', '')}"
        raise Refused(Unavailable(ReasonCode.UNSUPPORTED, detail, asked, region=trail.region))
    return answer


@collects(may_be_foreign=True)
def object_trails(
    trail: Trail, status: TrailStatus | Unavailable, selectors: EventSelectors | Unavailable
) -> Iterator[ObjectTrail]:
    """None for a trail that is switched off or records no object events, even if the other fact could not be read."""
    off = isinstance(status, TrailStatus) and not status.logging
    other = isinstance(selectors, EventSelectors) and not selectors.objects
    if off or other:
        return
    unread = next((one for one in (status, selectors) if isinstance(one, Unavailable)), None)
    records = frozenset() if unread or isinstance(selectors, Unavailable) else selectors.objects
    yield ObjectTrail(
        account_id=trail.account_id,
        region=trail.region,
        arn=trail.arn,
        name=trail.name,
        multi_region=trail.multi_region,
        records=records,
        unread=unread,
    )


@collects(may_be_foreign=True)
def all_object_trails(account: Account, trails: Sequence[ObjectTrail]) -> ObjectTrails:
    """Raises `Refused` for a trail that could not be read, unless others are known to record everything already."""
    unread = next((trail.unread for trail in trails if trail.unread), None)
    known = frozenset().union(*(trail.records for trail in trails if trail.multi_region))
    if unread and known != {READ, WRITE}:
        raise Refused(unread)
    return ObjectTrails(tuple(trail for trail in trails if not trail.unread))
