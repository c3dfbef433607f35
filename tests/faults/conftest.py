"""The cells of the fault matrix: a sample for every day, all of them for `make faults`."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from tests.faults.faults import KINDS
from tests.faults.recording import ASSUME_ROLE

FACTS = Path(__file__).parent.parent / "facts"


def facts(name: str) -> list[list[str]]:
    """The rows of a table of known facts."""
    with (FACTS / name).open(newline="") as file:
        return list(csv.reader(file))[1:]


OPERATIONS = [*(operation for operation, *_ in facts("iam_actions.csv")), ASSUME_ROLE]
CELLS = [(operation, kind.name) for operation in OPERATIONS for kind in KINDS]
SAMPLE = 72
SEED = 20261121


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each cell a test of its own."""
    if {"operation", "kind"} <= set(metafunc.fixturenames):
        whole = bool(metafunc.config.getoption("--all-faults"))
        metafunc.parametrize(("operation", "kind"), CELLS if whole else sample())


def sample() -> list[tuple[str, str]]:
    """The same cells each time: every operation is in it, and every kind of fault."""
    dice = random.Random(SEED)  # noqa: S311 - nobody guesses at it
    kinds = [kind.name for kind in KINDS]
    one_each = [(operation, kinds[number % len(kinds)]) for number, operation in enumerate(OPERATIONS)]
    others = [cell for cell in CELLS if cell not in one_each]
    return [*one_each, *dice.sample(others, max(0, SAMPLE - len(one_each)))]
