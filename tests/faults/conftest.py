"""The cells of the fault matrix: a sample by default, all of them for `make exhaustive`."""

from __future__ import annotations

import random

import pytest

from tests.facts import actions_of_operations
from tests.faults.faults import KINDS
from tests.faults.recording import ENTRY

OPERATIONS = [*actions_of_operations(), *ENTRY]
CELLS = [(operation, kind.name) for operation in OPERATIONS for kind in KINDS if kind.concerns(operation)]
SAMPLE = 72
SEED = 20261121


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each cell its own test."""
    if {"operation", "kind"} <= set(metafunc.fixturenames):
        whole = bool(metafunc.config.getoption("--exhaustive"))
        metafunc.parametrize(("operation", "kind"), CELLS if whole else sample())


def sample() -> list[tuple[str, str]]:
    """A fixed sample that includes every operation and every kind of fault."""
    dice = random.Random(SEED)  # noqa: S311 - no security depends on it
    shuffled = dice.sample(CELLS, len(CELLS))
    of_each_kind = {kind: (operation, kind) for operation, kind in shuffled}
    of_each_operation = {operation: (operation, kind) for operation, kind in shuffled}
    some = dict.fromkeys([*of_each_kind.values(), *of_each_operation.values()])
    others = [cell for cell in shuffled if cell not in some]
    return [*some, *others[: max(0, SAMPLE - len(some))]]
