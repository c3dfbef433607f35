"""The alarms on the trails of an account, also where another account has the log group."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reporter.aws.cloudtrail.management import ManagementTrail, ManagementTrails
from reporter.aws.cloudwatch.chains import AlarmChains, Chain, GroupChains
from reporter.aws.cloudwatch.trail_alarms import (
    AccountAlarms,
    GroupAlarms,
    OrganizationLogGroup,
    Reached,
    TrailAlarms,
    account_alarms,
    organization_log_groups,
)
from reporter.aws.sns.subscriptions import NotifiedTopic
from reporter.engine.shared import Shared
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.given import Scanned
from reporter.model.subjects import GLOBAL, Account

ID, OWNER = "111122223333", "999988887777"
ACCOUNT = Account.of(ID)
TOPIC = f"arn:aws:sns:eu-west-1:{ID}:alerts"
WHY = Unavailable(ReasonCode.DENIED_BY_IAM, "no", "logs:DescribeMetricFilters")
NOTHING: Shared[OrganizationLogGroup] = Shared()


def group_arn(owner: str = ID) -> str:
    return f"arn:aws:logs:eu-west-1:{owner}:log-group:trail"


def trail(owner: str = ID, name: str = "main", **more: Any) -> ManagementTrail:
    given = {"log_group": f"{group_arn(owner)}:*", **more}
    return ManagementTrail(account_id=ID, region="eu-west-1", arn=f"arn:{name}", name=name, **given)


def chains(owner: str = ID, *, of_organization: bool = False) -> GroupChains:
    one = Chain(filter="root", pattern="", topics=(TOPIC,))
    return GroupChains(arn=group_arn(owner), of_organization=of_organization, chains=(one,))


def topic(arn: str = TOPIC, *, subscribed: bool = True, hidden: bool = False) -> NotifiedTopic:
    return NotifiedTopic(account_id=ID, region=GLOBAL, arn=arn, subscribed=subscribed, hidden=hidden)


SUBSCRIBED = Known((topic(),))


def alarms_of(
    *trails: ManagementTrail,
    own: AlarmChains = AlarmChains(),  # noqa: B008 - frozen
    topics: Known[NotifiedTopic] = SUBSCRIBED,
    organization: Shared[OrganizationLogGroup] = NOTHING,
    scanned: tuple[str, ...] = (ID, OWNER),
    unread: Unavailable | None = None,
) -> AccountAlarms:
    return account_alarms(
        ACCOUNT, ManagementTrails(trails, unread), own, topics, organization, Scanned(frozenset(scanned))
    )


def test_the_alarms_on_an_own_log_group_are_known() -> None:
    found = alarms_of(trail(left_out=frozenset({"kms.amazonaws.com"})), own=AlarmChains((chains(),)))
    assert found == AccountAlarms((
        TrailAlarms(
            trail="main",
            left_out=frozenset({"kms.amazonaws.com"}),
            alarms=GroupAlarms(group=chains(), topics={TOPIC: Reached(subscribed=True)}),
        ),
    ))  # fmt: skip


def test_trails_that_do_not_count_or_do_not_deliver_have_no_alarms() -> None:
    found = alarms_of(trail(flaw="is not logging"), trail(name="quiet", log_group=""), unread=WHY)
    assert found == AccountAlarms((), WHY, ("quiet",))


def test_of_a_topic_is_known_what_could_be_read() -> None:
    def reached(topics: Known[NotifiedTopic]) -> Reached:
        [one] = alarms_of(trail(), own=AlarmChains((chains(),)), topics=topics).trails
        assert one.alarms is not None
        return one.alarms.topics[TOPIC]

    assert reached(Known((topic(subscribed=False, hidden=True),))) == Reached(hidden=True)
    assert reached(Known((), {TOPIC: WHY})) == Reached(unread=WHY)
    assert reached(Known((), {ID: WHY})) == Reached(unread=WHY)


def shared(*found: GroupChains, unseen: dict[str, Unavailable] | None = None) -> Shared[OrganizationLogGroup]:
    groups = (organization_log_groups(Account.of(OWNER), AlarmChains((one,)), SUBSCRIBED) for one in found)
    return Shared(tuple(group for several in groups for group in several), unseen or {})


def test_a_member_is_served_by_the_log_group_of_its_organisation() -> None:
    organization = shared(chains(OWNER, of_organization=True))
    [found] = alarms_of(trail(OWNER), organization=organization).trails
    assert found.alarms == organization.found[0].alarms
    assert found.alarms is not None
    assert found.alarms.topics == {TOPIC: Reached(subscribed=True)}


def test_only_log_groups_of_organisation_trails_are_shared() -> None:
    assert shared(chains(OWNER)).found == ()
    [group] = shared(chains(OWNER, of_organization=True)).found
    assert (group.arn, group.name, group.region) == (group_arn(OWNER), "trail", GLOBAL)


def test_members_see_in_which_account_something_could_not_be_read() -> None:
    unread = replace(chains(OWNER, of_organization=True), unread=WHY, unread_alarms=WHY)
    chains_there = AlarmChains((unread,))
    [group] = organization_log_groups(Account.of(OWNER), chains_there, Known((), {TOPIC: WHY}))
    named = replace(WHY, detail=f"account {OWNER}: no")
    assert (group.alarms.group.unread, group.alarms.group.unread_alarms) == (named, named)
    assert group.alarms.topics == {TOPIC: Reached(unread=named)}


def why(*, own: AlarmChains = AlarmChains(), owner: str = OWNER, **more: Any) -> Unavailable:  # noqa: B008 - frozen
    [found] = alarms_of(trail(owner), own=own, **more).trails
    assert found.unread
    assert found.alarms is None
    return found.unread


def test_an_owner_that_is_not_scanned_is_named() -> None:
    found = why(scanned=(ID,))
    assert (found.reason, found.detail) == (
        ReasonCode.OWNER_NOT_SCANNED,
        f"account {OWNER} has the log group trail of the trail; it is not part of this scan",
    )


def test_an_owner_that_was_not_seen_gives_its_reason() -> None:
    found = why(organization=shared(unseen={OWNER: WHY}))
    assert found == replace(WHY, detail="the log group trail of the trail: no")


def test_an_owner_that_does_not_know_the_log_group_leaves_it_open() -> None:
    found = why()
    assert (found.reason, found.detail) == (
        ReasonCode.UNSUPPORTED,
        f"account {OWNER} does not know the log group trail of the trail",
    )


def test_an_own_log_group_that_could_not_be_listed_gives_the_reason() -> None:
    assert why(own=AlarmChains((), WHY), owner=ID) == replace(WHY, detail="the log group trail of the trail: no")
