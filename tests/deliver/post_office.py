"""A web server for one test, with configurable answers; it keeps what it received."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class PostOffice:
    """The received payloads, and the answers to give; the last answer is repeated."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=lambda: [(200, {}, b"ok")])
    received: list[Any] = field(default_factory=list)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A server that is open until the block ends."""
    office = PostOffice()

    class Counter(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            office.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status, headers, body = office.answer()
            if status == 0:  # closes the connection without an answer
                return
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server calls it so
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    office.url = f"http://127.0.0.1:{server.server_port}/services/T0/B0/secret"
    try:
        yield office
    finally:
        server.shutdown()
        server.server_close()
