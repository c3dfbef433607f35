"""Tags that AWS tells of a resource decide who owns what is found there, and what is waived, and so they do offline."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from checks.ec2.network import elastic_ip_is_in_use
from checks.iam.users import user_holds_no_policies
from reporter.config.settings import OwnerRule
from reporter.engine.check import AnyCheck
from reporter.engine.inventory_file import restore_inventory, save_inventory
from reporter.engine.judge import rule
from reporter.engine.plan import plan
from reporter.model.scope import Scope
from reporter.model.subjects import Account
from reporter.model.verdicts import Status
from reporter.rules.owners_and_waivers import OwnersAndWaivers
from reporter.runs import WaiverRecord
from tests.world import ACCOUNT_ID, NOW, World

HOME = Account.of(ACCOUNT_ID, "home", owner="platform", tags={"team": "web", "stage": "prod"})


def owners_and_waivers(**tags: str) -> OwnersAndWaivers:
    """The legacy team owns what bears its tag; what bears these tags is waived."""
    waiver = WaiverRecord(
        id="W-1",
        scope=Scope(tags=tags),
        reason="until the move",
        owner="li",
        approver="anna",
        expires=NOW.at.date() + timedelta(30),
    )
    return OwnersAndWaivers((OwnerRule(name="legacy team", scope=Scope(tags={"team": "legacy"})),), (waiver,))


def shown(world: World, agreed: OwnersAndWaivers, check: AnyCheck, *regions: str) -> set[tuple[str, Status, str, str]]:
    """Of every finding its name, status, owner and waiver, which are the same when the evidence is judged again."""
    rules = [rule(check)]
    inventory = world.read(*check.signature.kinds, regions=regions)
    inventory.account = HOME
    found = agreed.judged(inventory, rules)
    assert agreed.judged(restore_inventory(save_inventory(inventory), plan(check.signature.kinds)), rules) == found
    return {(one.resource_name, one.status, one.owner, one.waiver) for one in found}


def tagged(**tags: str) -> list[dict[str, Any]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def test_addresses_are_distinguished_by_their_tags(world: World) -> None:
    ec2 = world.client("ec2")
    for name, team in {"old": "legacy", "new": "shop", "bare": ""}.items():
        tags = tagged(Name=name, **({"team": team} if team else {}))
        ec2.allocate_address(TagSpecifications=[{"ResourceType": "elastic-ip", "Tags": tags}])
    assert shown(world, owners_and_waivers(team="legacy"), elastic_ip_is_in_use, "us-east-1") == {
        ("old", Status.WAIVED, "legacy team", "W-1"),
        ("new", Status.FAIL, "", ""),
        ("bare", Status.FAIL, "", ""),
    }
    assert shown(world, owners_and_waivers(team="web", stage="prod"), elastic_ip_is_in_use, "us-east-1") == {
        ("old", Status.FAIL, "legacy team", ""),
        ("new", Status.FAIL, "", ""),
        ("bare", Status.WAIVED, "", "W-1"),
    }


def test_users_are_distinguished_by_their_tags(world: World) -> None:
    iam = world.client("iam")
    policy = '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}'
    for name, team in {"anna": "legacy", "li": "shop"}.items():
        iam.create_user(UserName=name, Tags=tagged(team=team))
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy)
    assert shown(world, owners_and_waivers(team="l*"), user_holds_no_policies) == {
        ("anna", Status.WAIVED, "legacy team", "W-1"),
        ("li", Status.FAIL, "", ""),
    }
