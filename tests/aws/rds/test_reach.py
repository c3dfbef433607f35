"""What lets the internet through to a DB instance: its security groups, and the routes of its subnets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reporter.aws.ec2.exposure import Rule, Traffic
from reporter.aws.ec2.peering import RouteTable
from reporter.aws.ec2.routes import TablesBySubnet
from reporter.aws.ec2.security_groups import GroupLists, PrefixList, SecurityGroup
from reporter.aws.rds.reach import InternetReach, Way, internet_reach
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Known
from tests.checks.rds.test_databases import INSTANCE, REGION

ARN = f"arn:aws:ec2:{REGION}:111122223333"
UNREAD = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
HALVES = ("0.0.0.0/1", "128.0.0.0/1")
POSTGRES = Traffic("tcp", 5432, 5432)


def group(id_: str, *rules: Rule) -> SecurityGroup:
    place: dict[str, Any] = {"account_id": "111122223333", "region": REGION, "arn": f"{ARN}:security-group/{id_}"}
    return SecurityGroup(**place, group_name=id_, inbound=rules, outbound=())


def table(*internet_routes: str, aimless: tuple[str, ...] = ()) -> RouteTable:
    return RouteTable(
        account_id="111122223333",
        region=REGION,
        arn=f"{ARN}:route-table/rtb-1",
        name="rtb-1",
        peering_routes=(),
        vpc_id="vpc-1",
        internet_routes=internet_routes,
        aimless_routes=aimless,
    )


def tables(served: RouteTable | None, unread: Unavailable | None = None) -> TablesBySubnet:
    return TablesBySubnet(own={}, main={"vpc-1": served} if served else {}, unread=unread)


def reach(
    groups: Known[SecurityGroup], lists: Known[PrefixList] | None = None, routes: TablesBySubnet | None = None
) -> InternetReach:
    named = GroupLists(frozenset(id_ for one in groups.found for id_ in one.prefix_lists))
    return internet_reach(INSTANCE, groups, named, lists or Known(), routes or tables(table("0.0.0.0/0")))


def test_several_groups_admit_together() -> None:
    found = reach(Known((group("sg-1", Rule(POSTGRES, HALVES[:1])), group("sg-2", Rule(POSTGRES, HALVES[1:])))))
    assert found.groups == Way("to the IPv4 internet: tcp/5432")
    assert found.routes == Way("subnet-1")


def test_groups_of_other_things_and_other_ports_admit_nothing() -> None:
    found = reach(
        Known(
            (
                group("sg-1", Rule(Traffic("tcp", 22, 22), HALVES)),
                group("sg-2", Rule(POSTGRES, ("10.0.0.0/8",))),
                group("sg-9", Rule(POSTGRES, HALVES)),
            )
        )
    )
    assert found.groups == Way("")
    assert found.groups.is_closed


def test_the_rules_with_prefix_lists_count_with_their_addresses() -> None:
    groups = Known((group("sg-1", Rule(POSTGRES, prefix_lists=("pl-1",))), group("sg-2")))
    offices = PrefixList(
        account_id="111122223333", region=REGION, arn=f"{ARN}:prefix-list/pl-1", id="pl-1", cidrs=HALVES
    )
    assert reach(groups, Known((offices,))).groups == Way("to the IPv4 internet: tcp/5432")
    unread = reach(groups, Known(gaps={offices.key: UNREAD})).groups
    assert (unread, unread.is_closed) == (Way("", UNREAD), False)


def test_a_group_that_was_not_read_may_admit_anything() -> None:
    closed = group("sg-1")
    assert reach(Known((closed,), {REGION: UNREAD})).groups == Way("", UNREAD)
    foreign = reach(Known((closed,))).groups
    assert foreign.unread
    assert foreign.unread.detail == "sg-2 is not among the security groups of the account"


def test_a_port_that_is_not_known_may_be_open() -> None:
    new, only_postgres = replace(INSTANCE, port=0), group("sg-1", Rule(POSTGRES, HALVES))
    groups = Known((only_postgres, group("sg-2")))
    found = internet_reach(new, groups, GroupLists(frozenset()), Known(), tables(table("0.0.0.0/0"))).groups
    assert found.unread
    assert found.unread.detail == f"{INSTANCE.name} has no endpoint yet, so that its port is not known"


def test_a_subnet_is_out_of_reach_without_a_route_to_an_internet_gateway() -> None:
    groups = Known((group("sg-1"), group("sg-2")))
    assert reach(groups, routes=tables(table())).routes.is_closed
    assert reach(groups, routes=tables(table(), UNREAD)).routes == Way("", UNREAD)
    nowhere = reach(groups, routes=tables(None)).routes.unread
    assert nowhere
    assert nowhere.detail == "no route table is known to serve subnet-1"
    aimless = reach(groups, routes=tables(table(aimless=("0.0.0.0/0",)))).routes.unread
    assert aimless
    assert aimless.detail == "a route of rtb-1 does not say where it leads"
