"""The metric filters and alarms on the trails that record an account, in whichever account they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from reporter.aws.cloudtrail.management import ManagementTrails
from reporter.aws.cloudwatch.chains import AlarmChains, GroupChains
from reporter.aws.cloudwatch.metric_filters import group_in
from reporter.aws.sns.subscriptions import NotifiedTopic
from reporter.engine.collector import collects
from reporter.engine.shared import CAN_ONLY_HELP, OrganizationWide, Shared, not_scanned
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.given import Scanned
from reporter.model.subjects import GLOBAL, Account, account_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What is known of a topic at the end of an alarm."""

    subscribed: bool = False
    """Whether a subscription is confirmed."""
    hidden: bool = False
    """Whether only its own account knows."""
    unread: Unavailable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAlarms:
    """The metric filters of a log group, and the topics that they lead to."""

    group: GroupChains
    topics: Mapping[str, Reached]
    """By ARN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationLogGroup(OrganizationWide):
    """A log group with the events of all accounts of the organisation.

    It is in the management account, or in that of a delegated administrator; members see its ARN.
    """

    kind: ClassVar[str] = "AWS::Logs::LogGroup"
    administered_by: ClassVar[str] = "cloudtrail.amazonaws.com"
    seen_by_members: ClassVar[bool] = True

    alarms: GroupAlarms


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailAlarms:
    """A trail that counts, and the alarms on its events."""

    trail: str
    """The name of the trail."""
    left_out: frozenset[str] = frozenset()
    """The event sources of which it does not record all events."""
    alarms: GroupAlarms | None = None
    unread: Unavailable | None = None
    """The reason why the alarms are not known."""


@dataclass(frozen=True, slots=True)
class AccountAlarms(Fact):
    """The alarms on the trails that record management events of all regions, and deliver to CloudWatch Logs."""

    trails: tuple[TrailAlarms, ...] = ()
    unread: Unavailable | None = None
    """The reason why trails may be missing."""
    silent: tuple[str, ...] = ()
    """The names of trails that count, and do not deliver to CloudWatch Logs."""


@collects()
def organization_log_groups(
    account: Account, chains: AlarmChains, topics: Known[NotifiedTopic]
) -> Iterator[OrganizationLogGroup]:
    """The log groups of the account to which a trail of its organisation delivers."""
    for group in chains.groups:
        if group.of_organization:
            yield OrganizationLogGroup(
                account_id=account.account_id,
                region=GLOBAL,
                arn=group.arn,
                name=group.arn.rpartition(":")[2],
                alarms=_as_others_see(_with_topics(group, topics), account.account_id),
            )


@collects()
def account_alarms(
    account: Account,
    trails: ManagementTrails,
    chains: AlarmChains,
    topics: Known[NotifiedTopic],
    organization: Annotated[Shared[OrganizationLogGroup], CAN_ONLY_HELP],
    scanned: Scanned,
) -> AccountAlarms:
    """The alarms on each trail; of a log group of another account, that account tells."""
    known = {group.arn: _with_topics(group, topics) for group in chains.groups}
    shared = {group.arn: group.alarms for group in organization.found}
    counting = trails.that_count()
    found = []
    for trail in counting:
        arn = group_in(trail.log_group)
        alarms = known.get(arn) or shared.get(arn)
        if arn and not alarms:
            unread = _why_unknown(account, arn, chains, organization, scanned)
            found.append(TrailAlarms(trail=trail.name, left_out=trail.left_out, unread=unread))
        elif arn:
            found.append(TrailAlarms(trail=trail.name, left_out=trail.left_out, alarms=alarms))
    silent = tuple(trail.name for trail in counting if not trail.log_group)
    return AccountAlarms(tuple(found), trails.doubt(), silent)


def _with_topics(group: GroupChains, topics: Known[NotifiedTopic]) -> GroupAlarms:
    wanted = {topic for chain in group.chains for topic in chain.topics}
    read = {one.arn: Reached(subscribed=one.subscribed, hidden=one.hidden) for one in topics.found}
    unread = {key: Reached(unread=why) for key, why in topics.gaps.items()}
    known = {**unread, **read}
    lost = Reached(unread=topics.unread)
    return GroupAlarms(group=group, topics={arn: known.get(arn, lost) for arn in sorted(wanted)})


def _as_others_see(alarms: GroupAlarms, account_id: str) -> GroupAlarms:
    """The same, with the account in each reason why something is not known."""

    def named(why: Unavailable | None) -> Unavailable | None:
        return replace(why, detail=f"account {account_id}: {why.detail}") if why else None

    topics = {arn: replace(reached, unread=named(reached.unread)) for arn, reached in alarms.topics.items()}
    group = alarms.group
    unread, unread_alarms = named(group.unread), named(group.unread_alarms)
    return GroupAlarms(group=replace(group, unread=unread, unread_alarms=unread_alarms), topics=topics)


def _why_unknown(
    account: Account,
    arn: str,
    chains: AlarmChains,
    organization: Shared[OrganizationLogGroup],
    scanned: Scanned,
) -> Unavailable:
    """The reason why the alarms on a log group are not known."""
    owner, name = account_in(arn), arn.rpartition(":")[2]
    what = f"the log group {name} of the trail"
    if owner == account.account_id:
        unread = chains.unread
    elif owner in scanned.account_ids:
        unread = organization.unseen.get(owner)
    else:
        return not_scanned(owner, f"has {what}")
    if unread:
        return replace(unread, detail=f"{what}: {unread.detail}")
    return Unavailable(ReasonCode.UNSUPPORTED, f"account {owner} does not know {what}")
