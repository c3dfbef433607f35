"""The exit codes are an interface, and nobody sees a traceback."""

import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from reporter.cli import main
from reporter.cli.exits import Program, exit_code
from reporter.model import Severity, Status, UserError
from reporter.runs import AccountRecord, Manifest, RunFolder
from reporter.scan import Outcome, Tally


def outcome(*, failing: Severity | None = None, unseen: int = 0, state: str = "scanned") -> Outcome:
    manifest = Manifest(
        run_id="1",
        title="t",
        classification="c",
        tool_version="1",
        started=datetime(2026, 11, 21, tzinfo=UTC),
        caller_arn="me",
        accounts=(AccountRecord(id="1", name="one", state=state),),
    )
    tally = Tally(Counter({Status.NOT_ASSESSED: unseen, Status.PASS: 1}), Counter({failing: 1} if failing else {}))
    return Outcome(RunFolder(Path()), manifest, {"1": tally})


def test_0_means_that_everything_was_seen() -> None:
    assert exit_code(outcome(), None) == 0


def test_failures_do_not_change_the_exit_code_unless_one_asks() -> None:
    assert exit_code(outcome(failing=Severity.CRITICAL), None) == 0


@pytest.mark.parametrize(("fail_on", "code"), [(Severity.LOW, 1), (Severity.MEDIUM, 1), (Severity.HIGH, 0)])
def test_1_means_that_something_fails_that_is_as_grave_as_asked(fail_on: Severity, code: int) -> None:
    assert exit_code(outcome(failing=Severity.MEDIUM), fail_on) == code


def test_3_means_that_something_was_not_seen() -> None:
    assert exit_code(outcome(unseen=1), None) == 3
    assert exit_code(outcome(state="unreachable"), Severity.LOW) == 3


def test_a_proven_failure_stands_whatever_else_is_unknown() -> None:
    assert exit_code(outcome(failing=Severity.HIGH, unseen=1), Severity.HIGH) == 1


def end(error: BaseException) -> Result:
    """What becomes of an error inside a command."""
    program = typer.Typer(cls=Program)

    @program.command()
    def fail() -> None:
        raise error

    @program.command()
    def other() -> None:
        """A program of one command is no group."""

    return CliRunner().invoke(program, ["fail"])


def test_what_the_user_can_mend_is_told_in_plain_words_with_exit_code_2() -> None:
    result = end(UserError("first mistake\nsecond \x1b[31mmistake"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "first mistake\nsecond ␛[31mmistake\n"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(13, "Permission denied", "/root/runs"), "/root/runs: Permission denied\n"),
        (OSError(28, "No space left on device"), "No space left on device\n"),
        (OSError("the disk is on fire"), "the disk is on fire\n"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(error: OSError, told: str) -> None:
    result = end(error)
    assert (result.exit_code, result.stderr) == (2, told)


def test_an_interruption_ends_with_a_word() -> None:
    result = end(KeyboardInterrupt())
    assert (result.exit_code, result.stderr) == (130, "interrupted\n")


def test_a_defect_of_our_own_is_not_hidden() -> None:
    assert isinstance(end(ZeroDivisionError()).exception, ZeroDivisionError)


@pytest.mark.parametrize("arguments", [["checks", "list"], ["config", "schema"]])
def test_a_reader_that_goes_away_is_no_error(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "w") as nobody_reads:
        monkeypatch.setattr(sys, "stdout", nobody_reads)
        monkeypatch.setattr(sys, "argv", ["reporter", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 141


def test_main_is_what_the_command_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["reporter", "checks", "show", "s3-bucket-public-acces-blocked"])
    with pytest.raises(SystemExit) as ended:
        main()
    told = "there is no check 's3-bucket-public-acces-blocked'; did you mean 's3-bucket-public-access-blocked'?\n"
    assert (ended.value.code, capsys.readouterr().err) == (2, told)
