"""Handles one connection: as much of HTTP/1.1 as botocore needs, with statistics of all requests."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import cast

from benchmarks.server.library import ANSWERS, BROKEN, SLOW_DOWN, THROTTLED, Library
from benchmarks.server.routing import Request, Router, Unknown
from benchmarks.server.sizes import Behaviour

LENGTH = re.compile(rb"\r\nContent-Length: (\d+)", re.IGNORECASE)
NOT_IMPLEMENTED = b"HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n"


@dataclass(slots=True)
class Statistics:
    """The statistics since the start, or since the last `/_reset`."""

    by_operation: Counter[str] = field(default_factory=Counter)
    by_account: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    """By operation: identical requests for the same account and region that had been answered before."""
    mixed_up: int = 0
    faults: int = 0
    seen: set[int] = field(default_factory=set)

    def note(self, request: Request, head: bytes, body: bytes) -> None:
        """Count a request that is answered."""
        self.by_operation[request.operation] += 1
        self.by_account[request.account] += 1
        self.mixed_up += request.mixed_up
        if request.operation.startswith("sts:"):
            return
        key = hash((request.account, request.region, head[: head.index(b"\r\n")], body, request.operation))
        if key in self.seen:
            self.repeated[request.operation] += 1
        self.seen.add(key)

    def as_json(self) -> bytes:
        """The statistics as JSON."""
        figures = {
            "requests": self.by_operation.total(),
            "by_operation": self.by_operation,
            "by_account": self.by_account,
            "unknown": self.unknown,
            "repeated": self.repeated,
            "mixed_up": self.mixed_up,
            "faults": self.faults,
            "cpu_seconds": time.process_time(),
        }
        return json.dumps(figures).encode()


@dataclass(slots=True)
class Server:
    """The state that all connections of one process share."""

    library: Library
    behaviour: Behaviour
    router: Router = field(default_factory=lambda: Router(ANSWERS))
    statistics: Statistics = field(default_factory=Statistics)
    answered: int = 0
    random: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - a simulation

    def respond(self, head: bytes, body: bytes) -> tuple[float, bytes]:
        """The delay in seconds, and the response."""
        if head.startswith((b"GET /_", b"POST /_")):
            return 0, self._about_itself(head)
        self.answered += 1
        try:
            request = self.router.read(head, body)
            return self._due_in(request), self._answer(request, head, body)
        except Unknown as unknown:
            self.statistics.unknown[str(unknown)] += 1
        except KeyError as operation:
            self.statistics.unknown[str(operation)] += 1
        return 0, NOT_IMPLEMENTED

    def _answer(self, request: Request, head: bytes, body: bytes) -> bytes:
        if self.behaviour.faults and self.random.random() < self.behaviour.faults:
            self.statistics.faults += 1
            throttled = SLOW_DOWN if request.operation.startswith("s3") else THROTTLED
            fault = self.random.choice((throttled, BROKEN))
            return self.library.refusal(request, fault, self.answered)
        answer = self.library.answer(request, self.answered)
        self.statistics.note(request, head, body)
        return answer

    def _due_in(self, request: Request) -> float:
        behaviour = self.behaviour
        jitter = behaviour.jitter * self.random.random() if behaviour.jitter else 0
        return behaviour.slow.get(request.account, behaviour.latency) + jitter

    def _about_itself(self, head: bytes) -> bytes:
        if b"/_reset" in head[:16]:
            self.statistics = Statistics()
        body = self.statistics.as_json()
        return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


class Connection(asyncio.Protocol):
    """A connection that is kept alive, and accepts several requests at once."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self._server = server
        self._loop = loop
        self._rest = b""
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport for the responses."""
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Respond to every complete request."""
        self._rest += data
        at_once = []
        while taken := self._next_request():
            due, response = self._server.respond(*taken)
            if due:
                self._loop.call_later(due, self._write, response)
            else:
                at_once.append(response)
        if at_once:
            self._write(b"".join(at_once))

    def _write(self, response: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(response)

    def _next_request(self) -> tuple[bytes, bytes] | None:
        end = self._rest.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self._rest[:end]
        length = LENGTH.search(head)
        until = end + 4 + (int(length[1]) if length else 0)
        if len(self._rest) < until:
            return None
        body, self._rest = self._rest[end + 4 : until], self._rest[until:]
        return head, body
