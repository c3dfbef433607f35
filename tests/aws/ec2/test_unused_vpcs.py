"""Failures of default VPCs that nothing uses are known as such, and only where that is proven."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from checks.ec2.network import acl_keeps_admin_ports_closed, default_group_is_closed
from checks.vpc.endpoints import ENDPOINTS
from checks.vpc.networks import subnet_assigns_no_public_address, vpc_records_its_traffic
from reporter.engine.inventory_file import restore_inventory, save_inventory
from reporter.engine.judge import judge, plan_for, rule
from reporter.model.verdicts import Status
from tests.aws.rewriting import rewrite
from tests.world import Prepare, World, deny, together

REGION = "eu-west-1"
RULES = [
    rule(check)
    for check in (
        vpc_records_its_traffic,
        subnet_assigns_no_public_address,
        default_group_is_closed,
        acl_keeps_admin_ports_closed,
    )
]
FOLD = "unused default VPC"
[gateways] = [one for one in ENDPOINTS if one.id == "vpc-endpoint-s3-gateway-present"]


def folds(world: World, prepare: Prepare | None = None, rules: list[Any] = RULES) -> dict[str, set[str]]:
    """The groups of the failures, by check."""
    found: dict[str, set[str]] = {}
    for one in judge(world.read(rules=rules, regions=[REGION], prepare=prepare), rules):
        if one.status is Status.FAIL:
            found.setdefault(one.check_id, set()).add(one.fold)
    return found


def test_everything_of_an_unused_default_vpc_is_folded(world: World) -> None:
    found = folds(world)
    assert len(found) == len(RULES)
    assert all(groups == {FOLD} for groups in found.values())


def test_a_vpc_that_people_made_is_not_folded(world: World) -> None:
    world.client("ec2", REGION).create_vpc(CidrBlock="10.0.0.0/16")
    assert folds(world)["vpc-flow-logs-enabled"] == {FOLD, ""}


def test_a_default_vpc_with_an_interface_is_in_use(world: World) -> None:
    ec2 = world.client("ec2", REGION)
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    ec2.create_network_interface(SubnetId=subnet)
    assert all(groups == {""} for groups in folds(world).values())


@pytest.mark.parametrize("member", ["CidrBlock", "AvailableIpAddressCount"])
def test_a_subnet_whose_addresses_are_not_counted_may_be_in_use(world: World, member: str) -> None:
    def take_away(answer: dict[str, Any]) -> None:
        del answer["Subnets"][0][member]

    assert all(groups == {""} for groups in folds(world, rewrite("ec2:DescribeSubnets", take_away)).values())


def test_nothing_is_folded_where_subnets_were_refused(world: World) -> None:
    found = folds(world, deny("ec2:DescribeSubnets", "UnauthorizedOperation"))
    assert found
    assert all(groups == {""} for groups in found.values())


def test_nothing_is_folded_where_no_check_has_subnets_read(world: World) -> None:
    assert folds(world, rules=[rule(default_group_is_closed)]) == {"ec2-security-group-default-closed": {""}}


WITH_INTERFACES = [rule(default_group_is_closed), rule(gateways), rule(vpc_records_its_traffic)]


def test_where_no_subnets_are_needed_the_interfaces_prove_it(world: World) -> None:
    assert folds(world, rules=WITH_INTERFACES) == {
        "ec2-security-group-default-closed": {FOLD},
        "vpc-flow-logs-enabled": {FOLD},
    }
    assert "ec2:DescribeSubnets" not in world.calls


def test_nothing_is_folded_where_the_interfaces_were_refused_and_the_subnets_too(world: World) -> None:
    no = together(*(deny(f"ec2:Describe{what}", "UnauthorizedOperation") for what in ("NetworkInterfaces", "Subnets")))
    found = folds(world, no, WITH_INTERFACES)
    assert found
    assert all(groups == {""} for groups in found.values())


def test_a_vpc_with_an_interface_is_in_use_whatever_its_subnets_count(world: World) -> None:
    def count_none(answer: dict[str, Any]) -> None:
        for subnet in answer["Subnets"]:
            subnet["AvailableIpAddressCount"] = 4091

    ec2 = world.client("ec2", REGION)
    ec2.create_network_interface(SubnetId=ec2.describe_subnets()["Subnets"][0]["SubnetId"])
    counted = rewrite("ec2:DescribeSubnets", count_none)
    assert all(groups == {FOLD} for groups in folds(world, counted).values())
    found = folds(world, counted, [*RULES, rule(gateways)])
    assert all(groups == {""} for groups in found.values())


def of_an_earlier_version(saved: bytes) -> bytes:
    """The inventory without the members that it did not have then."""
    later = {"ec2:Vpc": {"is_default"}, "ec2:Subnet": {"addresses_in_use"}}
    later |= {kind: {"vpc_id"} for kind in ("ec2:SecurityGroup", "ec2:NetworkAcl")}
    inventory = json.loads(saved)
    for answer in inventory["answers"]:
        if gone := later.get(answer["kind"]):
            answer["listed"] = [{name: one[name] for name in one.keys() - gone} for one in answer["listed"]]
    return json.dumps(inventory).encode()


def test_a_saved_inventory_is_folded_alike_and_one_of_an_earlier_version_not_at_all(world: World) -> None:
    inventory, plan = world.read(rules=RULES, regions=[REGION]), plan_for(RULES)
    saved, now = save_inventory(inventory), judge(inventory, RULES)
    assert judge(restore_inventory(saved, plan), RULES) == now
    earlier = judge(restore_inventory(of_an_earlier_version(saved), plan), RULES)
    assert earlier == [replace(one, fold="") for one in now]
