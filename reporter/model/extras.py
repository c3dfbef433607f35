"""What is installed only on demand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reporter.model.errors import UserError


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Where modules of an extra are imported; raises `UserError` with how to install it."""
    try:
        yield
    except ImportError as error:
        raise UserError(how_to_install(name)) from error


def how_to_install(name: str) -> str:
    """A sentence for whoever lacks an extra: no index has the product, so it comes from where its files are."""
    ways = (f"`{tool} '.[{name}]'`" for tool in ("pip install", "pipx install --force"))
    return f"this needs the extra [{name}]: in the folder that has the product's files, run {' or '.join(ways)}"
