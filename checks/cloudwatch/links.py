"""Follows a metric filter to its end: whether an alarm on its events reaches a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reporter.api import Account, Everywhere, Unavailable
from reporter.aws.cloudwatch.chains import Chain
from reporter.aws.cloudwatch.events import call_of_a_role
from reporter.aws.cloudwatch.patterns import Event, Pattern, PatternError, parse_pattern
from reporter.aws.cloudwatch.trail_alarms import GroupAlarms, Reached
from reporter.aws.sns.subscriptions import TopicSubscribers


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a chain ends; with nothing set, it is complete."""

    broken: str = ""
    """The first broken link, to be read after the name of the metric filter."""
    why: Unavailable | str = ""
    """The reason why it is not known whether it is complete."""
    outside: str = ""
    """What a person has to look up in an account outside the scan."""

    @property
    def complete(self) -> bool:
        """Whether an alarm reaches a person."""
        return self == COMPLETE


COMPLETE = End()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A metric filter: which of the sample events it selects, and where it leads to."""

    filter: str
    selected: frozenset[str]
    end: End
    selects_all: bool = False
    """Whether it selects every event there is."""
    pattern: Pattern | None = None
    """None where it is not understood."""

    @property
    def may_help(self) -> bool:
        """Whether its end is complete, or is not known."""
        return bool(self.end.complete or self.end.why or self.end.outside)

    def with_events(self, events: Mapping[str, Event]) -> Link:
        """The same, with those of more events that it selects; all, where its pattern is not understood."""
        more = (name for name, event in events.items() if not self.pattern or self.pattern.selects(event))
        return replace(self, selected=self.selected | frozenset(more))


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of metric filters and alarms in one account."""

    account: Account
    events: Mapping[str, Event]
    may_select_all: bool
    require_subscriber: bool
    elsewhere: Everywhere[TopicSubscribers]

    def link(self, chain: Chain, alarms: GroupAlarms) -> Link:
        """Follow a metric filter."""
        end = self._end(chain, alarms)
        try:
            pattern = parse_pattern(chain.pattern)
        except PatternError as error:
            why = f"the pattern of the metric filter {chain.filter} is not understood: {error}"
            return Link(
                filter=chain.filter,
                selected=frozenset(self.events),
                end=End(why=why) if end.complete else end,
            )
        selects_all = pattern.selects(call_of_a_role(self.account.account_id, self.account.partition))
        return Link(
            filter=chain.filter,
            selected=frozenset(name for name, event in self.events.items() if pattern.selects(event)),
            end=End(broken="selects every event") if selects_all and not self.may_select_all else end,
            selects_all=selects_all,
            pattern=pattern,
        )

    def _end(self, chain: Chain, alarms: GroupAlarms) -> End:
        end = End(broken=chain.broken) if chain.broken else self._subscribed(chain, alarms)
        unread = alarms.group.unread_alarms
        return End(why=unread) if unread and not end.complete else end

    def _subscribed(self, chain: Chain, alarms: GroupAlarms) -> End:
        """The best end that one of the topics has."""
        if not self.require_subscriber:
            return COMPLETE
        ends = [self._topic(arn, alarms.topics[arn]) for arn in chain.topics]
        ends.append(End(broken="has alarms that notify no SNS topic"))
        known = [end for end in ends if end.complete or end.why or end.outside]
        return min(known, key=_rank) if known else ends[0]

    def _topic(self, arn: str, reached: Reached) -> End:
        if reached.subscribed:
            return COMPLETE
        if reached.unread:
            return End(why=reached.unread)
        if reached.hidden:
            return self._of_another_account(arn)
        return _silent(arn)

    def _of_another_account(self, arn: str) -> End:
        """What the account of the topic knows of it, if it is part of the scan."""
        owner = arn.split(":")[4]
        by_account = self.elsewhere.by_account
        found = by_account.get(owner) or by_account.get("")
        if not found:
            return End(outside=f"whether the topic {arn} of another account has a confirmed subscription")
        if isinstance(found, Unavailable):
            return End(why=found)
        if arn not in found.subscribed:
            return End(why=found.unread or f"account {owner} was not asked about the topic {arn}")
        return COMPLETE if found.subscribed[arn] else _silent(arn)


def _silent(arn: str) -> End:
    return End(broken=f"has alarms on the topic {arn}, which has no confirmed subscription")


def _rank(end: End) -> int:
    """Complete, then not known, then for a person to look up."""
    return 2 if end.outside else 1 if end.why else 0
