"""The subscriptions of SNS topics: those that alarms on trails notify, and all of an account for the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.cloudwatch.chains import AlarmChains
from reporter.aws.shared.identity import by_arn
from reporter.aws.sns.topics import Topic, TopicAttributes
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each, same_as
from reporter.model.answers import Fact, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import DENIALS, Refused
from reporter.model.subjects import Account, Resource, account_in, region_in

ABSENT = frozenset({"NotFound", "NotFoundException"})
OF_READER = "identity-based"
"""How AWS names the policies of the reader; with any other denial, it is the topic that does not let it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifiedTopic(Resource):
    """A topic, of whichever account and region, that is notified by an alarm on events of a trail."""

    kind: ClassVar[str] = "AWS::SNS::Topic"

    subscribed: bool
    """Whether a subscription is confirmed."""
    hidden: bool = False
    """Whether its account shows its subscriptions to no other account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTopic(Resource):
    """A topic of the account, in a selected region."""

    kind: ClassVar[str] = "AWS::SNS::Topic"

    subscribed: bool | None
    """Whether a subscription is confirmed; None where an older version did not keep it."""


@dataclass(frozen=True, slots=True)
class TopicSubscribers(Fact):
    """The topics of an account that other accounts may ask about."""

    subscribed: Mapping[str, bool]
    """By ARN: whether a subscription is confirmed."""
    unread: Unavailable | None = None
    """The reason why topics may be missing."""


@collects("sns:ListSubscriptionsByTopic", may_be_foreign=True)
def notified_topics(aws: Aws, account: Account, chains: AlarmChains) -> Listing[NotifiedTopic]:
    """The topics at the end of the alarms, each once."""
    arns = {topic for group in chains.groups for chain in group.chains for topic in chain.topics}
    items = ({"arn": arn} for arn in sorted(arns))
    return each(account, items, by_arn(account, "arn"), partial(_topic, aws))


def _topic(aws: Aws, who: Identity, _: Mapping[str, Any]) -> NotifiedTopic:
    try:
        return NotifiedTopic(**who, subscribed=_is_subscribed(aws, who["arn"]))
    except Refused as refused:
        why = refused.unavailable
        if why.error_code in ABSENT:
            return NotifiedTopic(**who, subscribed=False)  # an alarm may name a topic that was deleted
        if account_in(who["arn"]) != who["account_id"] and why.reason in DENIALS and OF_READER not in why.detail:
            return NotifiedTopic(**who, subscribed=False, hidden=True)
        raise


def _is_subscribed(aws: Aws, arn: str) -> bool:
    """Whether one of its subscriptions has an ARN, which those that wait for confirmation or are deleted lack."""
    where = {"region": region_in(arn), "TopicArn": arn}
    found = aws.items("sns", "list_subscriptions_by_topic", "Subscriptions", page_size=0, **where)
    return any(one["SubscriptionArn"].startswith("arn:") for one in found)


@collects()
def own_topics(topic: Topic, attributes: TopicAttributes) -> Iterator[OwnTopic]:
    """The topic itself."""
    yield OwnTopic(**same_as(topic), subscribed=attributes.subscribed)


@collects()
def topic_subscribers(account: Account, topics: Known[OwnTopic]) -> TopicSubscribers:
    """The topics of the account, for alarms of other accounts that notify them."""
    known = {one.arn: one.subscribed for one in topics.found if one.subscribed is not None}
    return TopicSubscribers(known, topics.unread)
