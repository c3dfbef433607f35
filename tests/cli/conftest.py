"""What every test of the command line may use."""

import logging
from collections.abc import Callable, Iterator

import pytest
from typer.testing import CliRunner, Result

from reporter.cli import app

CommandLine = Callable[..., Result]


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command sets the logs of the process up; the next test wants them as they were."""
    root, ours = logging.getLogger(), logging.getLogger("reporter")
    before = (root.level, list(root.handlers), ours.level)
    yield
    root.level, root.handlers[:], ours.level = before
    logging.captureWarnings(capture=False)


def run_reporter(*arguments: object) -> Result:
    """What `reporter` does with some arguments; whatever is no clean end of the program fails the test."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def reporter() -> CommandLine:
    """Runs `reporter`."""
    return run_reporter
