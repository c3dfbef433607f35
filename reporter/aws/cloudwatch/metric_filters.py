"""The metric filters of the log groups to which trails deliver, and the alarms of regions that are not selected.

A trail is often kept in a region that a scan does not select, and its log group with it. So these are listed about the
account, as global: they are read in any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

from reporter.aws.cloudtrail.trails import Trail
from reporter.aws.cloudwatch.alarms import Alarm, Metric, listed, read_alarm, who_is
from reporter.aws.shared.identity import by_arn
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, asked_by, each
from reporter.model.answers import Unavailable
from reporter.model.gaps import Known, Unread
from reporter.model.refusals import Gone
from reporter.model.subjects import GLOBAL, Account, Region, Resource, account_in, region_in


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricFilter:
    """A metric filter of a log group."""

    name: str
    pattern: str
    metrics: tuple[Metric, ...]
    """The metrics that count every event the pattern selects: without dimensions, and with a value other than 0."""
    narrowed: bool
    """Whether it is for some accounts or regions only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailLogGroup(Resource):
    """A log group of the account, of whichever region, to which a trail delivers."""

    kind: ClassVar[str] = "AWS::Logs::LogGroup"

    of_organization: bool
    """Whether one of its trails records the organisation."""
    filters: tuple[MetricFilter, ...]
    unread: Unavailable | None = None
    """The reason why one of its filters could not be read."""

    @property
    def home(self) -> str:
        """The region of the log group."""
        return region_in(self.arn)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRegion(Resource):
    """A region that is not selected, with its alarms; one of its log groups belongs to a trail."""

    kind: ClassVar[str] = "AWS::::Region"

    alarms: tuple[Alarm, ...]
    unread: Unavailable | None = None
    """The reason why one of its alarms could not be read."""


@collects("logs:DescribeMetricFilters")
def trail_log_groups(aws: Aws, account: Account, trails: Known[Trail]) -> Listing[TrailLogGroup]:
    """The log groups of the account that its trails, or those of its organisation, deliver to; each once."""
    groups: dict[str, bool] = {}
    for trail in trails.found:
        arn = group_in(trail.delivery.log_group) if trail.delivery else ""
        if account_in(arn) == account.account_id:
            groups[arn] = groups.get(arn, False) or trail.of_organization
    items = ({"arn": arn, "of_organization": wide} for arn, wide in sorted(groups.items()))
    return each(account, items, by_arn(account, "arn"), partial(_group, aws))


def group_in(arn: str) -> str:
    """The ARN of a log group, without the streams that a trail's answer adds to it."""
    return arn.removesuffix(":*")


def _group(aws: Aws, who: Identity, item: Mapping[str, Any]) -> TrailLogGroup:
    group = TrailLogGroup(**who, of_organization=item["of_organization"], filters=())
    listed_filters = aws.items(
        "logs", "describe_metric_filters", "metricFilters", page_size=50, region=group.home, logGroupName=group.name
    )
    try:
        found = list(each(group, listed_filters, partial(_part, who), lambda _, one: _filter(one)))
    except Gone:
        return group  # the trail names a log group that was deleted
    filters = tuple(one for one in found if isinstance(one, MetricFilter))
    return replace(group, filters=filters, unread=_first_unread(aws, found))


def _part(who: Identity, _: Mapping[str, Any]) -> Identity:
    """The identity of something that is kept with the resource it belongs to."""
    return who


def _first_unread(aws: Aws, found: Iterable[object]) -> Unavailable | None:
    """The reason for the first that could not be read, with the request that listed it."""
    return next((asked_by(one, aws.last_call).why for one in found if isinstance(one, Unread)), None)


def _filter(item: Mapping[str, Any]) -> MetricFilter:
    """AWS leaves out what a filter does not have: criteria, and dimensions of either sort."""
    whole = not item.get("emitSystemFieldDimensions")
    return MetricFilter(
        name=item["filterName"],
        pattern=item["filterPattern"],
        metrics=tuple(_metrics(item["metricTransformations"])) if whole else (),
        narrowed=bool(item.get("fieldSelectionCriteria")),
    )


def _metrics(transformations: list[dict[str, Any]]) -> Iterator[Metric]:
    for one in transformations:
        if not one.get("dimensions") and not _is_zero(one["metricValue"]):
            yield Metric(one["metricNamespace"], one["metricName"])


def _is_zero(value: str) -> bool:
    """Whether a metric value adds nothing; it may be the place of a number in the event."""
    try:
        return float(value) == 0
    except ValueError:
        return False


@collects("cloudwatch:DescribeAlarms")
def other_regions(
    aws: Aws, account: Account, groups: Known[TrailLogGroup], regions: Known[Region]
) -> Listing[OtherRegion]:
    """The regions of these log groups that the scan does not select: there, alarms are read for this only."""
    selected = {region.region for region in regions.found if region.enabled}
    others = sorted({group.home for group in groups.found} - selected)
    items = ({"region": region, "partition": account.partition} for region in others)
    return each(account, items, partial(_region, account), partial(_other_region, aws))


def _region(account: Account, item: Mapping[str, Any]) -> Identity:
    name = item["region"]
    arn = f"arn:{item['partition']}:cloudwatch:{name}:{account.account_id}:alarm"
    return Identity(account_id=account.account_id, region=GLOBAL, arn=arn, name=name, tags={})


def _other_region(aws: Aws, who: Identity, _: Mapping[str, Any]) -> OtherRegion:
    region = OtherRegion(**who, alarms=())
    identity = partial(who_is, who["account_id"], who["name"])
    found = list(each(region, listed(aws, who["name"]), identity, read_alarm))
    return replace(
        region, alarms=tuple(one for one in found if isinstance(one, Alarm)), unread=_first_unread(aws, found)
    )
