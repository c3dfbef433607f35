"""Distinguishes a service that AWS does not offer in a region from one that cannot be reached."""

from __future__ import annotations

import socket
from collections.abc import Iterator


def is_unknown_host(error: BaseException) -> bool:
    """Whether a request failed because its host name does not exist, according to DNS.

    It is False where DNS servers do not answer: then nothing is known about the name.
    """
    return any(isinstance(one, socket.gaierror) and one.errno == socket.EAI_NONAME for one in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__
