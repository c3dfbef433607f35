"""The time limit of an account, which holds within each request, from the connection to the last byte.

It holds in the pauses between requests too. Botocore's own timeouts start again with every byte that arrives, so a slow
answer could go on forever.
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
"""The longest wait, in seconds; a lock cannot be waited for with an infinite timeout."""
SHORTEST = 0.001
"""The shortest timeout, in seconds; 0 would make a socket non-blocking."""

_until: ContextVar[float] = ContextVar("until", default=inf)


class OutOfTimeError(HTTPClientError):
    """The time for the account was up during a request, or between two attempts."""

    fmt = LATE


@contextmanager
def within(until: float) -> Iterator[None]:
    """A context in which requests of this thread must end by a time of `time.monotonic`."""
    token = _until.set(until)
    try:
        yield
    finally:
        _until.reset(token)


def remaining() -> float:
    """The remaining seconds; `LONGEST` where no limit is set."""
    return min(_until.get() - time.monotonic(), LONGEST)


def keep_time(client: Any) -> Any:
    """The same client, whose connections obey `within`."""
    # Botocore has no public way to set the connection classes; its own tests replace them here too.
    pools = client._endpoint.http_session._pool_classes_by_scheme  # noqa: SLF001
    pools.update(http=_Pool, https=_SecurePool)
    return client


class _Clocked(io.RawIOBase):
    """A raw stream of the bytes of a connection, which raises TimeoutError when the time is up."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._bytes = connection.makefile("rb", buffering=0)

    def makefile(self, _: str) -> io.BufferedReader:
        """The stream; the only method of a connection that `HTTPResponse` calls."""
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
    """Reads status, headers and body within the time limit."""

    def __init__(self, connection: Any, *arguments: Any, **more: Any) -> None:
        super().__init__(_Clocked(connection), *arguments, **more)  # type: ignore[arg-type] # see `makefile`


class _InTime:
    """Adds the time limit to a connection of botocore."""

    response_class = _Response
    timeout: Any

    def connect(self) -> None:
        """Connect within the remaining time, TLS included; urllib3 sets the timeout before each attempt."""
        self.timeout = max(SHORTEST, min(self.timeout, remaining()))
        super().connect()  # type: ignore[misc] # of the connection class


class _Connection(_InTime, AWSHTTPConnection):  # type: ignore[misc] # missing in the stubs
    pass


class _SecureConnection(_InTime, AWSHTTPSConnection):  # type: ignore[misc] # as above
    pass


class _Pool(AWSHTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(AWSHTTPSConnectionPool):
    ConnectionCls = _SecureConnection
