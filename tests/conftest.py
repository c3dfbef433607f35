"""Fixtures for all tests."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from reporter.demo.emulator import emulated_aws
from reporter.scan.tuning import look_for_garbage_seldom
from tests.world import World

os.environ.pop("COLUMNS", None)  # that of the terminal of pytest-xdist
look_for_garbage_seldom()
hypothesis.settings.register_profile("reporter", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("reporter")

GOLDEN = Path(__file__).parent / "golden"

Golden = Callable[[str, str | bytes], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files instead of comparing")
    parser.addoption("--exhaustive", action="store_true", help="every fault, attack and kill instead of a sample")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count no coverage for hypothesis tests: the next run may not find the same examples."""
    for item in items:
        if isinstance(item, pytest.Function) and hypothesis.is_hypothesis_test(item.obj):
            item.add_marker("no_cover")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the results of the faults that tests/faults injected."""
    properties = [each for report in terminalreporter.getreports("passed") for each in report.user_properties]
    for name in ("fault", "missing member", "odd item"):
        outcomes = Counter(str(outcome) for property_, outcome in properties if property_ == name)
        if outcomes:
            counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
            terminalreporter.write_line(f"fault matrix: {outcomes.total()} {name}s withstood: {counts}")


@pytest.fixture(scope="session")
def extent(pytestconfig: pytest.Config) -> str:
    """How many of the attacks and kills: "sample" or "all"."""
    return "all" if pytestconfig.getoption("--exhaustive") else "sample"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares with tests/golden/<name>, byte for byte; `pytest --update-golden` writes the file."""
    update = bool(request.config.getoption("--update-golden"))

    def compare(name: str, actual: str | bytes) -> None:
        file = GOLDEN / name
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(actual.encode() if isinstance(actual, str) else actual)
        assert file.exists(), f"{file} is missing: look at the output, then run pytest --update-golden"
        expected = file.read_bytes()
        # Text is compared as text, so that pytest shows the lines that differ.
        assert actual == (expected.decode() if isinstance(actual, str) else expected)

    return compare


@pytest.fixture
def world() -> Iterator[World]:
    """An empty AWS, without a connection to the real one."""
    with emulated_aws() as emulator:
        yield World(emulator)
