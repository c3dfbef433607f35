"""Finds the configuration of a command that names none: in the current folder, else in the user's configuration."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from reporter.model.errors import UserError

NAME = "reporter.yml"
PRODUCT = "aws-compliance-reporter"
RUN_MARK = "run.json"
"""The manifest of a run: what is inside of a run folder is data, and never a configuration."""


def found_configuration() -> Path | None:
    """The configuration that applies here; raises `UserError` for a file that other users may have written."""
    file = next((place for place in places() if place.is_file()), None)
    if file and not _is_ours(file):
        raise UserError(f"{file} was found, but other users own it or may write to it; if you trust it: -c {file}")
    return file


def needed_configuration() -> Path:
    """The configuration that applies here; raises `UserError` where there is none."""
    file = found_configuration()
    if not file:
        looked_for = f"{NAME} in this folder, or {user_configuration()}"
        raise UserError(f"there is no configuration ({looked_for}): `reporter config init` writes one; -c names one")
    return file


def places() -> Iterator[Path]:
    """Where a configuration is looked for, in order; the current folder counts unless it is part of a run."""
    here = Path.cwd()
    if not any((folder / RUN_MARK).exists() for folder in (here, *here.parents)):
        yield Path(NAME)
    yield user_configuration()


def user_configuration() -> Path:
    """The place of the user's own configuration; a relative XDG_CONFIG_HOME is ignored, as its standard demands."""
    home = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    return (home if home.is_absolute() else Path("~/.config").expanduser()) / PRODUCT / NAME


def _is_ours(file: Path) -> bool:
    """Whether the file belongs to this user or to root, and not everyone may write to it."""
    state = file.stat()
    return state.st_uid in (0, os.getuid()) and not state.st_mode & stat.S_IWOTH
