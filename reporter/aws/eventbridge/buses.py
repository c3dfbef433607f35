"""Event buses of EventBridge, and who may put events on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from reporter.aws.policy import PolicyDocument, parse_policy
from reporter.aws.shared.identity import by_arn
from reporter.aws.shared.known import filled
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.subjects import Region, Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class EventBus(Resource):
    """An event bus: the default one, one of the account, or one of a partner."""

    kind: ClassVar[str] = "AWS::Events::EventBus"

    policy: PolicyDocument | None
    """None where it has no policy; then only the account itself may use it."""


@collects("events:ListEventBuses")
def event_buses(aws: Aws, region: Region) -> Listing[EventBus]:
    """The event buses of a region; every region has the default one."""
    found = list(aws.items("events", "list_event_buses", "EventBuses", page_size=100, region=region.region))
    return each(region, filled(found, "the event buses of a region"), by_arn(region, "Arn", "Name"), _bus)


def _bus(who: Identity, item: Mapping[str, Any]) -> EventBus:
    # AWS leaves the policy out where there is none.
    policy = item.get("Policy")
    return EventBus(**who, policy=parse_policy(policy) if policy else None)
