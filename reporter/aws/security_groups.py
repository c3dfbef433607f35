"""Security groups, with the prefix lists that their rules name resolved to addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from reporter.aws.exposure import Rule, Traffic
from reporter.aws.identity import identity, of_owner, owned
from reporter.collectors import Aws, collects
from reporter.model import Fact, ReasonCode, Region, Resource, Unavailable
from reporter.refusals import Gone, Refused

ENTRIES = "ec2:GetManagedPrefixListEntries"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGroup(Resource):
    """A security group of the account; those that a shared VPC brings along are judged with their owner."""

    kind: ClassVar[str] = "AWS::EC2::SecurityGroup"

    group_name: str
    inbound: tuple[Rule, ...]
    outbound: tuple[Rule, ...]

    @property
    def prefix_lists(self) -> frozenset[str]:
        """Ids of the prefix lists that may come in."""
        return frozenset(id_ for rule in self.inbound for id_ in rule.prefix_lists)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefixList(Resource):
    """A list of address ranges that some inbound rule of the region names."""

    kind: ClassVar[str] = "AWS::EC2::PrefixList"

    id: str
    cidrs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedRules(Fact):
    """The inbound rules of a group that name prefix lists, with the addresses in place of the lists."""

    rules: tuple[Rule, ...] = ()


@collects("ec2:DescribeSecurityGroups")
def security_groups(aws: Aws, region: Region) -> Iterator[SecurityGroup]:
    """Every security group of a region that the account owns."""
    listed = aws.items(
        "ec2",
        "describe_security_groups",
        "SecurityGroups",
        page_size=1000,
        region=region.region,
        Filters=of_owner(region),
    )
    for group in owned(region, listed):
        yield SecurityGroup(
            **identity(region, f"security-group/{group['GroupId']}", group),
            group_name=group["GroupName"],
            inbound=tuple(map(_rule, group["IpPermissions"])),
            outbound=tuple(map(_rule, group["IpPermissionsEgress"])),
        )


def _rule(permission: Mapping[str, Any]) -> Rule:
    ipv4 = (source["CidrIp"] for source in permission["IpRanges"])
    ipv6 = (source["CidrIpv6"] for source in permission["Ipv6Ranges"])
    return Rule(
        # AWS leaves the ports out where every protocol is meant, or one without ports.
        Traffic(permission["IpProtocol"], permission.get("FromPort"), permission.get("ToPort")),
        cidrs=(*ipv4, *ipv6),
        prefix_lists=tuple(source["PrefixListId"] for source in permission["PrefixListIds"]),
    )


@collects(ENTRIES)
def prefix_lists(aws: Aws, region: Region, groups: Sequence[SecurityGroup]) -> Iterator[PrefixList]:
    """One request for each list that a rule names; AWS's own lists too, which never hold the whole internet.

    A list that another account no longer shares cannot be seen, and is left out.
    """
    for id_ in sorted({id_ for group in groups for id_ in group.prefix_lists}):
        cidrs = _entries(aws, region, id_)
        if cidrs is not None:
            yield PrefixList(**identity(region, f"prefix-list/{id_}", {}), id=id_, cidrs=cidrs)


def _entries(aws: Aws, region: Region, id_: str) -> tuple[str, ...] | None:
    entries = aws.items(
        "ec2", "get_managed_prefix_list_entries", "Entries", page_size=100, region=region.region, PrefixListId=id_
    )
    try:
        return tuple(entry["Cidr"] for entry in entries)
    except Gone:
        return None


@collects()
def listed_rules(group: SecurityGroup, lists: Sequence[PrefixList] | Unavailable) -> ListedRules:
    """Only a group that names a list suffers when lists cannot be read; raises `Refused` for it."""
    if not group.prefix_lists:
        return ListedRules()
    if isinstance(lists, Unavailable):
        raise Refused(lists)
    cidrs = {each.id: each.cidrs for each in lists}
    unseen = sorted(group.prefix_lists - cidrs.keys())
    if unseen:
        detail = f"a rule names {', '.join(unseen)}, which this account cannot see"
        raise Refused(Unavailable(ReasonCode.AWS_ERROR, detail, ENTRIES, region=group.region))
    return ListedRules(tuple(_resolved(rule, cidrs) for rule in group.inbound if rule.prefix_lists))


def _resolved(rule: Rule, cidrs: Mapping[str, tuple[str, ...]]) -> Rule:
    return replace(rule, cidrs=tuple(cidr for id_ in rule.prefix_lists for cidr in cidrs[id_]))
