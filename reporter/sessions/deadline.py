"""The time an account has, held within each request: from the connection to the last byte, and in all pauses between.

Botocore's own timeouts begin anew with every byte that comes, so that a slow answer has no end.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPResponse
from math import inf
from typing import Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)
from botocore.exceptions import HTTPClientError

LATE = "the time for the account was up; limits.account_seconds gives it more"
LONGEST = 86_400.0
"""Seconds; no lock can be waited for without an end."""
SHORTEST = 0.001
"""Seconds: a socket whose timeout is 0 does not wait at all, which is something else."""

_until: ContextVar[float] = ContextVar("until", default=inf)


class OutOfTimeError(HTTPClientError):
    """The time for the account was up in the middle of a request, or between two attempts."""

    fmt = LATE


@contextmanager
def within(until: float) -> Iterator[None]:
    """What this thread asks inside has to end by then, by the clock of `time.monotonic`."""
    token = _until.set(until)
    try:
        yield
    finally:
        _until.reset(token)


def remaining() -> float:
    """Seconds that are left; `LONGEST` where nobody set an end."""
    return min(_until.get() - time.monotonic(), LONGEST)


def keep_time(client: Any) -> Any:
    """The same client, whose connections heed `within`."""
    # Botocore has no public way to name the connections; its own tests replace them here too.
    pools = client._endpoint.http_session._pool_classes_by_scheme  # noqa: SLF001
    pools.update(http=_Pool, https=_SecurePool)
    return client


class _Clocked(io.RawIOBase):
    """The bytes of a connection, until the time is up."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._bytes = connection.makefile("rb", buffering=0)

    def makefile(self, _: str) -> io.BufferedReader:
        """All that `HTTPResponse` wants of a connection."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = remaining()
        if left <= 0:
            raise TimeoutError(LATE)
        allowed = self._connection.gettimeout()
        if allowed is None or left < allowed:
            self._connection.settimeout(left)
        count: int = self._bytes.readinto(buffer)
        return count

    def close(self) -> None:
        self._bytes.close()
        super().close()


class _Response(HTTPResponse):
    """Reads status, headers and body in time."""

    def __init__(self, connection: Any, *arguments: Any, **more: Any) -> None:
        super().__init__(_Clocked(connection), *arguments, **more)  # type: ignore[arg-type] # see `makefile`


class _InTime:
    """What a connection of botocore's does differently when time is short."""

    response_class = _Response
    timeout: Any

    def connect(self) -> None:
        """TLS included; urllib3 sets the timeout of the connection before each attempt."""
        self.timeout = max(SHORTEST, min(self.timeout, remaining()))
        super().connect()  # type: ignore[misc] # of the connection beside it


class _Connection(_InTime, AWSHTTPConnection):  # type: ignore[misc] # the stubs of botocore know less than it does
    pass


class _SecureConnection(_InTime, AWSHTTPSConnection):  # type: ignore[misc] # as above
    pass


class _Pool(AWSHTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(AWSHTTPSConnectionPool):
    ConnectionCls = _SecureConnection
