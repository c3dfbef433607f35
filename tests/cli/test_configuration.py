"""Commands find their configuration by themselves; those about a run want it named."""

import logging
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.world import World

PASSWORDS = "iam-password-policy-minimum-length"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which has a configuration."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reporter.yml").write_text(f"checks: {{include: [{PASSWORDS}]}}\n")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [["checks"], ["checks", "list"], ["frameworks"], ["config", "check"], ["policy"], ["checks", "show", PASSWORDS]],
    ids=" ".join,
)
def test_the_configuration_that_is_found_is_used_and_named(
    here: Path, reporter: CommandLine, command: list[str]
) -> None:
    result = reporter(*command)
    assert (result.exit_code, result.stderr) == (0, "Configuration: reporter.yml\n")


def test_only_the_checks_of_the_found_configuration_are_listed(here: Path, reporter: CommandLine) -> None:
    assert reporter("checks").stdout.splitlines()[-1].startswith("1 check; costly")


def test_a_scan_uses_the_configuration_that_is_found(here: Path, world: World, reporter: CommandLine) -> None:
    result = reporter("scan")
    assert result.exit_code == 0
    assert result.stderr.startswith("Configuration: reporter.yml\n")
    assert "1 failing" in result.stdout


def test_without_a_configuration_a_scan_says_where_it_looked(
    tmp_path: Path, reporter: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("scan", "doctor", "accounts"):
        result = reporter(command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("there is no configuration (reporter.yml in this folder, or ")


def test_a_run_is_sent_by_a_named_configuration_only(here: Path, reporter: CommandLine) -> None:
    result = reporter("send", "runs/x")
    assert result.exit_code == 2
    assert result.stderr.startswith("name a configuration with -c: it decides who receives a run and how")
    assert result.stderr.endswith("; found here: -c reporter.yml\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["config", "schema", "--log-level", "debug", "--log-json"],
        ["config", "--log-json", "schema", "--log-level=debug"],
        ["--log-level", "debug", "config", "schema"],
    ],
    ids=" ".join,
)
def test_shared_options_stand_before_or_after_the_command(reporter: CommandLine, arguments: list[str]) -> None:
    assert reporter(*arguments).exit_code == 0
    assert logging.getLogger("reporter").level == logging.DEBUG


def test_what_follows_two_dashes_is_no_shared_option(reporter: CommandLine) -> None:
    assert reporter("checks", "show", "--", "--log-json").stderr.startswith("there is no check '--log-json'")


def test_a_shared_option_without_its_value_is_a_mistake(reporter: CommandLine) -> None:
    result = reporter("config", "schema", "--log-level")
    assert result.exit_code == 2
    assert "Invalid value for '--log-level'" in result.stderr
