"""What a check is given as everything beside its subject: all resources of a kind in the subject's own region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pytest

from reporter.api import Aws, Severity, Verdict, check, collects, passed
from reporter.inventory import NEVER_ASKED, Inventory
from reporter.judge import judge, rule
from reporter.model import GLOBAL, Account, ReasonCode, Region, Resource, Status, Unavailable
from tests.doors import ACCOUNT, NOW, Door, House

SERVICE = "beside"

NORTH, SOUTH = (Region.of(ACCOUNT, name) for name in ("north", "south"))
DENIED = Unavailable(ReasonCode.DENIED_BY_IAM, "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shed(Resource):
    """Listed once for the account, but in a region, as buckets are."""

    kind: ClassVar[str] = "Test::Shed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bolt(Resource):
    kind: ClassVar[str] = "Test::Bolt"


@collects("shed:List")
def sheds(aws: Aws, account: Account) -> Iterator[Shed]:
    yield from ()


@collects("bolt:List")
def bolts(aws: Aws, door: Door) -> Iterator[Bolt]:
    yield from ()


@check("house-shed-bolts", title="Sheds have bolts", severity=Severity.LOW, remediation="Buy some.")
def shed_has_bolts(shed: Shed, bolts: Sequence[Bolt]) -> Verdict:
    return passed(", ".join(bolt.name for bolt in bolts))


@check("house-home-bolts", title="Homes have bolts", severity=Severity.LOW, remediation="Buy some.")
def house_has_bolts(house: House, bolts: Sequence[Bolt]) -> Verdict:
    return passed(", ".join(bolt.name for bolt in bolts))


def thing(kind: type[Resource], name: str, region: str) -> Resource:
    return kind(account_id=ACCOUNT.account_id, region=region, arn=f"{kind.__name__}/{region}/{name}", name=name)


@pytest.fixture
def inventory() -> Inventory:
    """A shed and a door in each of two regions; each door has a bolt that is named after its region."""
    inventory = Inventory(ACCOUNT, NOW)
    inventory.record(Region, ACCOUNT, (NORTH, SOUTH))
    inventory.record(Shed, ACCOUNT, tuple(thing(Shed, "s", where) for where in ("north", "south", "west")))
    inventory.record(House, ACCOUNT, (thing(House, "h", GLOBAL),))
    for region in (NORTH, SOUTH):
        door = thing(Door, "d", region.region)
        inventory.record(Door, region, (door,))
        inventory.record(Bolt, door, (thing(Bolt, region.region, region.region),))
    return inventory


def by_region(inventory: Inventory) -> dict[str, tuple[Status, str]]:
    return {one.region: (one.status, one.reason) for one in judge(inventory, [rule(shed_has_bolts)])}


def test_a_subject_is_given_what_is_in_its_own_region(inventory: Inventory) -> None:
    found = by_region(inventory)
    assert (found["north"], found["south"]) == ((Status.PASS, "north"), (Status.PASS, "south"))


def test_a_subject_of_a_region_that_was_not_scanned_is_not_assessed(inventory: Inventory) -> None:
    assert by_region(inventory)["west"] == (Status.NOT_ASSESSED, NEVER_ASKED.detail)


@pytest.mark.parametrize(("kind", "parent"), [(Door, NORTH), (Bolt, thing(Door, "d", "north"))])
def test_a_gap_in_one_region_leaves_the_others_whole(inventory: Inventory, kind: type, parent: Resource) -> None:
    inventory.record(kind, parent, DENIED)
    found = by_region(inventory)
    assert (found["north"], found["south"]) == ((Status.NOT_ASSESSED, "no"), (Status.PASS, "south"))


def test_a_subject_without_a_region_is_given_all_of_them(inventory: Inventory) -> None:
    [found] = judge(inventory, [rule(house_has_bolts)])
    assert (found.status, found.reason) == (Status.PASS, "north, south")


def test_a_subject_without_a_region_misses_what_is_missing_anywhere(inventory: Inventory) -> None:
    inventory.record(Door, SOUTH, DENIED)
    [found] = judge(inventory, [rule(house_has_bolts)])
    assert found.status is Status.NOT_ASSESSED


def test_where_the_regions_themselves_are_unknown_all_subjects_are_not_assessed() -> None:
    inventory = Inventory(ACCOUNT, NOW)
    inventory.record(Region, ACCOUNT, DENIED)
    inventory.record(Shed, ACCOUNT, (thing(Shed, "s", "north"),))
    assert by_region(inventory) == {"north": (Status.NOT_ASSESSED, "no")}
