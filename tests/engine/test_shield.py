"""What a plug-in raises becomes a value; what AWS says passes through."""

import logging
from concurrent.futures import CancelledError

import pytest

from reporter.engine.shield import Crash, shielded
from reporter.model.refusals import Gone
from tests.doors import refused


def crash_of(error: Exception) -> Crash:
    def fail() -> None:
        raise error

    crash = shielded(fail, "a test")
    assert isinstance(crash, Crash)
    return crash


def test_an_answer_is_given_on() -> None:
    assert shielded(lambda: 42, "a test") == 42


@pytest.mark.parametrize(("level", "shown"), [(logging.DEBUG, True), (logging.INFO, False)])
def test_a_crash_becomes_a_value_and_its_trace_is_a_detail(
    level: int, caplog: pytest.LogCaptureFixture, *, shown: bool
) -> None:
    with caplog.at_level(level, "reporter"):
        crash = crash_of(ZeroDivisionError("by zero"))
    assert str(crash) == "ZeroDivisionError: by zero"
    assert ("a test crashed" in caplog.text) == shown
    assert ("Traceback" in caplog.text) == shown


def test_what_passes_through_can_be_chosen() -> None:
    with pytest.raises(ZeroDivisionError):
        shielded(lambda: 1 / 0, "a test", (ArithmeticError,))
    assert isinstance(shielded(lambda: next(iter([])), "a test", ()), Crash)


@pytest.mark.parametrize("error", [refused(), Gone("bucket"), CancelledError()])
def test_a_refusal_a_vanished_resource_and_the_end_of_a_scan_pass_through(error: Exception) -> None:
    with pytest.raises(type(error)):
        crash_of(error)


@pytest.mark.parametrize("error", [KeyError("Name"), TypeError(), ValueError(), AttributeError(), RecursionError()])
def test_some_crashes_look_like_a_malformed_answer(error: Exception) -> None:
    assert crash_of(error).over_the_answer


def test_others_do_not() -> None:
    assert not crash_of(RuntimeError()).over_the_answer


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyError("Name"), "it lacks 'Name'"),
        (LookupError("it lacks the status of account 1"), "it lacks the status of account 1"),
        (ValueError("'up' is none of off, on"), "'up' is none of off, on"),
        (ValueError("invalid literal for int() with base 10: 'x'"), "it does not have the form that AWS documents"),
        (ValueError(), "it does not have the form that AWS documents"),
        (IndexError("list index out of range"), "it does not have the form that AWS documents"),
        (TypeError("'NoneType' object is not iterable"), "it does not have the form that AWS documents"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_without_names_of_python(error: Exception, words: str) -> None:
    assert crash_of(error).in_words == words
