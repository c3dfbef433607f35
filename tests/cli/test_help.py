"""Help comes at once and tells what every command and option is for."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from reporter import __version__
from reporter.cli import app
from tests.cli.conftest import CommandLine

HEAVY = ("boto3", "botocore", "duckdb", "openpyxl", "pydantic", "jinja2", "moto", "msgspec", "yaml")


def commands(command: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, *path, name)


EVERY = dict(commands(typer.main.get_command(app)))


def test_there_is_a_command_for_everything() -> None:
    names = {" ".join(path) for path in EVERY}
    assert names >= {
        "demo", "scan", "doctor", "report", "accounts", "policy",
        "checks list", "checks show", "checks new",
        "frameworks list", "frameworks show",
        "config init", "config check", "config schema",
    }  # fmt: skip


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...], reporter: CommandLine) -> None:
    result = reporter(*path, "--help")
    assert result.exit_code == 0
    assert EVERY[path].help.split()[0] in result.output
    assert all(option.help for option in EVERY[path].params if option.param_type_name == "option")


def test_the_version_is_reported(reporter: CommandLine) -> None:
    assert reporter("--version").output == f"reporter {__version__}\n"


def test_the_shell_can_complete(reporter: CommandLine) -> None:
    assert "--install-completion" in reporter("--help").output


@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_nothing_heavy_is_loaded_for(flag: str) -> None:
    code = f"""
import sys
sys.argv = ["reporter", {flag!r}]
from reporter.cli import main
try:
    main()
finally:
    print("loaded:", *sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603 - our own code
    assert done.stderr == "loaded:\n"
