"""The log goes to standard error, in plain lines or in JSON."""

import io
import json
import logging
import sys
import warnings
from datetime import datetime

import pytest

from reporter.system.logs import LogLevel, Logs, chosen_logs, set_up_logs
from tests.cli.conftest import CommandLine

log = logging.getLogger("reporter.test")


def crash() -> None:
    try:
        refuse("evil \x1b[31m")
    except RuntimeError:
        log.exception("a check about [red]\x1b]0;name\x07 crashed")


def refuse(words: str) -> None:
    raise RuntimeError(words)


def test_a_plain_line_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(Logs(LogLevel.DEBUG, as_json=False))
    crash()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "ERROR reporter.test: a check about [red]␛]0;name␇ crashed"
    assert lines[1] == "Traceback (most recent call last):"
    assert lines[-1] == "RuntimeError: evil ␛[31m"


@pytest.mark.parametrize("level", [LogLevel.INFO, LogLevel.WARNING, LogLevel.ERROR])
def test_no_traceback_is_shown_unless_every_detail_is_asked_for(
    level: LogLevel, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(Logs(level))
    crash()
    assert capsys.readouterr().err == "ERROR reporter.test: a check about [red]␛]0;name␇ crashed\n"


def test_json_is_an_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(Logs(LogLevel.INFO, as_json=True))
    log.info("seen %s", "\x1b")
    crash()
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("info", "reporter.test", "seen \x1b")
    assert datetime.fromisoformat(first["time"]).utcoffset() is not None
    assert "exception" not in first
    assert second["exception"].endswith("RuntimeError: evil \x1b[31m")


def test_only_what_is_severe_enough_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(Logs(LogLevel.ERROR, as_json=False))
    log.warning("unheard")
    assert capsys.readouterr().err == ""


def test_libraries_never_log_their_details(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(Logs(LogLevel.DEBUG, as_json=False))
    logging.getLogger("botocore.auth").debug("a secret")
    log.debug("heard")
    assert capsys.readouterr().err == "DEBUG reporter.test: heard\n"


@pytest.mark.parametrize("level", [LogLevel.INFO, LogLevel.WARNING, LogLevel.ERROR])
def test_libraries_log_nothing_unless_every_detail_is_asked_for(
    level: LogLevel, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(Logs(level))
    for name in ("botocore.credentials", "urllib3.connectionpool", "concurrent.futures", "asyncio", "py.warnings"):
        logging.getLogger(name).error("Refreshing temporary credentials failed", exc_info=RuntimeError("no"))
    log.error("heard")
    assert capsys.readouterr().err == "ERROR reporter.test: heard\n"


def test_with_every_detail_the_warnings_of_libraries_come_too(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(Logs(LogLevel.DEBUG))
    logging.getLogger("botocore.credentials").warning("Refreshing temporary credentials failed")
    assert capsys.readouterr().err == "WARNING botocore.credentials: Refreshing temporary credentials failed\n"


def test_python_warnings_are_a_detail(capsys: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder) -> None:
    for level in (LogLevel.WARNING, LogLevel.DEBUG):
        set_up_logs(Logs(level))
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(capture=True)
            warnings.warn("an old Python", UserWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    assert capsys.readouterr().err.count("UserWarning: an old Python") == 1


def test_the_processes_that_a_process_starts_log_as_it_does() -> None:
    set_up_logs(Logs(LogLevel.INFO, as_json=True))
    assert chosen_logs() == Logs(LogLevel.INFO, as_json=True)


def test_the_log_follows_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up_logs(Logs(LogLevel.WARNING, as_json=False))
    replaced = io.StringIO()
    monkeypatch.setattr(sys, "stderr", replaced)
    log.warning("here")
    assert replaced.getvalue() == "WARNING reporter.test: here\n"


def test_the_command_line_sets_the_log_up(reporter: CommandLine) -> None:
    reporter("--log-level", "debug", "--log-json", "config", "schema")
    assert logging.getLogger("reporter").level == logging.DEBUG


def test_an_unknown_level_is_refused(reporter: CommandLine) -> None:
    assert reporter("--log-level", "loud", "config", "schema").exit_code == 2
