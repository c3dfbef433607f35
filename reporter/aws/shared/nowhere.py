"""Tells a service that AWS does not offer in a region from one that could not be reached."""

from __future__ import annotations

import socket
from collections.abc import Iterator


def is_nowhere(error: BaseException) -> bool:
    """Whether a request failed because the name servers know that its address does not exist.

    Name servers that do not answer say nothing about the address: then it is False.
    """
    return any(isinstance(one, socket.gaierror) and one.errno == socket.EAI_NONAME for one in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__
