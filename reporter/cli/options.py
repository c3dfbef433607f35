"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[Path, typer.Option("--config", "-c", metavar="FILE", help="The configuration, in YAML.")]
OptionalConfig = Annotated[
    Path | None, typer.Option("--config", "-c", metavar="FILE", help="The configuration, in YAML; none: the defaults.")
]
Run = Annotated[str, typer.Argument(metavar="RUN", help="The folder of a run, or s3://bucket/prefix/RUN.")]
CheckGlobs = Annotated[
    str, typer.Option("--checks", metavar="GLOB,..", help="Only checks whose id matches one of these patterns.")
]


def patterns(text: str) -> tuple[str, ...]:
    """The patterns of an option; a text without any stands for itself, and matches nothing."""
    return split(text) or ((text,) if text else ())


def split(text: str) -> tuple[str, ...]:
    """The parts of a comma-separated option."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
