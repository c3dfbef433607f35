"""Trails, metric filters and topics as the checks of alarms see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.cloudwatch.trail_alarms import TRAIL_ALARMS, alarm_on_the_organization_exists
from reporter.api import Account, Everywhere, Unavailable, Verdict
from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.cloudwatch.chains import Chain, GroupChains
from reporter.aws.cloudwatch.trail_alarms import AccountAlarms, GroupAlarms, Reached, TrailAlarms
from reporter.aws.sns.subscriptions import TopicSubscribers
from reporter.model.answers import ReasonCode

ID = "111122223333"
OTHER = "444455556666"
ACCOUNT = Account.of(ID)
GROUP = f"arn:aws:logs:eu-west-1:{ID}:log-group:trail"
TOPIC = f"arn:aws:sns:eu-west-1:{ID}:alerts"
FOREIGN = f"arn:aws:sns:eu-west-1:{OTHER}:alerts"
SUBSCRIBED = {TOPIC: Reached(subscribed=True)}
WHY = Unavailable(ReasonCode.DENIED_BY_IAM, "denied")
CHECKS = {
    check.id.removeprefix("cloudwatch-alarm-"): check for check in (*TRAIL_ALARMS, alarm_on_the_organization_exists)
}
Known = Mapping[str, TopicSubscribers | Unavailable]


def chain(pattern: str, name: str = "given", *, broken: str = "", topics: tuple[str, ...] = (TOPIC,)) -> Chain:
    return Chain(filter=name, pattern=pattern, broken=broken, topics=() if broken else topics)


def group(*chains: Chain, topics: Mapping[str, Reached] = SUBSCRIBED, arn: str = GROUP, **unread: Any) -> GroupAlarms:
    return GroupAlarms(group=GroupChains(arn=arn, chains=chains, **unread), topics=topics)


def trail(alarms: GroupAlarms | None = None, name: str = "main", **more: Any) -> TrailAlarms:
    return TrailAlarms(trail=name, alarms=alarms, **more)


def everywhere(known: Known | None = None) -> Everywhere[TopicSubscribers]:
    """What other accounts know; without any, nothing may be looked up."""
    if known is None:
        return Everywhere(lambda: (_ for _ in ()).throw(AssertionError("it looked around")))
    return Everywhere(lambda: known)


def judged(name: str, alarms: AccountAlarms, known: Known | None = None, **settings: Any) -> Verdict:
    """The verdict of one check of the family."""
    check = CHECKS[name]
    if name == "organizations-changes":
        return check(ACCOUNT, alarms, OrganizationMembership(), everywhere(known), **settings)
    return check(ACCOUNT, alarms, everywhere(known), **settings)


def of(*chains: Chain, **more: Any) -> AccountAlarms:
    """One trail with these metric filters."""
    return AccountAlarms((trail(group(*chains, **more)),))
