"""An inventory that was saved is judged exactly as the fresh one."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from reporter.engine.collect import derive
from reporter.engine.inventory import Inventory
from reporter.engine.inventory_file import load_inventory, save_inventory
from reporter.engine.judge import judge, rule
from reporter.engine.plan import plan
from reporter.model.answers import Call, ReasonCode, Unavailable
from tests.doors import ACCOUNT, NOW, Alarm, Door, DoorCount, Lock, Town, door_is_locked, refused

ROOT = Path(__file__).parents[2]
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


THREADS = """
import sys
from pathlib import Path
from threading import Barrier, Thread
from reporter.engine.inventory_file import load_inventory
import tests.doors

sys.setswitchinterval(1e-6)
content, together = Path(sys.argv[1]).read_bytes(), Barrier(8)

def load():
    together.wait()
    load_inventory(content)

threads = [Thread(target=load) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_threads_may_load_inventories_at_the_same_time(tmp_path: Path) -> None:
    """Broken on purpose: take the lock out of `load_inventory`, and one of these processes ends with a signal."""
    file = tmp_path / "inventory.json"
    file.write_bytes(save_inventory(full_inventory()))
    command = [sys.executable, "-c", THREADS, str(file)]
    ended = [subprocess.run(command, cwd=ROOT, check=False, capture_output=True) for _ in range(3)]  # noqa: S603 - ourselves
    assert [(each.returncode, each.stderr) for each in ended] == [(0, b"")] * 3
