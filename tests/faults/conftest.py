"""The cells of the fault matrix: a sample for every day, all of them for `make faults`."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from tests.faults.faults import KINDS
from tests.faults.recording import ASSUME_ROLE

FACTS = Path(__file__).parent.parent / "facts" / "iam_actions.csv"
with FACTS.open(newline="") as _file:
    OPERATIONS = [*(row["operation"] for row in csv.DictReader(_file)), ASSUME_ROLE]
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
