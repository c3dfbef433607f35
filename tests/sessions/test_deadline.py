"""`limits.account_seconds` holds within a request, however slowly its answer comes."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from threading import Event, Thread

import pytest
from botocore.exceptions import ClientError

from reporter.config.settings import AssumedRole, Limits, Settings
from reporter.model.answers import ReasonCode
from reporter.model.refusals import Refused
from reporter.sessions import Reader
from reporter.sessions.deadline import LATE, LONGEST, OutOfTimeError, _Clocked, remaining, within
from reporter.sessions.pressure import Pressure, RequestGate
from tests.sessions.test_pressure import error
from tests.sessions.wire import ACCOUNT, READS, wire

SECONDS = 0.8
"""The time for the account."""
GRACE = 2.0
"""More than a busy machine needs to notice that it is up, far less than a slow answer takes."""
ANSWER = (
    b"<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap/></GetAccountSummaryResult>"
    b"</GetAccountSummaryResponse>"
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(ANSWER)

Serve = Callable[[socket.socket], None]
Enter = Callable[..., Reader]


@contextmanager
def server(serve: Serve) -> Iterator[int]:
    """Serves every connection in a thread of its own, on the port that is given."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve_quietly(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            serve(connection)

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                Thread(target=serve_quietly, args=(connection,), daemon=True).start()

    Thread(target=listen, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def answers(connection: socket.socket) -> None:
    while connection.recv(65536):
        connection.sendall(HEAD + ANSWER)


def trickles(content: bytes) -> Serve:
    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        for byte in content * 1000:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)

    return serve


def trickles_body(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b"<")
        time.sleep(0.05)


def is_silent(connection: socket.socket) -> None:
    Event().wait(30)


def is_overloaded(connection: socket.socket) -> None:
    while connection.recv(65536):
        connection.sendall(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nx-amzn-RequestId: 7\r\n\r\n")


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Reads an account whose IAM is at an address."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made-up")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    def enter(address: str, seconds: float = SECONDS) -> Reader:
        monkeypatch.setenv("AWS_ENDPOINT_URL_IAM", address)
        return (
            wire()
            .sessions(Settings(limits=Limits(account_seconds=seconds)))
            .enter(ACCOUNT, AssumedRole(), askers=[READS])
        )

    return enter


def test_an_answer_in_time_is_read_and_its_connection_used_again(reader: Enter) -> None:
    with server(answers) as port:
        account = reader(f"http://127.0.0.1:{port}", seconds=60)
        for _ in range(2):
            assert account.call("iam", "get_account_summary")["SummaryMap"] == {}


@pytest.mark.parametrize(
    ("serve", "scheme"),
    [
        pytest.param(trickles_body, "http", id="body"),
        pytest.param(trickles(b"HTTP/1.1 200 OK\r\nX-Header: "), "http", id="headers"),
        pytest.param(trickles(b"HTTP/1.1 100 Continue\r\n\r\n"), "http", id="one answer after another"),
        pytest.param(is_silent, "http", id="silence"),
        pytest.param(is_silent, "https", id="no TLS"),
        pytest.param(trickles(b"\x16\x03\x03\x3f\xff"), "https", id="slow TLS"),
    ],
)
def test_a_slow_answer_ends_with_the_time_for_the_account(reader: Enter, serve: Serve, scheme: str) -> None:
    with server(serve) as port:
        account = reader(f"{scheme}://127.0.0.1:{port}")
        began = time.monotonic()
        with pytest.raises(Refused) as refused:
            account.call("iam", "get_account_summary")
        took = time.monotonic() - began
    why = refused.value.unavailable
    assert (why.reason, why.detail, why.operation) == (ReasonCode.TIMEOUT, LATE, "iam:GetAccountSummary")
    assert took < SECONDS + GRACE


def test_what_is_refused_as_too_much_is_called_throttled(reader: Enter) -> None:
    with server(is_overloaded) as port, pytest.raises(Refused) as refused:
        reader(f"http://127.0.0.1:{port}", seconds=60).call("iam", "get_account_summary")
    assert refused.value.unavailable.reason is ReasonCode.THROTTLED


def test_without_an_end_there_is_a_day() -> None:
    assert remaining() == LONGEST
    with within(time.monotonic() + 5):
        assert 4 < remaining() <= 5
    assert remaining() == LONGEST


def test_what_comes_when_the_time_is_up_is_not_read() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, closing(_Clocked(ours)) as read:
        theirs.sendall(b"late")
        with within(time.monotonic() - 1), pytest.raises(TimeoutError, match=LATE):
            read.readinto(bytearray(4))
        assert read.readinto(bytearray(4)) == 4


def test_no_pause_goes_beyond_the_end() -> None:
    waits: list[float] = []

    def refuse() -> None:
        raise error("Throttling")

    with within(time.monotonic() + 3), pytest.raises(ClientError, match="Throttling"):
        Pressure(8, waits.append).send("kind", refuse)
    assert all(wait < 3 for wait in waits)


def test_a_failure_after_the_end_is_reported_as_the_end() -> None:
    def refuse() -> None:
        raise error("InternalError", 500)

    def deny() -> None:
        raise error("AccessDenied", 403)

    with within(time.monotonic() - 1):
        with pytest.raises(OutOfTimeError, match=r"limits\.account_seconds"):
            Pressure(8, lambda _: None).send("kind", refuse)
        with pytest.raises(ClientError, match="AccessDenied"):
            Pressure(8, lambda _: None).send("kind", deny)


def test_who_waits_for_others_waits_no_longer_than_the_end() -> None:
    gate, inside, done = RequestGate(1), Event(), Event()

    def occupy() -> None:
        inside.set()
        done.wait(10)

    occupant = Thread(target=lambda: gate.ask(occupy))
    occupant.start()
    inside.wait()
    try:
        with within(time.monotonic() + 0.1), pytest.raises(OutOfTimeError):
            gate.ask(lambda: None)
    finally:
        done.set()
        occupant.join()
