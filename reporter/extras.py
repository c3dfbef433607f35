"""What is installed only on demand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reporter.model import UserError


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Where modules of an extra are imported; raises `UserError` with how to install it."""
    try:
        yield
    except ImportError as error:
        raise UserError(f"this needs an extra: pip install 'aws-compliance-reporter[{name}]'") from error
