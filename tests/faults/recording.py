"""The busy account on tape: every answer of an undisturbed scan, played back as bytes, with a fault here or there."""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import botocore.session
from botocore.awsrequest import AWSResponse

from reporter.check import AnyCheck
from reporter.collect import collect, plan
from reporter.demo.emulator import Emulator, operation_name, service_models
from reporter.inventory import Inventory
from reporter.judge import judge, rule
from reporter.model import Account, Finding
from reporter.refusals import Refused
from reporter.sessions import Sessions
from reporter.settings import Role, Settings
from tests.busy_account import OURS, judge_account
from tests.faults import wire
from tests.inline_pool import InlinePool
from tests.world import ACCOUNT_ID, NOW

KEY = "X-Tape-Key"
ASSUME_ROLE = "sts:AssumeRole"


class Fault(Protocol):
    """What happens instead of an answer; `times` counts the requests for the same thing, from 1."""

    def __call__(self, operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse: ...


@dataclass
class Tape:
    """Answers by operation, region and parameters."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    responses: dict[str, AWSResponse] = field(default_factory=dict)

    def record(self, session: botocore.session.Session) -> None:
        """Listen to a session that the emulator answers."""
        events = session.get_component("event_emitter")
        events.register_first("before-parameter-build", _remember)
        events.register_last("after-call", self._keep)

    def _keep(self, model: Any, parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        self.answers[_key(model, context)] = deepcopy(parsed)

    def answer_to(self, key: str) -> dict[str, Any]:
        """The parsed answer; a session that is handed out is always fresh."""
        answer = deepcopy(self.answers[key])
        if key.startswith(f"{ASSUME_ROLE} "):
            answer["Credentials"]["Expiration"] = datetime.now(UTC) + timedelta(hours=1)
        return answer

    def response_to(self, key: str) -> AWSResponse:
        """The answer as bytes, which are made once."""
        if key not in self.responses:
            self.responses[key] = play(key.partition(" ")[0], self.answer_to(key))
        return self.responses[key]

    @property
    def operations(self) -> set[str]:
        """What was asked of AWS."""
        return {key.partition(" ")[0] for key in self.answers}

    def has_fields_to_miss(self, operation: str) -> bool:
        """Whether AWS answered at all, rather than that there is nothing configured."""
        own = (answer for key, answer in self.answers.items() if key.startswith(f"{operation} "))
        return any("Error" not in answer for answer in own)


@dataclass
class Player:
    """Answers from the tape, except to one operation, or to all but one that is spared, which a fault befalls."""

    tape: Tape
    operation: str = ""
    fault: Fault | None = None
    spared: str = ""
    times: Counter[str] = field(default_factory=Counter)
    slept: float = 0

    def prepare(self, session: botocore.session.Session) -> None:
        """Take the place of AWS in a session."""
        session.register_component("data_loader", service_models())
        events = session.get_component("event_emitter")
        events.register_first("before-parameter-build", _remember)
        events.register("before-call", _label)
        events.register_first("before-send", self._send)

    def sleep(self, seconds: float) -> None:
        """Time passes quickly here."""
        self.slept += seconds

    def _send(self, request: Any, **_: Any) -> AWSResponse:
        key = request.headers[KEY]
        key = key.decode() if isinstance(key, bytes) else key
        operation = key.partition(" ")[0]
        self.times[key] += 1
        if self.fault and (operation != self.spared if self.spared else operation == self.operation):
            return self.fault(operation, self.times[key], self.tape.answer_to(key))
        return wire.again(self.tape.response_to(key))


def play(operation: str, parsed: dict[str, Any]) -> AWSResponse:
    """The answer or the error that was recorded, as bytes."""
    if "Error" not in parsed:
        return wire.answer(operation, parsed)
    told = parsed["Error"]
    return wire.error(operation, told["Code"], told["Message"], parsed["ResponseMetadata"]["HTTPStatusCode"])


def scan(player: Player, checks: tuple[AnyCheck, ...]) -> list[Finding]:
    """The findings about the account on tape, as a scan comes by them."""
    planned = plan(kind for check in checks for kind in check.signature.kinds)
    sessions = Sessions(Settings(), prepare=player.prepare, sleep=player.sleep)
    inventory = Inventory(Account.of(ACCOUNT_ID, "shop"), NOW, OURS)
    try:
        reader = sessions.enter(inventory.account, Role(), actions=planned.actions)
    except Refused as refused:
        inventory.unreachable = refused.unavailable
    else:
        collect(planned, reader, inventory, InlinePool())
    return judge(inventory, [rule(check) for check in checks])


def record(emulator: Emulator, checks: tuple[AnyCheck, ...]) -> tuple[Tape, list[Finding]]:
    """The tape of an undisturbed scan, and its findings."""
    tape = Tape()
    return tape, judge_account(emulator, checks, tape.record)


def _remember(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["on-tape"] = dict(params)


def _label(model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    params["headers"][KEY] = _key(model, context)


def _key(model: Any, context: dict[str, Any]) -> str:
    name = operation_name(model)
    asked = {} if name == ASSUME_ROLE else context["on-tape"]
    return " ".join([name, context["client_region"], json.dumps(asked, sort_keys=True, default=str)])
