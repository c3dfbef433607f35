"""Lists that nothing needs are not asked, and no verdict depends on that: not where lists are refused, nor later."""

from __future__ import annotations

import pytest

from checks.vpc.endpoints import ENDPOINTS
from reporter.config.settings import CheckChoice
from reporter.engine.inventory import Inventory
from reporter.engine.inventory_file import restore_inventory, save_inventory
from reporter.engine.judge import Rule, judge, plan_for, rule
from reporter.engine.plan import Plan, plan
from reporter.model.verdicts import Status
from reporter.rules.catalogue import load_catalogue
from reporter.rules.selection import select_checks
from tests.test_requests import WITHOUT_VPCS, answering, delete_vpcs
from tests.world import ACCOUNT_ID, Prepare, World, deny

CATALOGUE = load_catalogue()
EVERY = select_checks(CATALOGUE.checks.values(), CheckChoice())
CIS = [rule(check) for check in answering(CATALOGUE, EVERY, "cis-7.0")]
ALL = [rule(check) for check in EVERY]
REGION = "us-east-1"
BY_INTERFACES = {"ec2:DescribeVpcEndpoints", "ec2:DescribeSubnets", "ssm-incidents:ListReplicationSets"}
NOT_NEEDED = {*BY_INTERFACES, "ec2:DescribeRouteTables", "cloudwatch:DescribeAlarms", "s3control:ListAccessPoints"}
"""What CIS 7.0 does not need in an account that is as AWS makes it."""


def read(
    world: World,
    rules: list[Rule] = CIS,
    account_id: str = ACCOUNT_ID,
    prepare: Prepare | None = None,
    *,
    everywhere: bool = False,
) -> tuple[Inventory, set[str]]:
    """The inventory of an account in one region, and the operations that were asked."""
    inventory = world.read(rules=rules, account_id=account_id, regions=[REGION], prepare=prepare, everywhere=everywhere)
    return inventory, set(world.calls)


def verdicts(inventory: Inventory, rules: list[Rule] = CIS) -> list[tuple[str, ...]]:
    """Everything that a finding says but the number of a request."""
    return [(one.id, one.status, one.severity, one.reason, one.fold, one.operation) for one in judge(inventory, rules)]


def test_an_account_as_aws_makes_it_has_the_verdicts_of_one_that_was_asked_everything(world: World) -> None:
    (less, asked), (whole, everything) = read(world), read(world, everywhere=True)
    assert everything - asked == NOT_NEEDED
    assert judge(less, CIS) == judge(whole, CIS)
    assert {one.fold for one in judge(less, CIS)} == {"", "unused default VPC"}


def test_an_account_without_vpcs_has_them_too(world: World) -> None:
    delete_vpcs(world, WITHOUT_VPCS[0])
    (less, asked), (whole, everything) = (
        read(world, account_id=WITHOUT_VPCS[0], everywhere=on) for on in (False, True)
    )
    incidents = "ssm-incidents:ListReplicationSets"  # its collector does not ask either
    assert everything - asked == {*NOT_NEEDED, "ec2:DescribeFlowLogs"} - {incidents}
    assert judge(less, CIS) == judge(whole, CIS)


def test_all_checks_together_have_them_too(world: World) -> None:
    (less, asked), (whole, everything) = read(world, ALL), read(world, ALL, everywhere=True)
    assert everything - asked == {"ec2:DescribeVpcEndpoints", "ssm-incidents:ListReplicationSets"}
    assert judge(less, ALL) == judge(whole, ALL)


@pytest.mark.parametrize(
    ("refused", "asked_then"),
    [
        ("ec2:DescribeNetworkInterfaces", {*BY_INTERFACES, "ec2:DescribeRouteTables"}),
        ("ec2:DescribeVpcPeeringConnections", {"ec2:DescribeRouteTables"}),
        ("s3:ListBuckets", {"s3control:ListAccessPoints"}),
        ("ec2:DescribeVpcs", {"ec2:DescribeFlowLogs"}),
    ],
)
def test_what_a_refused_list_would_decide_is_asked(world: World, refused: str, asked_then: set[str]) -> None:
    no = deny(refused, "UnauthorizedOperation")
    (less, asked), (whole, _) = read(world, prepare=no), read(world, prepare=no, everywhere=True)
    assert asked_then <= asked
    assert verdicts(less) == verdicts(whole)
    assert any(one.operation == refused and one.status is Status.NOT_ASSESSED for one in judge(less, CIS))


def test_network_interfaces_have_the_lists_asked_that_they_need(world: World) -> None:
    ec2 = world.client("ec2", REGION)
    ec2.create_network_interface(SubnetId=ec2.describe_subnets()["Subnets"][0]["SubnetId"])
    (less, asked), (whole, everything) = read(world), read(world, everywhere=True)
    assert everything - asked == {"cloudwatch:DescribeAlarms", "s3control:ListAccessPoints"}
    assert judge(less, CIS) == judge(whole, CIS)


def test_saved_inventories_are_judged_as_they_were(world: World) -> None:
    now = judge(read(world)[0], CIS)
    for everywhere in (False, True):  # earlier versions asked everything
        saved = save_inventory(read(world, everywhere=everywhere)[0])
        assert judge(restore_inventory(saved, plan_for(CIS)), CIS) == now


def test_a_later_rule_that_needs_what_was_not_asked_is_not_assessed(world: World) -> None:
    strict = [rule(check, in_use_only=False) for check in ENDPOINTS]
    saved = save_inventory(read(world)[0])
    found = judge(restore_inventory(saved, plan_for(strict)), strict)
    assert {(one.status, one.reason) for one in found} == {
        (Status.NOT_ASSESSED, "not asked, since the region has no ec2:NetworkInterface")
    }
    asked_for_it = judge(read(world, strict)[0], strict)
    assert {one.status for one in asked_for_it} == {Status.FAIL, Status.NOT_APPLICABLE}


@pytest.mark.parametrize("rules", [CIS, ALL], ids=["CIS", "all"])
def test_waiting_for_what_decides_takes_no_more_round_trips(rules: list[Rule]) -> None:
    assert rounds(plan_for(rules)) == rounds(plan(kind for one in rules for kind in one.kinds)) == 6


def rounds(planned: Plan) -> int:
    """How often an account waits for answers before it can ask on."""
    return sum(any(collector.takes_aws for collector in level) for level in planned.levels)
