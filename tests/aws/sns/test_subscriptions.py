"""Who is subscribed to topics, as far as an account may know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from reporter.aws.cloudwatch.chains import AlarmChains, Chain, GroupChains
from reporter.aws.policy import parse_policy
from reporter.aws.sns.subscriptions import (
    NotifiedTopic,
    OwnTopic,
    TopicSubscribers,
    notified_topics,
    own_topics,
    topic_subscribers,
)
from reporter.aws.sns.topics import Topic, TopicAttributes
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Known, Unread
from reporter.model.refusals import Refused, reason_of
from reporter.model.subjects import Account
from tests.world import ACCOUNT_ID, World

HOME = "eu-west-1"
ACCOUNT = Account.of(ACCOUNT_ID)
ALERTS = f"arn:aws:sns:{HOME}:{ACCOUNT_ID}:alerts"
FOREIGN = f"arn:aws:sns:{HOME}:444455556666:alerts"
OPERATION = "sns:ListSubscriptionsByTopic"
NO_POLICY = parse_policy({"Statement": []})
WHY = Unavailable(ReasonCode.DENIED_BY_IAM, "no")


@dataclass
class Answering:
    """An AWS that knows one topic: its subscriptions, or the error code and message of a refusal."""

    arns: tuple[str, ...] = ()
    refusal: tuple[str, str] = ("", "")
    asked: list[tuple[str, str]] = field(default_factory=list)

    def items(self, service: str, operation: str, key: str, *, region: str, TopicArn: str, **_: Any) -> Any:  # noqa: N803 - AWS's name
        assert (service, operation, key) == ("sns", "list_subscriptions_by_topic", "Subscriptions")
        self.asked.append((region, TopicArn))
        code, message = self.refusal
        if code:
            raise Refused(Unavailable(reason_of(code, message), message, OPERATION, error_code=code))
        yield from ({"SubscriptionArn": arn} for arn in self.arns)


def notified(answering: Answering, topic: str = ALERTS) -> NotifiedTopic | Unread:
    """The topic of two alarms, which is asked about once, in its own region."""
    chains = (Chain(filter="one", pattern="", topics=(topic,)), Chain(filter="two", pattern="", topics=(topic,)))
    aws: Any = answering
    [found] = notified_topics(aws, ACCOUNT, AlarmChains((GroupChains(arn="x", chains=chains),)))
    assert answering.asked == [(HOME, topic)]
    return found


@pytest.mark.parametrize(
    ("arns", "subscribed"),
    [
        ((), False),
        (("PendingConfirmation",), False),
        (("Deleted",), False),
        (("PendingConfirmation", f"{ALERTS}:0c1f"), True),
    ],
)
def test_a_subscription_with_an_arn_is_confirmed(arns: tuple[str, ...], subscribed: bool) -> None:  # noqa: FBT001
    found = notified(Answering(arns))
    assert isinstance(found, NotifiedTopic)
    assert (found.arn, found.subscribed, found.hidden) == (ALERTS, subscribed, False)


def test_a_topic_that_was_deleted_has_no_subscriptions() -> None:
    found = notified(Answering(refusal=("NotFound", "Topic does not exist")))
    assert isinstance(found, NotifiedTopic)
    assert (found.subscribed, found.hidden) == (False, False)


OF_TOPIC = "User: x is not authorized to perform: SNS:ListSubscriptionsByTopic because no resource-based policy allows"
OF_READER = "User: x is not authorized to perform: SNS:ListSubscriptionsByTopic because no identity-based policy allows"


def test_a_topic_of_another_account_may_hide_its_subscriptions() -> None:
    found = notified(Answering(refusal=("AuthorizationError", OF_TOPIC)), FOREIGN)
    assert isinstance(found, NotifiedTopic)
    assert (found.arn, found.subscribed, found.hidden) == (FOREIGN, False, True)


@pytest.mark.parametrize(
    ("topic", "code", "message"),
    [
        (ALERTS, "AuthorizationError", OF_TOPIC),
        (FOREIGN, "AuthorizationError", OF_READER),
        (FOREIGN, "Throttling", "Rate exceeded"),
    ],
)
def test_any_other_refusal_stays_one(topic: str, code: str, message: str) -> None:
    found = notified(Answering(refusal=(code, message)), topic)
    assert isinstance(found, Unread)
    assert found.why.detail == message


def test_an_account_knows_of_its_own_topics_whether_they_have_subscriptions() -> None:
    topic = Topic(account_id=ACCOUNT_ID, region=HOME, arn=ALERTS, name="alerts")
    topics = [one for kept in (True, False, None) for one in own_topics(topic, TopicAttributes(NO_POLICY, "", kept))]
    assert [one.subscribed for one in topics] == [True, False, None]
    assert topic_subscribers(ACCOUNT, Known(tuple(topics[:1]))) == TopicSubscribers({ALERTS: True})
    assert topic_subscribers(ACCOUNT, Known(tuple(topics[2:]), {HOME: WHY})) == TopicSubscribers({}, WHY)


def test_the_number_of_confirmed_subscriptions_is_counted(world: World) -> None:
    client = world.client("sns", HOME)
    arn = client.create_topic(Name="alerts")["TopicArn"]
    client.create_topic(Name="silent")
    client.subscribe(TopicArn=arn, Protocol="email", Endpoint="audit@example.com")
    found = world.read(OwnTopic, regions=(HOME,)).subjects(OwnTopic)
    assert {one.name: one.subscribed for one in found} == {"alerts": True, "silent": False}
