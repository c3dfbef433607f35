"""The verdict about the alarms on one kind of events: it names the events without one, and the first broken link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checks.cloudwatch.gaps import gaps_of, listed, selected
from checks.cloudwatch.links import Demand, Link
from checks.cloudwatch.watched import Watched
from reporter.api import Account, Everywhere, Unavailable, Verdict, failed, manual, not_assessed, passed
from reporter.aws.cloudwatch.trail_alarms import AccountAlarms, GroupAlarms, TrailAlarms
from reporter.aws.sns.subscriptions import TopicSubscribers


def judged(
    watched: Watched,
    account: Account,
    alarms: AccountAlarms,
    elsewhere: Everywhere[TopicSubscribers],
    *,
    require_subscriber: bool,
) -> Verdict:
    """Whether each of these events raises an alarm that reaches a person."""
    samples = watched.samples(account)
    if not (watched.match and samples):
        return not_assessed("the setting match names no event")
    events = {name: sample.event for name, sample in samples.items()}
    demand = Demand(account, events, watched.may_select_all, require_subscriber, elsewhere)
    counting = [trail for trail in alarms.trails if not trail.left_out & watched.sources]
    groups = list({trail.alarms.group.arn: trail.alarms for trail in counting if trail.alarms}.values())
    first = [demand.link(chain, group) for group in groups for chain in group.group.chains]
    gaps = gaps_of(samples, first)
    links = [link.with_events({name: gap.event for name, gap in gaps.items()}) for link in first]
    missing = (events.keys() | gaps.keys()) - selected(link for link in links if link.end.complete)
    if not missing:
        return passed(_by([link for link in links if link.end.complete], watched, account))
    unread = next(_unread(counting, groups), alarms.unread)
    if unread:
        return not_assessed(unread)
    left = [name for name in (*events, *gaps) if name in missing]
    return _left_open(missing, links) or failed(_lacking(left, links) if counting else _no_trail(alarms, watched))


def _unread(counting: Iterable[TrailAlarms], groups: Iterable[GroupAlarms]) -> Iterator[Unavailable]:
    """The reasons why metric filters may be missing."""
    yield from (trail.unread for trail in counting if trail.unread)
    yield from (group.group.unread for group in groups if group.group.unread)


def _left_open(missing: Iterable[str], links: Sequence[Link]) -> Verdict | None:
    """The verdict where filters whose end is not known could select what is missing."""
    unknown = [link for link in links if link.end.why]
    outside = [link for link in links if link.end.outside]
    if not (unknown or outside) or frozenset(missing) - selected(
        link for link in links if link.end.complete or link in unknown or link in outside
    ):
        return None
    helping = [link.end.why for link in unknown if link.selected & frozenset(missing)]
    if helping:
        return not_assessed(helping[0])
    return manual("; ".join(dict.fromkeys(link.end.outside for link in outside)))


def _lacking(missing: Sequence[str], links: Sequence[Link]) -> str:
    """The events without an alarm, and the first broken link of a filter that selects one of them."""
    what = f"no alarm on {listed(missing)}"
    broken = [link for link in links if link.end.broken and link.selected & set(missing)]
    if broken:
        return f"{what}: the metric filter {broken[0].filter} {broken[0].end.broken}"
    others = [name for name in missing if name not in selected(links)]
    named = ("them" if len(others) > 1 else "it") if len(others) == len(missing) else listed(others)
    return f"{what}: no metric filter selects {named}"


def _no_trail(alarms: AccountAlarms, watched: Watched) -> str:
    if alarms.trails:
        names = ", ".join(sorted(trail.trail for trail in alarms.trails))
        return f"{names} leaves out the events of {', '.join(sorted(watched.sources))}"
    if alarms.silent:
        return f"{', '.join(sorted(alarms.silent))} does not deliver to CloudWatch Logs"
    return "no multi-Region trail records management events"


def _by(links: Sequence[Link], watched: Watched, account: Account) -> str:
    """The filters that select the events, and what is to be said of them."""
    useful = [link for link in links if link.selected]
    notes = [f"by {', '.join(dict.fromkeys(link.filter for link in useful))}"]
    notes += [f"{link.filter} selects every event" for link in useful if link.selects_all]
    for name in watched.not_required:
        [sample] = watched.with_events({"eventName": (name,)}, {}).samples(account).values()
        if not any(link.pattern and link.pattern.selects(sample.event) for link in useful):
            notes.append(f"{name} has the same effect, and raises no alarm")
    return "; ".join(notes)
