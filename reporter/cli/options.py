"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reporter.cli.completing import complete_accounts, complete_checks, complete_runs
from reporter.cli.saying import say
from reporter.config.found import found_configuration, needed_configuration

PLACES = "reporter.yml in this folder, else in $XDG_CONFIG_HOME/aws-compliance-reporter"


def found() -> Path | None:
    """The configuration that is found by itself, after a line that says so; None where there is none."""
    file = found_configuration()
    if file:
        say(f"Configuration: {file}", error=True)
    return file


def needed() -> Path:
    """The same; raises `UserError` where there is none."""
    return found() or needed_configuration()


def _none() -> None:
    """Nothing, as the default of an option whose callback looks for the file."""


def _or_found(context: typer.Context, given: Path | None) -> Path | None:
    """The file that was named, else the one that is found; the shell's completion looks for none."""
    return given if given or context.resilient_parsing else found()


def _or_needed(context: typer.Context, given: Path | None) -> Path | None:
    return given if given or context.resilient_parsing else needed()


ConfigFile = Annotated[
    Path,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        default_factory=_none,
        callback=_or_needed,
        show_default=PLACES,
        help="The configuration, in YAML.",
    ),
]
"""The configuration of a command that needs one."""
FoundConfig = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        default_factory=_none,
        callback=_or_found,
        show_default=f"{PLACES}, else the built-in settings",
        help="The configuration, in YAML.",
    ),
]
"""The configuration of a command that also works without one."""
NamedConfig = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="FILE", help="The configuration, in YAML; never looked for: name it."),
]
"""The configuration of a command about a run: it is never looked for, since a run must not bring its own."""
ScanConfig = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        show_default=f"{PLACES}; with --resume none",
        help="The configuration, in YAML.",
    ),
]
Accounts = Annotated[
    str,
    typer.Option(metavar="ACCOUNT,..", help="Only these accounts, by id or name.", autocompletion=complete_accounts),
]
Run = Annotated[
    str,
    typer.Argument(metavar="RUN", help="The folder of a run, or s3://bucket/prefix/RUN.", autocompletion=complete_runs),
]
CheckGlobs = Annotated[
    str,
    typer.Option(
        "--checks",
        metavar="GLOB,..",
        help="Only checks whose id matches one of these patterns.",
        autocompletion=complete_checks,
    ),
]


def patterns(text: str) -> tuple[str, ...]:
    """The patterns of an option; a text without any stands for itself, and matches nothing."""
    return split(text) or ((text,) if text else ())


def split(text: str) -> tuple[str, ...]:
    """The parts of a comma-separated option."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
