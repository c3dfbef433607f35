"""Failures of what belongs to a group carry its name; nothing else does, whatever is decided about them."""

from collections.abc import Iterator

import pytest

from reporter.engine import folding
from reporter.engine.folding import folds
from reporter.engine.inventory import Inventory
from reporter.engine.judge import judge, rule
from reporter.model.verdicts import Status
from tests.doors import Door, Town, door_is_locked


@pytest.fixture
def folded_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "_GROUPS", {})

    @folds("old house")
    def doors(inventory: Inventory) -> Iterator[Door]:
        yield from inventory.subjects(Door)


@pytest.mark.usefixtures("folded_doors")
def test_only_failures_are_folded() -> None:
    findings = judge(Town().read(*door_is_locked.signature.kinds), [rule(door_is_locked)])
    assert {(one.status, one.fold) for one in findings} == {(Status.FAIL, "old house"), (Status.PASS, "")}
