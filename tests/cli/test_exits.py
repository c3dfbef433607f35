"""The exit codes are an interface, and no traceback is shown."""

import logging
import os
import stat
import sys
import tempfile
from collections import Counter
from concurrent.futures import CancelledError
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from reporter import __version__
from reporter.cli import main
from reporter.cli.exits import Program, exit_code
from reporter.model.errors import UserError
from reporter.model.refusals import Gone
from reporter.model.verdicts import Severity, Status
from reporter.runs import AccountRecord, Manifest, RunFolder
from reporter.scan import Outcome, ScanTally


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
    tally = ScanTally(Counter({Status.NOT_ASSESSED: unseen, Status.PASS: 1}), Counter({failing: 1} if failing else {}))
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


def test_what_the_user_can_correct_is_reported_in_plain_words_with_exit_code_2() -> None:
    result = end(UserError("first mistake\nsecond \x1b[31mmistake"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "first mistake\nsecond ␛[31mmistake\n"


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (PermissionError(13, "Permission denied", "/root/runs"), "/root/runs: Permission denied\n"),
        (OSError(28, "No space left on device"), "No space left on device\n"),
        (OSError("the disk is on fire"), "the disk is on fire\n"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(error: OSError, shown: str) -> None:
    result = end(error)
    assert (result.exit_code, result.stderr) == (2, shown)


def test_an_interruption_ends_with_a_word() -> None:
    result = end(KeyboardInterrupt())
    assert (result.exit_code, result.stderr) == (130, "interrupted\n")


@pytest.fixture
def traces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the traces of defects are kept."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("by zero"), EOFError(), Gone("bucket"), CancelledError(), KeyError("x")]
)
def test_a_defect_of_our_own_is_70_in_one_sentence_and_its_trace_is_kept(error: Exception, traces: Path) -> None:
    result = end(error)
    [file] = traces.iterdir()
    assert (result.exit_code, result.stdout) == (70, "")
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith(f"reporter has a defect, and ended: {type(error).__name__}")
    assert f"the trace is in {file}: please review it and send it" in result.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "Traceback (most recent call last)" in file.read_text()
    assert f"reporter {__version__}, Python 3." in file.read_text()


def test_neither_the_sentence_nor_the_trace_holds_a_secret(traces: Path) -> None:
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    result = end(RuntimeError(f"aws_secret_access_key = {secret}"))
    [file] = traces.iterdir()
    assert secret not in result.stderr + file.read_text()


def test_with_every_detail_the_trace_of_a_defect_is_on_the_screen(
    traces: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "reporter"):
        result = end(ZeroDivisionError("by zero"))
    assert (result.exit_code, list(traces.iterdir())) == (70, [])
    assert "the trace is above" in result.stderr
    assert "Traceback" in caplog.text


def test_a_defect_that_leaves_no_trace_is_reported_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    result = end(ZeroDivisionError("by zero"))
    assert result.exit_code == 70
    assert "no trace could be kept" in result.stderr
    assert "--log-level debug" in result.stderr


def test_a_question_without_an_answer_is_no_finding() -> None:
    result = end(typer.Abort())
    assert (result.exit_code, result.stderr) == (2, "no answer was given, so nothing was done\n")


def test_a_defect_before_the_first_command_is_70_too(traces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(lambda: 1 / 0)
    assert ended.value.code == 70
    assert capsys.readouterr().err.startswith("reporter has a defect, and ended: ZeroDivisionError")


def test_a_program_that_ends_by_itself_ends_well() -> None:
    main(lambda: None)


@pytest.mark.parametrize(
    "arguments", [["checks", "list"], ["checks", "show", "ec2-eip-associated"], ["config", "schema"]]
)
def test_a_reader_that_goes_away_is_no_error(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "w") as broken_pipe:
        monkeypatch.setattr(sys, "stdout", broken_pipe)
        monkeypatch.setattr(sys, "argv", ["reporter", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 141


def test_main_is_what_the_command_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["reporter", "checks", "show", "s3-bucket-public-acces-blocked"])
    with pytest.raises(SystemExit) as ended:
        main()
    shown = "there is no check 's3-bucket-public-acces-blocked'; did you mean 's3-bucket-public-access-blocked'?\n"
    assert (ended.value.code, capsys.readouterr().err) == (2, shown)


def test_python_m_is_a_way_to_start_it_and_importing_it_starts_nothing() -> None:
    assert import_module("reporter.__main__").__doc__
