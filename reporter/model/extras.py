"""The optional dependencies of the product."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reporter.model.errors import UserError


@contextmanager
def extra(name: str) -> Iterator[None]:
    """A context in which modules of an extra are imported; raises `UserError` with how to install it."""
    try:
        yield
    except ImportError as error:
        raise UserError(how_to_install(name)) from error


def how_to_install(name: str) -> str:
    """A sentence that says how to install an extra: from the product's own folder, since no package index has it."""
    ways = (f"`{tool} '.[{name}]'`" for tool in ("pip install", "pipx install --force"))
    return f"this needs the extra [{name}]: in the folder that has the product's files, run {' or '.join(ways)}"
