"""A made-up service with houses, doors and locks, for tests of the engine without AWS."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

from reporter.api import Aws, Severity, Verdict, check, collects, failed, passed
from reporter.engine.collect import collect
from reporter.engine.inventory import Inventory
from reporter.engine.operations import Asker
from reporter.engine.plan import plan
from reporter.model.answers import Call, Fact, ReasonCode, Unavailable
from reporter.model.given import ScanTime
from reporter.model.refusals import Refused
from reporter.model.subjects import GLOBAL, Account, Region, Resource
from tests.inline_pool import InlinePool

SERVICE = "doors"

ACCOUNT = Account.of("000000000001", "home")
NOW = ScanTime(datetime(2026, 11, 21, 7, 0, tzinfo=UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class House(Resource):
    kind: ClassVar[str] = "Test::House"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door(Resource):
    kind: ClassVar[str] = "Test::Door"


@dataclass(frozen=True, slots=True)
class Lock(Fact):
    closed: bool


@dataclass(frozen=True, slots=True)
class Alarm(Fact):
    on: bool


@dataclass(frozen=True, slots=True)
class DoorCount(Fact):
    doors: int


@collects("house:List")
def houses(aws: Aws, account: Account) -> Iterator[House]:
    for item in aws.items("house", "list", "Houses", page_size=10):
        yield House(account_id=account.account_id, region=GLOBAL, arn=f"house/{item['Name']}", name=item["Name"])


@collects("door:List")
def doors(aws: Aws, region: Region) -> Iterator[Door]:
    for item in aws.items("door", "list", "Doors", page_size=10, region=region.region):
        arn = f"door/{region.region}/{item['Name']}"
        yield Door(account_id=region.account_id, region=region.region, arn=arn, name=item["Name"])


@collects("door:GetLock")
def lock(aws: Aws, door: Door) -> Lock:
    return Lock(aws.call("door", "get_lock", region=door.region, Name=door.name)["Closed"])


@collects("house:GetAlarm")
def alarm(aws: Aws, account: Account) -> Alarm:
    answer = aws.find("house", "get_alarm", absent="NoAlarm")
    return Alarm(bool(answer and answer["On"]))


@collects()
def door_count(region: Region, listed: Sequence[Door]) -> DoorCount:
    return DoorCount(len(listed))


@check("house-door-locked", title="Doors are locked", severity=Severity.HIGH, remediation="Turn the key.")
def door_is_locked(door: Door, lock: Lock) -> Verdict:
    """An open door invites."""
    return passed() if lock.closed else failed("it is open")


class FakeAws:
    """Answers from a dictionary: a missing answer is a refusal, and an exception is raised.

    An iterator gives one answer after the other.
    """

    asked_regions: ClassVar[tuple[str, ...]] = ()

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def wants(self, region: str) -> bool:
        return True

    @property
    def last_call(self) -> Call | None:
        return None

    def for_question(self, asker: Asker) -> Aws:
        return self

    def sleep(self, seconds: float, /) -> None:
        raise AssertionError("nothing here is waited for")

    def call(self, service: str, operation: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        question = "/".join([f"{service}:{operation}", *filter(None, [region, *map(str, parameters.values())])])
        self.asked.append(question)
        answer = self.answers.get(question, refused())
        if isinstance(answer, Iterator):
            answer = next(answer)
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)

    def find(
        self, service: str, operation: str, *, absent: str | Collection[str], region: str = "", **parameters: Any
    ) -> dict[str, Any] | None:
        return self.call(service, operation, region=region, **parameters)

    def pages(
        self, service: str, operation: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        yield self.call(service, operation, region=region, **parameters)

    def items(
        self, service: str, operation: str, key: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        for page in self.pages(service, operation, page_size=page_size, region=region, **parameters):
            yield from page[key]


def refused(reason: ReasonCode = ReasonCode.DENIED_BY_IAM) -> Refused:
    return Refused(Unavailable(reason, "no", operation="door:Open"))


def regions_answer(*names: str) -> dict[str, Any]:
    return {"Regions": [{"RegionName": name} for name in names]}


def named(*names: str) -> list[dict[str, str]]:
    return [{"Name": name} for name in names]


@dataclass
class Town:
    """Two regions; the front door is locked, the back door is not."""

    answers: dict[str, Any] = field(
        default_factory=lambda: {
            "ec2:describe_regions/False": regions_answer("north", "south"),
            "door:list/north": {"Doors": named("front", "back")},
            "door:list/south": {"Doors": []},
            "door:get_lock/north/front": {"Closed": True},
            "door:get_lock/north/back": {"Closed": False},
        }
    )

    def read(self, *kinds: type) -> Inventory:
        inventory = Inventory(ACCOUNT, NOW)
        collect(plan(kinds), FakeAws(self.answers), inventory, InlinePool())
        return inventory
