"""An inventory that was saved is judged exactly as the fresh one."""

from datetime import UTC, datetime

from reporter.collect import derive, plan
from reporter.evidence import load_inventory, save_inventory
from reporter.inventory import Inventory
from reporter.judge import judge, rule
from reporter.model import Call, ReasonCode, Unavailable
from tests.doors import ACCOUNT, NOW, Alarm, Door, DoorCount, Lock, Town, door_is_locked, refused

KINDS = (Lock, DoorCount, Alarm)


def full_inventory() -> Inventory:
    town = Town()
    town.answers["door:get_lock/north/back"] = refused()
    inventory = town.read(*KINDS)
    at = datetime(2026, 11, 21, tzinfo=UTC).isoformat()
    inventory.calls = (
        Call("door:List", "south", "{}", at, "id-2", "ok"),
        Call("door:List", "north", "{}", at, "id-1", "ok"),
    )
    inventory.caller_arn = "arn:aws:sts::1:assumed-role/x/y"
    return inventory


def test_a_saved_inventory_comes_back_whole() -> None:
    inventory = full_inventory()
    loaded = load_inventory(save_inventory(inventory))
    derive(plan(KINDS), loaded)
    assert loaded.answers == inventory.answers
    assert (loaded.account, loaded.now, loaded.caller_arn) == (ACCOUNT, NOW, inventory.caller_arn)
    assert [call.request_id for call in loaded.calls] == ["id-1", "id-2"]


def test_judging_the_saved_one_gives_the_same_findings() -> None:
    inventory = full_inventory()
    loaded = load_inventory(save_inventory(inventory))
    derive(plan([Lock]), loaded)
    assert judge(loaded, [rule(door_is_locked)]) == judge(inventory, [rule(door_is_locked)])


def test_saving_twice_gives_the_same_bytes() -> None:
    inventory = full_inventory()
    assert save_inventory(inventory) == save_inventory(load_inventory(save_inventory(inventory)))


def test_what_can_be_derived_again_is_not_kept() -> None:
    assert b"DoorCount" not in save_inventory(full_inventory())


def test_an_account_that_could_not_be_entered_is_evidence_too() -> None:
    why = Unavailable(ReasonCode.ROLE_NOT_ASSUMABLE, "no such role")
    assert load_inventory(save_inventory(Inventory(ACCOUNT, NOW, unreachable=why))).unreachable == why


def test_resources_come_back_as_what_they_were() -> None:
    loaded = load_inventory(save_inventory(full_inventory()))
    assert loaded.subjects(Door) == full_inventory().subjects(Door)
