"""Throttling is answered with fewer requests; if it does not end, it is reported in bounded time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, Semaphore
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from reporter.sessions.pressure import ATTEMPTS, LONGEST_PAUSE, PATIENCE, Pressure, RequestGate


def error(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "ListUsers")  # type: ignore[typeddict-item]


class Service:
    """Refuses so many requests, then answers; counts."""

    def __init__(self, refusals: float, refusal: Exception) -> None:
        self.refusals = refusals
        self.refusal = refusal
        self.asked = 0
        self.waits: list[float] = []
        self.pressure = Pressure(8, self.waits.append)

    def answer(self) -> str:
        self.asked += 1
        if self.asked <= self.refusals:
            raise self.refusal
        return "answer"

    def send(self) -> Any:
        return self.pressure.send("kind", self.answer)


FOR_EVER = float("inf")
THROTTLED = error("Throttling")


def test_a_storm_that_ends_is_survived() -> None:
    service = Service(10, THROTTLED)
    assert service.send() == "answer"
    assert len(service.waits) == 10
    assert all(0 <= wait <= LONGEST_PAUSE for wait in service.waits)
    assert len(set(service.waits)) > 5, "those who were refused together do not come back together"


def test_a_storm_that_does_not_end_is_given_up_within_a_bound() -> None:
    service = Service(FOR_EVER, THROTTLED)
    with pytest.raises(ClientError, match="Throttling"):
        service.send()
    assert PATIENCE <= sum(service.waits) <= PATIENCE + LONGEST_PAUSE


def test_one_request_waits_for_all_and_the_others_ask_once() -> None:
    service = Service(FOR_EVER, THROTTLED)
    for _ in range(5):
        with pytest.raises(ClientError):
            service.send()
    assert sum(service.waits) <= PATIENCE + LONGEST_PAUSE


def test_an_answer_ends_the_storm_for_all() -> None:
    service = Service(FOR_EVER, THROTTLED)
    with pytest.raises(ClientError):
        service.send()
    service.refusals = 0
    service.send()
    service.asked, service.refusals = 0, 3
    assert service.send() == "answer"


def test_a_storm_concerns_one_kind_of_request() -> None:
    service = Service(FOR_EVER, THROTTLED)
    with pytest.raises(ClientError):
        service.send()
    service.asked, service.refusals = 0, 3
    assert service.pressure.send("another kind", service.answer) == "answer"


@pytest.mark.parametrize(
    "passing",
    [error("InternalError", 500), error("Whatever", 503), error("RequestTimeout"), ReadTimeoutError(endpoint_url="")],
)
def test_what_may_pass_is_tried_a_few_times(passing: Exception) -> None:
    assert Service(ATTEMPTS - 1, passing).send() == "answer"
    service = Service(FOR_EVER, passing)
    with pytest.raises(type(passing)):
        service.send()
    assert service.asked == ATTEMPTS


@pytest.mark.parametrize("final", [error("AccessDenied", 403), error("ExpiredToken"), error("NoSuchBucket", 404)])
def test_what_will_not_pass_is_asked_once(final: Exception) -> None:
    service = Service(FOR_EVER, final)
    with pytest.raises(ClientError):
        service.send()
    assert (service.asked, service.waits) == (1, [])


def test_throttling_halves_the_pressure_and_answers_restore_it_step_by_step() -> None:
    gate = RequestGate(8)
    limits = []
    for request in [throttle, throttle, throttle, throttle, *[answer] * 6]:
        ask(gate, request)
        limits.append(gate.limit)
    assert limits == [4, 2, 1, 1, 2, 2, 3, 3, 3, 4]
    for _ in range(100):
        ask(gate, answer)
    assert gate.limit == 8


def throttle() -> str:
    raise THROTTLED


def answer() -> str:
    return "answer"


def ask(gate: RequestGate, request: Callable[[], str]) -> None:
    try:
        gate.ask(request)
    except ClientError:
        return


def test_no_more_requests_are_under_way_than_the_limit_says() -> None:
    gate, crowd = RequestGate(8), Crowd()
    ask(gate, throttle)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(gate.ask, crowd.wait)
        others = [pool.submit(gate.ask, crowd.come_and_go) for _ in range(40)]
        crowd.open.release()
        assert [each.result() for each in [first, *others]] == ["answer"] * 41
    assert crowd.most <= 8


class Crowd:
    """Counts who is inside at once."""

    def __init__(self) -> None:
        self.open = Semaphore(0)
        self.inside = self.most = 0
        self._lock = Lock()

    def wait(self) -> str:
        self.open.acquire()
        return "answer"

    def come_and_go(self) -> str:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        with self._lock:
            self.inside -= 1
        return "answer"
