"""The way from a metric filter to the people it alarms: metric, alarm, action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from reporter.aws.cloudwatch.alarms import FALLING, Alarm
from reporter.aws.cloudwatch.metric_filters import MetricFilter, OtherRegion, TrailLogGroup
from reporter.engine.collector import collects
from reporter.engine.signature import OnlyWhere
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Account, region_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A metric filter, and what follows when it selects an event."""

    filter: str
    """The name of the metric filter."""
    pattern: str
    broken: str = ""
    """The first broken link up to the actions of an alarm; empty where an alarm acts."""
    topics: tuple[str, ...] = ()
    """The ARNs of the SNS topics that its alarms notify."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChains:
    """The metric filters of one log group of a trail."""

    arn: str
    of_organization: bool = False
    chains: tuple[Chain, ...] = ()
    unread: Unavailable | None = None
    """The reason why filters may be missing."""
    unread_alarms: Unavailable | None = None
    """The reason why alarms on the filters may be missing."""


@dataclass(frozen=True, slots=True)
class AlarmChains(Fact):
    """The metric filters of the log groups of the account that trails deliver to."""

    groups: tuple[GroupChains, ...] = ()
    unread: Unavailable | None = None
    """The reason why log groups may be missing."""


@collects()
def alarm_chains(
    account: Account,
    groups: Known[TrailLogGroup],
    alarms: Annotated[Known[Alarm], OnlyWhere(TrailLogGroup)],
    others: Known[OtherRegion],
) -> AlarmChains:
    """The metric filters of each log group, with the alarms of its region; alarms of other regions do not count."""
    found = [_chains_of(group, alarms, others) for group in groups.found]
    gaps = ((key, why) for key, why in groups.gaps.items() if key.startswith("arn:"))
    named = [GroupChains(arn=key, of_organization=True, unread=why) for key, why in gaps]  # if it is, members know why
    general = (why for key, why in groups.gaps.items() if not key.startswith("arn:"))
    return AlarmChains((*found, *named), next(general, None))


def _chains_of(group: TrailLogGroup, alarms: Known[Alarm], others: Known[OtherRegion]) -> GroupChains:
    elsewhere = [alarm for region in others.found for alarm in region.alarms]
    here = [alarm for alarm in (*alarms.found, *elsewhere) if alarm.region == group.home]
    odd = {one.name: one.unread for one in others.found if one.unread}
    gaps = {**alarms.gaps, **others.gaps, **odd}
    return GroupChains(
        arn=group.arn,
        of_organization=group.of_organization,
        chains=tuple(chain_of(one, here) for one in group.filters),
        unread=group.unread,
        unread_alarms=next(_unread_in(group.home, gaps), None),
    )


def _unread_in(region: str, gaps: Mapping[str, Unavailable]) -> Iterator[Unavailable]:
    """The reasons why alarms of a region may be missing; a gap that is not about one region is about all of them."""
    for key, why in gaps.items():
        about = region_in(key) if key.startswith("arn:") else key
        if about == region or "-" not in about:
            yield why


def chain_of(one: MetricFilter, alarms: Sequence[Alarm]) -> Chain:
    """What follows when a metric filter selects an event; `alarms` are those of its region."""
    if one.narrowed:
        broken, acting = "is for some accounts or regions only", frozenset[str]()
    elif not one.metrics:
        broken, acting = "has only metrics with dimensions or with the value 0", frozenset()
    else:
        broken, acting = _alarmed([alarm for alarm in alarms if set(alarm.metrics) & set(one.metrics)], alarms)
    topics = tuple(sorted(action for action in acting if is_topic(action)))
    return Chain(filter=one.name, pattern=one.pattern, broken=broken, topics=topics)


def _alarmed(watching: Sequence[Alarm], alarms: Sequence[Alarm]) -> tuple[str, frozenset[str]]:
    """The first broken link, and what the alarms do that act."""
    if not watching:
        return "has no alarm on its metric", frozenset()
    outcomes = [_acts(alarm, alarms) for alarm in watching]
    acting = frozenset[str]().union(*(actions for _, actions in outcomes))
    return "" if acting else outcomes[0][0], acting


def _acts(alarm: Alarm, alarms: Iterable[Alarm]) -> tuple[str, frozenset[str]]:
    """What an alarm on a metric does when it is raised, or why it does nothing."""
    if alarm.operator in FALLING:
        return f"has the alarm {alarm.name}, which is raised when the metric falls", frozenset()
    if alarm.alarm_actions:
        muted = "" if alarm.actions_enabled else f"has the alarm {alarm.name}, whose actions are disabled"
        return muted, frozenset() if muted else frozenset(alarm.alarm_actions)
    above = (one for one in alarms if one.actions_enabled and alarm.is_any_of(one.raised_by))
    actions = frozenset[str]().union(*(one.alarm_actions for one in above))
    return "" if actions else f"has the alarm {alarm.name}, which has no action", actions


def is_topic(action: str) -> bool:
    """Whether an action of an alarm notifies an SNS topic."""
    return action.split(":")[2:3] == ["sns"]
