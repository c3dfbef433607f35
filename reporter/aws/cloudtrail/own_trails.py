"""The trails that the account owns itself: what protects their logs, and where they go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from reporter.aws.cloudtrail.trails import Delivery, LogsDelivery, Trail, TrailStatus
from reporter.engine.collector import Aws, collects
from reporter.engine.listing import same_as
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.refusals import Refused
from reporter.model.subjects import Resource

NOT_KEPT = Unavailable(
    ReasonCode.UNSUPPORTED, "the version that scanned the account did not keep where a trail delivers its events"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTrail(Resource):
    """A trail of the account itself; trails of its organisation are judged where they belong."""

    kind: ClassVar[str] = "AWS::CloudTrail::Trail"

    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedTrail(Resource):
    """A trail of the account itself, and how it delivers to CloudWatch Logs."""

    kind: ClassVar[str] = "AWS::CloudTrail::Trail"

    log_group: str
    """The ARN of the log group; empty where the trail has none."""
    logs: LogsDelivery | None
    """None where it has no log group."""


@dataclass(frozen=True, slots=True)
class InsightTypes(Fact):
    """The types of Insights events that a trail records."""

    types: frozenset[str]


@collects()
def own_trails(trail: Trail) -> Iterator[OwnTrail]:
    """The trail itself, unless another account owns it."""
    if trail.is_own:
        yield OwnTrail(**same_as(trail), delivery=delivery_of(trail))


@collects()
def watched_trails(trail: Trail, status: TrailStatus | Unavailable) -> Iterator[WatchedTrail]:
    """The trail itself, unless another account owns it; its status plays no part where it has no log group."""
    if not trail.is_own:
        return
    log_group = delivery_of(trail).log_group
    yield WatchedTrail(**same_as(trail), log_group=log_group, logs=_logs(status) if log_group else None)


def delivery_of(trail: Trail) -> Delivery:
    """Where a trail delivers its events; raises `Refused` for evidence of a version that did not keep it."""
    if trail.delivery is None:
        raise Refused(NOT_KEPT)
    return trail.delivery


def _logs(status: TrailStatus | Unavailable) -> LogsDelivery:
    if isinstance(status, Unavailable):
        raise Refused(status)
    if status.logs is None:
        raise Refused(NOT_KEPT)
    return status.logs


@collects("cloudtrail:GetInsightSelectors")
def insight_types(aws: Aws, trail: OwnTrail) -> InsightTypes:
    """A trail without Insights answers with an error code of its own."""
    answer = aws.find(
        "cloudtrail",
        "get_insight_selectors",
        absent="InsightNotEnabledException",
        region=trail.region,
        TrailName=trail.arn,
    )
    return InsightTypes(frozenset(one["InsightType"] for one in answer["InsightSelectors"]) if answer else frozenset())
