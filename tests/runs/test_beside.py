"""What a check is given beside its subject: all resources of a kind in its own region, or the one that is the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest

from reporter.api import Aws, Severity, Verdict, check, collects, failed, passed
from reporter.engine.inventory import NEVER_ASKED, NONE_BESIDE, Aside, Inventory
from reporter.engine.judge import judge, rule
from reporter.engine.loader import verify
from reporter.engine.signature import Input
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.gaps import Unread
from reporter.model.subjects import GLOBAL, Account, Region, Resource
from reporter.model.verdicts import Status
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Resource):
    """A door once more, as a surveyor lists it."""

    kind: ClassVar[str] = "Test::Door"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle(Resource):
    """A part of a door, under its ARN."""

    kind: ClassVar[str] = "Test::Handle"
    part_of_kind: ClassVar[str] = "Test::Door"


@collects("survey:List")
def surveys(aws: Aws, region: Region) -> Iterator[Survey]:
    yield from ()


@collects("handle:List")
def handles(aws: Aws, door: Door) -> Iterator[Handle]:
    yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Latch(Resource):
    """A door once more, listed for each door by itself."""

    kind: ClassVar[str] = "Test::Door"


@collects("latch:List")
def latches(aws: Aws, door: Door) -> Iterator[Latch]:
    yield from ()


@check("house-door-surveyed", title="Doors are surveyed", severity=Severity.LOW, remediation="Survey it.")
def door_is_surveyed(door: Door, survey: Survey) -> Verdict:
    return passed(survey.name)


@check("house-handle-fits", title="Handles fit", severity=Severity.LOW, remediation="Buy another.")
def handle_fits(handle: Handle, door: Door, survey: Survey | Unavailable) -> Verdict:
    return failed(survey.detail) if isinstance(survey, Unavailable) else passed(f"{door.name}, {survey.name}")


def listed_twice(*surveyed: str) -> Inventory:
    """Doors a and b of the north, each with a handle, and the surveys of some doors."""
    inventory = Inventory(ACCOUNT, NOW)
    inventory.record(Region, ACCOUNT, (NORTH,))
    doors = [thing(Door, name, "north") for name in "ab"]
    inventory.record(Door, NORTH, tuple(doors))
    for door in doors:
        handle = Handle(account_id=door.account_id, region="north", arn=door.arn, name="handle", part="handle")
        inventory.record(Handle, door, (handle,))
    surveys = (replace(thing(Survey, name, "north"), arn=f"Door/north/{name}", name=f"of {name}") for name in surveyed)
    inventory.record(Survey, NORTH, tuple(surveys))
    return inventory


def verdicts(inventory: Inventory, one: Any) -> dict[str, tuple[Status, str]]:
    return {found.arn: (found.status, found.reason) for found in judge(inventory, [rule(one)])}


def test_a_subject_is_given_the_one_of_another_kind_that_is_the_same_in_aws() -> None:
    verify(door_is_surveyed)
    assert verdicts(listed_twice("a", "b"), door_is_surveyed) == {
        "Door/north/a": (Status.PASS, "of a"),
        "Door/north/b": (Status.PASS, "of b"),
    }


def test_a_part_is_given_the_one_that_it_is_a_part_of() -> None:
    verify(handle_fits)
    assert verdicts(listed_twice("a"), handle_fits) == {
        "Door/north/a": (Status.PASS, "a, of a"),
        "Door/north/b": (Status.FAIL, NONE_BESIDE.detail),
    }


def test_where_none_was_listed_the_subject_is_not_assessed() -> None:
    assert verdicts(listed_twice("b"), door_is_surveyed)["Door/north/a"] == (Status.NOT_ASSESSED, NONE_BESIDE.detail)


def test_what_could_not_be_listed_may_be_the_one_that_is_missing() -> None:
    inventory = listed_twice()
    inventory.record(Survey, NORTH, DENIED)
    assert set(verdicts(inventory, door_is_surveyed).values()) == {(Status.NOT_ASSESSED, "no")}


def test_one_that_could_not_be_read_is_missing_to_its_own_subject_and_to_those_without_one() -> None:
    inventory = listed_twice("b")
    unread = Unread(account_id=ACCOUNT.account_id, region="north", arn="Door/north/a", why=DENIED)
    of_b = tuple(inventory.subjects(Survey))
    inventory.record(Survey, NORTH, of_b, Aside((unread,)))
    assert verdicts(inventory, door_is_surveyed) == {
        "Door/north/a": (Status.NOT_ASSESSED, "no"),
        "Door/north/b": (Status.PASS, "of b"),
    }


def test_a_list_of_another_subject_is_no_matter_of_this_one() -> None:
    """The latch of a cannot be listed; b has none."""
    inventory = listed_twice()
    doors = inventory.subjects(Door)
    inventory.record(Latch, doors[0], DENIED)
    inventory.record(Latch, doors[1], ())
    source = inventory.source(Input("latch", Latch), Door)
    assert [source(door) for door in doors] == [DENIED, NONE_BESIDE]


def test_finding_it_costs_no_more_for_each_of_many_than_for_each_of_few() -> None:
    """Broken on purpose: look for it in `subjects` for each subject."""
    looked_at = 0

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Counted(Survey):
        @property
        def key(self) -> str:
            nonlocal looked_at
            looked_at += 1
            return self.arn

    inventory = Inventory(ACCOUNT, NOW)
    names = [f"d{number}" for number in range(500)]
    inventory.record(Region, ACCOUNT, (NORTH,))
    inventory.record(Door, NORTH, tuple(thing(Door, name, "north") for name in names))
    inventory.record(
        Survey,
        NORTH,
        tuple(Counted(account_id=ACCOUNT.account_id, region="north", arn=f"Door/north/{name}") for name in names),
    )
    assert len(verdicts(inventory, door_is_surveyed)) == 500
    assert looked_at == 500
