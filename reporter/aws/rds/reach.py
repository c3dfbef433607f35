"""Derives from security groups and routes whether the internet reaches a publicly accessible DB instance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporter.aws.ec2.exposure import Rule, open_to_internet
from reporter.aws.ec2.networks import Family
from reporter.aws.ec2.routes import TablesBySubnet
from reporter.aws.ec2.security_groups import GroupLists, PrefixList, SecurityGroup, cidrs_of
from reporter.aws.rds.databases import RdsInstance
from reporter.engine.collector import collects
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Refused


@dataclass(frozen=True, slots=True)
class Way:
    """One of the two things that the internet needs to reach an instance."""

    shown: str
    """What lets it through, as text; empty where nothing was found that does."""
    unread: Unavailable | None = None
    """The reason why something may be missing; None where all was read."""

    @property
    def is_closed(self) -> bool:
        """Whether nothing lets the internet through."""
        return not self.shown and not self.unread


@dataclass(frozen=True, slots=True)
class InternetReach(Fact):
    """What lets the internet through to an instance: its security groups, and the routes of its subnets."""

    groups: Way
    routes: Way


@collects()
def internet_reach(
    instance: RdsInstance,
    groups: Known[SecurityGroup],
    named: GroupLists,
    lists: Known[PrefixList],
    tables: TablesBySubnet,
) -> InternetReach:
    """What the groups of an instance admit together to its port, and which of its subnets have an internet gateway."""
    return InternetReach(_admission(instance, groups, named, lists), _routing(instance, tables))


def _admission(instance: RdsInstance, groups: Known[SecurityGroup], named: GroupLists, lists: Known[PrefixList]) -> Way:
    found = [group for group in groups.found if group.id in instance.group_ids]
    missing = sorted(set(instance.group_ids) - {group.id for group in found})
    rules, unread = [rule for group in found for rule in group.inbound], _unseen(missing, groups, instance)
    unread = unread or _no_port(instance)
    try:
        rules += [rule for group in found for rule in _listed(group, named, lists)]
    except Refused as refused:
        unread = unread or refused.unavailable
    return Way(open_to_internet(rules, [("tcp", instance.port)], frozenset(Family)), unread)


def _unseen(missing: list[str], groups: Known[SecurityGroup], instance: RdsInstance) -> Unavailable | None:
    """The reason for groups that were not read; those of a shared VPC belong to its owner."""
    if not missing:
        return None
    detail = f"{', '.join(missing)} is not among the security groups of the account"
    why = Unavailable(ReasonCode.AWS_ERROR, detail, "ec2:DescribeSecurityGroups", region=instance.region)
    return groups.unread or why


def _no_port(instance: RdsInstance) -> Unavailable | None:
    """The reason for a port that is not known: before an instance has an endpoint, AWS may say 0."""
    if instance.port:
        return None
    detail = f"{instance.name} has no endpoint yet, so that its port is not known"
    return Unavailable(ReasonCode.MALFORMED_ANSWER, detail, "rds:DescribeDBInstances", region=instance.region)


def _listed(group: SecurityGroup, named: GroupLists, lists: Known[PrefixList]) -> Iterator[Rule]:
    """The rules of a group that name prefix lists, with their addresses; raises `Refused`."""
    cidrs = cidrs_of(group.prefix_lists & named.ids, lists, group.region, "a rule") if group.prefix_lists else {}
    for rule in group.inbound:
        for one in rule.prefix_lists:
            yield Rule(rule.traffic, cidrs[one])


def _routing(instance: RdsInstance, tables: TablesBySubnet) -> Way:
    routed, unread = [], None
    for subnet_id in instance.subnet_ids:
        try:
            if tables.certain(subnet_id, instance.vpc_id, instance.region).internet_routes:
                routed.append(subnet_id)
        except Refused as refused:
            unread = unread or refused.unavailable
    return Way(", ".join(routed), unread)
