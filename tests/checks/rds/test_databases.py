"""Databases that are encrypted, up to date, out of reach and in several zones, and those that are not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checks.rds.databases import (
    cluster_is_encrypted,
    cluster_is_in_several_zones,
    instance_is_encrypted,
    instance_is_in_several_zones,
    instance_is_not_public,
    instance_upgrades_minor_versions,
)
from reporter.api import Status, Unavailable, not_applicable, not_assessed, passed
from reporter.aws.rds.databases import RdsCluster, RdsInstance
from reporter.aws.rds.reach import InternetReach, Way
from reporter.model.answers import ReasonCode

REGION = "eu-west-1"
PLACE: dict[str, Any] = {"account_id": "111122223333", "region": REGION}
INSTANCE = RdsInstance(
    **PLACE,
    arn=f"arn:aws:rds:{REGION}:111122223333:db:orders",
    name="orders",
    engine="postgres",
    encrypted=False,
    minor_upgrades=False,
    public=True,
    multi_az=False,
    cluster="",
    is_replica=False,
    port=5432,
    group_ids=("sg-1", "sg-2"),
    subnet_ids=("subnet-1",),
    vpc_id="vpc-1",
)
MEMBER = replace(INSTANCE, cluster="catalogue")
CLUSTER = RdsCluster(
    **PLACE,
    arn=f"arn:aws:rds:{REGION}:111122223333:cluster:catalogue",
    encrypted=False,
    multi_az=False,
    is_serverless_v1=False,
    members=2,
)
UNREAD = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
OPEN, CLOSED = Way("to the IPv4 internet: tcp/5432"), Way("")
ROUTED, UNKNOWN = Way("subnet-1"), Way("", UNREAD)
IN_CLUSTER = not_applicable("its DB cluster is evaluated instead")


def test_an_instance_is_encrypted_or_its_cluster_is_looked_at() -> None:
    assert instance_is_encrypted(INSTANCE).status is Status.FAIL
    assert instance_is_encrypted(replace(INSTANCE, encrypted=True)) == passed()
    assert instance_is_encrypted(MEMBER) == IN_CLUSTER


def test_a_cluster_is_encrypted() -> None:
    assert cluster_is_encrypted(CLUSTER).status is Status.FAIL
    assert cluster_is_encrypted(replace(CLUSTER, encrypted=True)) == passed()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, Status.FAIL),
        ({"minor_upgrades": True}, Status.PASS),
        ({"engine": "custom-oracle-ee"}, Status.NOT_APPLICABLE),
        ({"engine": "aurora-mysql", "cluster": "catalogue"}, Status.FAIL),
        ({"engine": "aurora-mysql", "cluster": "catalogue", "minor_upgrades": True}, Status.PASS),
        ({"engine": "mysql", "cluster": "catalogue"}, Status.NOT_APPLICABLE),
    ],
)
def test_instances_upgrade_minor_versions_where_they_have_the_setting(more: dict[str, Any], status: Status) -> None:
    assert instance_upgrades_minor_versions(replace(INSTANCE, **more)).status is status


def test_the_flag_alone_decides_unless_a_setting_asks_for_more() -> None:
    assert instance_is_not_public(replace(INSTANCE, public=False), None) == passed()
    found = instance_is_not_public(INSTANCE, None)
    assert found.status is Status.FAIL
    assert found.reason == "publicly accessible, with the security groups sg-1, sg-2 in the subnets subnet-1"
    assert instance_is_not_public(replace(INSTANCE, subnet_ids=()), None).reason == "publicly accessible"


@pytest.mark.parametrize(
    ("groups", "routes", "reason"),
    [
        (CLOSED, ROUTED, "publicly accessible, but no security group admits the internet to its port"),
        (CLOSED, UNKNOWN, "publicly accessible, but no security group admits the internet to its port"),
        (OPEN, CLOSED, "publicly accessible, but no subnet has a route to an internet gateway"),
        (UNKNOWN, CLOSED, "publicly accessible, but no subnet has a route to an internet gateway"),
    ],
)
def test_what_is_closed_on_one_side_is_out_of_reach(groups: Way, routes: Way, reason: str) -> None:
    found = instance_is_not_public(INSTANCE, InternetReach(groups, routes), effective_only=True)
    assert found == passed(reason)


@pytest.mark.parametrize(("groups", "routes"), [(OPEN, UNKNOWN), (UNKNOWN, ROUTED), (UNKNOWN, UNKNOWN)])
def test_what_was_not_read_may_be_closed(groups: Way, routes: Way) -> None:
    found = instance_is_not_public(INSTANCE, InternetReach(groups, routes), effective_only=True)
    assert found == not_assessed(UNREAD)


def test_what_is_open_on_both_sides_is_reached() -> None:
    reach = InternetReach(replace(OPEN, unread=UNREAD), ROUTED)
    found = instance_is_not_public(INSTANCE, reach, effective_only=True)
    assert found.status is Status.FAIL
    assert found.reason == "publicly accessible, open to the IPv4 internet: tcp/5432, through subnet-1"


@pytest.mark.parametrize("outside", [replace(INSTANCE, group_ids=()), replace(INSTANCE, subnet_ids=())])
def test_outside_a_vpc_nothing_but_the_flag_counts(outside: RdsInstance) -> None:
    found = instance_is_not_public(outside, InternetReach(CLOSED, CLOSED), effective_only=True)
    assert found.status is Status.FAIL


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, Status.FAIL),
        ({"multi_az": True}, Status.PASS),
        ({"multi_az": True, "is_replica": True}, Status.PASS),
        ({"is_replica": True}, Status.NOT_APPLICABLE),
        ({"engine": "custom-sqlserver-se"}, Status.NOT_APPLICABLE),
    ],
)
def test_instances_stand_in_several_zones(more: dict[str, Any], status: Status) -> None:
    assert instance_is_in_several_zones(replace(INSTANCE, **more)).status is status
    assert instance_is_in_several_zones(replace(MEMBER, **more)) == IN_CLUSTER


def test_clusters_with_instances_stand_in_several_zones() -> None:
    assert cluster_is_in_several_zones(CLUSTER).status is Status.FAIL
    assert cluster_is_in_several_zones(replace(CLUSTER, multi_az=True)) == passed()
    assert cluster_is_in_several_zones(replace(CLUSTER, members=0)) == not_applicable("it has no instances")
    old = cluster_is_in_several_zones(replace(CLUSTER, is_serverless_v1=True))
    assert old == not_applicable("Aurora Serverless v1 has no instances")
