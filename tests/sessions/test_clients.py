import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse

from reporter.config.settings import AssumedRole, Settings
from reporter.model.subjects import GLOBAL, Account
from reporter.sessions import Reader, Sessions, WriteRefusedError
from reporter.sessions.clients import ActingCredentials, acting_with
from tests.sessions.wire import READS, Wire, nothing, wire

ACCOUNTS, THREADS, CALLS = 50, 16, 3_000
ANSWER = b"<GetUserResponse><GetUserResult/><ResponseMetadata/></GetUserResponse>"


def signed_requests(session: botocore.session.Session, seen: list[tuple[str, str]]) -> None:
    """Answers each request; remembers which account it asked about, and whose key signed it."""

    def send(request: Any, **_: Any) -> Any:
        key = request.headers["Authorization"].decode().split("Credential=ASIA")[1].partition("/")[0]
        about = request.body.split("UserName=")[1].partition("&")[0]
        seen.append((about, key))
        answer: Any = AWSResponse(request.url, 200, {}, None)  # type: ignore[arg-type] # the body is read already
        answer._content = ANSWER  # noqa: SLF001 - botocore has no other way to give one
        return answer

    session.get_component("event_emitter").register_first("before-send.iam", send)


def many_readers(seen: list[tuple[str, str]]) -> list[Reader]:
    line = wire()

    def prepare(session: botocore.session.Session) -> None:
        line.prepare(session)
        signed_requests(session, seen)

    sessions = Sessions(Settings(), prepare=prepare)
    return [
        sessions.enter(Account.of(f"{number:012d}"), AssumedRole(), askers=[READS]) for number in range(1, ACCOUNTS + 1)
    ]


def watched(line: Wire, made: list[str]) -> Callable[[botocore.session.Session], None]:
    def prepare(session: botocore.session.Session) -> None:
        line.prepare(session)
        session.register("creating-client-class", lambda **_: made.append("client"))

    return prepare


def test_accounts_are_never_mixed_up() -> None:
    seen: list[tuple[str, str]] = []
    readers = many_readers(seen)
    dice = random.Random(20261121)  # noqa: S311 - no security depends on it
    asked = [dice.choice(readers) for _ in range(CALLS)]

    def ask(reader: Reader) -> None:
        if dice.random() < 0.02:
            credentials: Any = reader.credentials
            credentials.renew(credentials.get_frozen_credentials())
        reader.call("iam", "get_user", UserName=reader.account.account_id)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(ask, asked))
    assert len(seen) == CALLS
    assert all(about == key for about, key in seen)


def test_a_thread_without_a_job_asks_nothing() -> None:
    line = wire()
    client = line.enter().clients.get("iam", "us-east-1")
    with pytest.raises(WriteRefusedError, match="code that is no collector may send nothing"):
        client.get_user(UserName="dana")
    with pytest.raises(LookupError):
        ActingCredentials().get_frozen_credentials()
    assert not line.keys


def test_who_acted_before_acts_again_afterwards() -> None:
    line = wire()
    sessions = line.sessions()
    outer, inner = (sessions.enter(Account.of(number * 12), AssumedRole(), askers=[READS]) for number in "12")
    client = outer.clients.get("s3", "us-east-1")
    with acting_with(outer.credentials, READS):
        with acting_with(inner.credentials, READS):
            pass
        with pytest.raises(Exception, match="Could not connect"):
            client.list_buckets()
    assert line.keys == ["ASIA111111111111"]


def test_a_client_is_made_once_for_all_accounts_and_threads() -> None:
    line, made = wire(ec2__DescribeRegions=nothing), list[str]()
    sessions = Sessions(Settings(), prepare=watched(line, made))
    readers = [sessions.enter(Account.of(number * 12), AssumedRole(), askers=[READS]) for number in "123456789"]
    made.clear()
    together = Barrier(len(readers))

    def ask(reader: Reader) -> None:
        together.wait()
        for region in ("", GLOBAL, "us-east-1", "eu-west-1"):
            reader.call("ec2", "describe_regions", region=region)

    with ThreadPoolExecutor(len(readers)) as pool:
        list(pool.map(ask, readers))
    assert len(made) == 2
