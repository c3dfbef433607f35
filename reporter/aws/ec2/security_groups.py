"""Security groups, with the prefix lists in their rules resolved to addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, ClassVar

from reporter.aws.ec2.exposure import Rule, Traffic
from reporter.aws.ec2.networks import checked
from reporter.aws.ec2.peering import RoutesByPeering
from reporter.aws.shared.identity import by, of_owner, owned
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.engine.signature import IfRead
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.refusals import Gone, Refused
from reporter.model.subjects import Region, Resource

ENTRIES = "ec2:GetManagedPrefixListEntries"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGroup(Resource):
    """A security group of the account; groups of a shared VPC are judged in the account of their owner."""

    kind: ClassVar[str] = "AWS::EC2::SecurityGroup"

    group_name: str
    inbound: tuple[Rule, ...]
    outbound: tuple[Rule, ...]
    vpc_id: str = ""
    """Empty where an earlier version saved it."""

    @property
    def id(self) -> str:
        """The group id, from the end of the ARN."""
        return self.arn.rpartition("/")[2]

    @property
    def prefix_lists(self) -> frozenset[str]:
        """The ids of the prefix lists in its inbound rules."""
        return frozenset(id_ for rule in self.inbound for id_ in rule.prefix_lists)


@dataclass(frozen=True, slots=True)
class GroupLists(Fact):
    """The ids of the prefix lists in inbound rules of a region."""

    ids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefixList(Resource):
    """A prefix list in an inbound rule or in a route to a peering."""

    kind: ClassVar[str] = "AWS::EC2::PrefixList"

    id: str
    cidrs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedRules(Fact):
    """The inbound rules of a group that name prefix lists, with addresses in place of the lists."""

    rules: tuple[Rule, ...] = ()


@collects("ec2:DescribeSecurityGroups")
def security_groups(aws: Aws, region: Region) -> Listing[SecurityGroup]:
    """The security groups of a region that the account owns."""
    found = aws.items(
        "ec2",
        "describe_security_groups",
        "SecurityGroups",
        page_size=1000,
        region=region.region,
        Filters=of_owner(region),
    )
    return each(region, owned(region, found), by(region, "security-group", "GroupId"), _security_group)


def _security_group(who: Identity, group: Mapping[str, Any]) -> SecurityGroup:
    return SecurityGroup(
        **who,
        group_name=group["GroupName"],
        inbound=tuple(map(_rule, group["IpPermissions"])),
        outbound=tuple(map(_rule, group["IpPermissionsEgress"])),
        vpc_id=group["VpcId"],
    )


def _rule(permission: Mapping[str, Any]) -> Rule:
    ipv4 = (checked(source["CidrIp"]) for source in permission["IpRanges"])
    ipv6 = (checked(source["CidrIpv6"]) for source in permission["Ipv6Ranges"])
    return Rule(
        # AWS leaves the ports out for all protocols, and for protocols without ports.
        Traffic(permission["IpProtocol"], permission.get("FromPort"), permission.get("ToPort")),
        cidrs=(*ipv4, *ipv6),
        prefix_lists=tuple(source["PrefixListId"] for source in permission["PrefixListIds"]),
    )


@collects()
def group_lists(region: Region, groups: Known[SecurityGroup]) -> GroupLists:
    """The ids of the prefix lists in inbound rules; most regions have none."""
    return GroupLists(frozenset(id_ for group in groups.found for id_ in group.prefix_lists))


@collects(ENTRIES)
def prefix_lists(
    aws: Aws,
    region: Region,
    in_groups: Annotated[GroupLists | Unavailable, IfRead()],
    in_routes: Annotated[RoutesByPeering | Unavailable, IfRead()],
) -> Listing[PrefixList]:
    """The prefix lists that rules or routes name, with one request for each.

    These include lists of AWS, which never hold the whole internet. A list that another account no longer shares is not
    visible, and is left out.
    """
    named = frozenset[str]() if isinstance(in_groups, Unavailable) else in_groups.ids
    routed = frozenset[str]() if isinstance(in_routes, Unavailable) else in_routes.lists
    lists = ({"PrefixListId": id_} for id_ in sorted(named | routed))
    return each(region, lists, by(region, "prefix-list", "PrefixListId"), partial(_prefix_list, aws))


def _prefix_list(aws: Aws, who: Identity, named: Mapping[str, str]) -> PrefixList | None:
    entries = aws.items(
        "ec2", "get_managed_prefix_list_entries", "Entries", page_size=100, region=who["region"], **named
    )
    try:
        return PrefixList(**who, id=named["PrefixListId"], cidrs=tuple(checked(entry["Cidr"]) for entry in entries))
    except Gone:
        return None


@collects()
def listed_rules(group: SecurityGroup, named: GroupLists, lists: Known[PrefixList]) -> ListedRules:
    """The rules of a group with their prefix lists resolved; raises `Refused` where one of the lists was not read."""
    wanted = group.prefix_lists & named.ids
    if not wanted:
        return ListedRules()
    cidrs = cidrs_of(wanted, lists, group.region, "a rule")
    return ListedRules(tuple(_resolved(rule, cidrs) for rule in group.inbound if rule.prefix_lists))


def _resolved(rule: Rule, cidrs: Mapping[str, tuple[str, ...]]) -> Rule:
    return replace(rule, cidrs=tuple(cidr for id_ in rule.prefix_lists for cidr in cidrs[id_]))


def cidrs_of(ids: frozenset[str], lists: Known[PrefixList], region: str, namer: str) -> Mapping[str, tuple[str, ...]]:
    """The address ranges of each of these lists; raises `Refused` where one of them was not read."""
    cidrs = {one.id: one.cidrs for one in lists.found}
    unseen = sorted(ids - cidrs.keys())
    for key, why in lists.gaps.items():
        if key == region or key.rpartition("/")[2] in unseen:
            raise Refused(why)
    if unseen:
        detail = f"{namer} names {', '.join(unseen)}, which was not read: is it still shared with this account?"
        raise Refused(Unavailable(ReasonCode.AWS_ERROR, detail, ENTRIES, region=region))
    return cidrs
