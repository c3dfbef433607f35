"""What evidence calls a kind does not depend on where its class stands, and never changes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from reporter.engine.collector import collects, is_collected, kind_named, name_of
from reporter.engine.inventory import Inventory
from reporter.engine.inventory_file import load_inventory, save_inventory
from reporter.engine.kind_names import Unnamed, declared_name, former_names
from reporter.engine.loader import load_checks
from reporter.engine.signature import SignatureError
from reporter.model.answers import Fact
from reporter.model.given import OwnOrganization
from reporter.model.subjects import Account, Region
from tests.doors import ACCOUNT, NOW, Door
from tests.facts import kind_names

SOURCE = """
from reporter.model.answers import Fact
from reporter.model.subjects import Account
class Bicycle(Fact):
    pass
def bicycle(account: Account) -> Bicycle:
    return Bicycle()
"""


@pytest.fixture
def modules() -> Iterator[dict[str, ModuleType]]:
    """Modules that are put here are loaded as long as the test lasts."""
    loaded: dict[str, ModuleType] = {}
    yield loaded
    for name in loaded:
        del sys.modules[name]


def module(modules: dict[str, ModuleType], name: str, source: str = "", file: str = "") -> Any:
    made = ModuleType(name)
    sys.modules[name] = modules[name] = made
    exec(compile(source, file or f"{name}.py", "exec"), vars(made))  # noqa: S102 - our own text
    return made


def test_every_name_of_today_is_one_that_stays() -> None:
    load_checks()
    names = kind_names()
    assert names - built_in() == set(), "evidence that has these names could not be read any more"
    assert built_in() - names == set(), "new kinds: add their names to tests/facts/<service>.csv"
    assert set(former_names().values()) <= names


def built_in() -> set[str]:
    """The names of all kinds that the modules of the product define."""
    members = [
        one for name, module in sys.modules.items() if name.startswith("reporter.") for one in vars(module).values()
    ]
    kinds = {one for one in members if isinstance(one, type) and one.__module__.startswith("reporter.")}
    return {name_of(kind) for kind in kinds if is_collected(kind)}


def test_a_kind_that_moves_to_another_module_keeps_its_name(modules: dict[str, ModuleType]) -> None:
    here = module(modules, "shed_of_old", f'SERVICE = "cycling"\n{SOURCE}')
    there = module(modules, "garages", 'SERVICE = "cycling"')
    deeper = module(modules, "garages.cellar", SOURCE)
    assert there.SERVICE
    assert declared_name(here.Bicycle) == declared_name(deeper.Bicycle) == "cycling:Bicycle"


def test_a_kind_that_is_renamed_keeps_the_name_that_its_class_states() -> None:
    class Tricycle(Fact):
        saved_as = "cycling:Bicycle"

    class Racer(Tricycle):
        pass

    assert declared_name(Tricycle) == "cycling:Bicycle"
    with pytest.raises(Unnamed, match="for Racer"):  # another kind, which says nothing of itself
        declared_name(Racer)
    assert (name_of(Region), name_of(OwnOrganization)) == ("account:Region", "organizations:OwnOrganization")


@pytest.mark.parametrize("service", ["", 'SERVICE = "Some Service"'])
def test_a_kind_without_a_name_is_refused(service: str, modules: dict[str, ModuleType]) -> None:
    made = module(modules, "nameless", f"{service}\n{SOURCE}")
    with pytest.raises(SignatureError, match=r"nameless\.py:\d+: bicycle: evidence has no name for Bicycle: write SER"):
        collects()(made.bicycle)
    with pytest.raises(Unnamed, match="into nameless or into a package around it"):
        declared_name(made.Bicycle)


def test_two_kinds_of_one_name_are_refused_and_both_places_are_named(modules: dict[str, ModuleType]) -> None:
    one, two = (module(modules, name, f'SERVICE = "twice"\n{SOURCE}') for name in ("one_shed", "other_shed"))
    collects()(one.bicycle)
    shown = (
        r"other_shed\.py:\d+: evidence has one kind named twice:Bicycle, which is collected at one_shed\.py:\d+: give"
    )
    with pytest.raises(SignatureError, match=shown):
        collects()(two.bicycle)


def test_a_file_that_is_loaded_again_gives_the_same_kind_anew(modules: dict[str, ModuleType]) -> None:
    for name in ("loaded", "loaded_again"):
        made = module(modules, name, f'SERVICE = "again"\n{SOURCE}', "bicycles.py")
        collects()(made.bicycle)
        assert kind_named("again:Bicycle") is made.Bicycle


def test_a_kind_of_others_is_found_by_the_module_that_older_evidence_names(modules: dict[str, ModuleType]) -> None:
    made = module(modules, "acme_checks", f'SERVICE = "acme"\n{SOURCE}')
    collects()(made.bicycle)
    assert kind_named("acme_checks:Bicycle") is kind_named("acme:Bicycle") is made.Bicycle


def test_what_was_gone_is_known_by_its_name_of_today() -> None:
    load_checks()
    inventory = Inventory(ACCOUNT, NOW, gone_kinds={"doors:Door", "reporter.aws.s3:Bucket", "house:Torn"})
    again = load_inventory(save_inventory(inventory))
    assert again.gone_kinds == {name_of(Door), "s3:Bucket", "house:Torn"}


def test_what_is_given_from_the_start_needs_no_name() -> None:
    assert not is_collected(Account)
    with pytest.raises(KeyError, match="nothing collects account:Account"):
        kind_named("account:Account")
