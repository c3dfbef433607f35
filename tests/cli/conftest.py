"""Fixtures for all tests of the command line."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from reporter.cli import app

CommandLine = Callable[..., Result]


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Restore the logging set-up of the process, which a command changes."""
    root, ours = logging.getLogger(), logging.getLogger("reporter")
    before = (root.level, list(root.handlers), ours.level)
    yield
    root.level, root.handlers[:], ours.level = before
    logging.captureWarnings(capture=False)


@pytest.fixture(autouse=True)
def no_configuration_of_this_machine(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's configuration, which is empty."""
    folder = tmp_path_factory.mktemp("config-home")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    return folder


def run_reporter(*arguments: object) -> Result:
    """The result of `reporter` with these arguments; an unexpected exception fails the test."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def reporter() -> CommandLine:
    """A function that runs `reporter`."""
    return run_reporter
