"""Records the busy account: every answer of an undisturbed scan, played back as bytes, with faults where wanted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from moto.core.models import botocore_stubber

from reporter.cli.exits import exit_code
from reporter.config.settings import AssumedRole, Settings
from reporter.demo.emulator import MADE_UP, Emulator, answered, operation_name, refuse
from reporter.demo.state import Refusal
from reporter.engine.check import AnyCheck
from reporter.engine.collect import collect
from reporter.engine.inventory import Inventory
from reporter.engine.judge import judge, plan_for
from reporter.model.finding import Finding
from reporter.model.refusals import Refused
from reporter.model.subjects import Account
from reporter.runs import AccountRecord, Manifest, RunFolder
from reporter.scan import Outcome, ScanTally
from reporter.sessions import Sessions
from tests.busy_account import OURS, judge_account, rules_in_force, unfolded
from tests.faults import wire
from tests.inline_pool import InlinePool
from tests.world import ACCOUNT_ID, NOW

ASSUME_ROLE = "sts:AssumeRole"
ENTRY = (ASSUME_ROLE, "sts:GetCallerIdentity")
"""The operations called to enter an account."""
KEY = "X-Tape-Key"
PAGE_TOKENS = {"ContinuationToken", "Marker", "NextToken", "marker", "nextToken", "position"}
ASKED = "asked-on-tape"


class Fault(Protocol):
    """What happens instead of an answer; `times` counts the equal requests, from 1."""

    def __call__(self, operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse: ...


def play(operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse:
    """The recorded answer or error as bytes, without a fault."""
    if "Error" not in parsed:
        return wire.answer(operation, parsed)
    error = parsed["Error"]
    return wire.error(operation, error["Code"], error["Message"], parsed["ResponseMetadata"]["HTTPStatusCode"])


NO_BUCKET = {"s3:GetBucketLocation": "NoSuchBucket", "s3:HeadBucket": "404"}
"""By operation: the error code for a bucket that does not exist."""


@dataclass(frozen=True)
class Tape:
    """Answers by operation, region and parameters, in AWS's spelling."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def record(self, session: botocore.session.Session) -> None:
        """Record a session that the emulator answers."""
        events = session.get_component("event_emitter")
        events.register_first("before-parameter-build", _remember)
        events.register_last("after-call", self._keep)

    def _keep(self, model: Any, parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        self.answers[_key(model, context)] = wire.encoded(deepcopy(parsed))

    def answer_to(self, key: str) -> dict[str, Any]:
        """The parsed answer; credentials are always fresh, and a bucket that is not recorded does not exist."""
        code = NO_BUCKET.get(key.partition(" ")[0])
        if code and key not in self.answers:
            return {"Error": {"Code": code, "Message": "Not Found"}, "ResponseMetadata": {"HTTPStatusCode": 404}}
        if key not in self.answers:
            pytest.fail(f"not on tape: {key}")  # an exception that no shield of the product catches
        answer = deepcopy(self.answers[key])
        if key.startswith(f"{ASSUME_ROLE} "):
            answer["Credentials"]["Expiration"] = datetime.now(UTC) + timedelta(hours=1)
        return answer

    def answers_of(self, operation: str) -> dict[str, dict[str, Any]]:
        """The answers of one operation, without errors."""
        return {
            key: answer
            for key, answer in self.answers.items()
            if key.startswith(f"{operation} ") and "Error" not in answer
        }

    @property
    def operations(self) -> set[str]:
        """The operations that were called."""
        return {key.partition(" ")[0] for key in self.answers}


@dataclass(frozen=True)
class Scanned:
    """The result of a scan."""

    findings: list[Finding]
    exit_code: int
    operations: frozenset[str]
    """The operations that were called after the account was entered."""


class Player:
    """Scans the recorded account: botocore gets the recorded answers, and parses the bytes of a fault itself."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._fault: Fault = play
        self._befalls: Collection[str] = ()
        self._times: Counter[str] = Counter()
        self._sessions = self._new_sessions()

    def scan(
        self,
        checks: Iterable[AnyCheck],
        fault: Fault = play,
        befalls: Collection[str] = (),
        tape: Tape | None = None,
    ) -> Scanned:
        """The result of these checks, with a fault in the named operations, and another tape if given."""
        own = self._tape
        self._fault, self._befalls, self._times = fault, befalls, Counter()
        self._tape = tape or own
        try:
            return _scanned(self._sessions, tuple(checks))
        finally:
            self._tape = own
            if set(ENTRY) & set(befalls):  # sessions remember answers of STS
                self._sessions = self._new_sessions()

    def prepare(self, session: botocore.session.Session) -> None:
        """Answer a session instead of AWS."""
        events = session.get_component("event_emitter")
        events.unregister("before-send", botocore_stubber)  # moto would act on the request even where bytes are given
        events.register_first("before-parameter-build", _remember)
        events.register("before-call", self._answer)
        # Botocore calls every handler, and uses the first answer: moto would work in vain, or miss what it needs.
        events.unregister("before-send", botocore_stubber)
        events.register_first("before-send", self._send)

    def _new_sessions(self) -> Sessions:
        return Sessions(Settings(), prepare=self.prepare, sleep=lambda _: None)

    def _answer(self, model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> Any:
        """A `before-call` handler: the answer, or None if bytes are to be parsed."""
        key = _key(model, context)
        if operation_name(model) in self._befalls:
            params["headers"][KEY] = key
            return None
        answer = self._tape.answer_to(key)
        if "Error" not in answer:
            return answered(answer)
        error = answer["Error"]
        return refuse(Refusal(error["Code"], error["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]))

    def _send(self, request: Any, **_: Any) -> AWSResponse:
        key = request.headers[KEY]
        key = key.decode() if isinstance(key, bytes) else key
        self._times[key] += 1
        request.url = MADE_UP  # botocore asks moto too, which fails over operations that it does not have
        return self._fault(key.partition(" ")[0], self._times[key], self._tape.answer_to(key))


def _scanned(sessions: Sessions, checks: tuple[AnyCheck, ...]) -> Scanned:
    """The findings and the exit code of a run."""
    planned = plan_for(rules_in_force(checks), organization_known=OURS.known)
    inventory = Inventory(Account.of(ACCOUNT_ID, "shop"), NOW, OURS)
    try:
        reader = sessions.enter(inventory.account, AssumedRole(), askers=planned.askers)
    except Refused as refused:
        inventory.unreachable = refused.unavailable
    else:
        collect(planned, reader, inventory, InlinePool())
        inventory.calls = tuple(reader.calls)
    findings = unfolded(judge(inventory, rules_in_force(checks)))
    asked = frozenset(call.operation for call in inventory.calls)
    return Scanned(findings, _exit_code(inventory, findings), asked)


def _exit_code(inventory: Inventory, findings: list[Finding]) -> int:
    state = "unreachable" if inventory.unreachable else "scanned"
    record = AccountRecord(id=ACCOUNT_ID, name="shop", state=state)
    facts: dict[str, Any] = dict.fromkeys(("run_id", "title", "classification", "tool_version", "caller_arn"), "-")
    manifest = Manifest(accounts=(record,), started=NOW.at, **facts)
    return exit_code(Outcome(RunFolder(Path()), manifest, {ACCOUNT_ID: ScanTally.of(findings)}), None)


def record(emulator: Emulator, checks: Iterable[AnyCheck]) -> tuple[Tape, list[Finding]]:
    """The tape of an undisturbed scan, and its findings; all is asked everywhere, as a fault may make it necessary."""
    tape = Tape()
    return tape, judge_account(emulator, checks, tape.record, everywhere=True)


def _remember(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context[ASKED] = dict(params)


def _key(model: Any, context: dict[str, Any]) -> str:
    name = operation_name(model)
    asked = {} if name == ASSUME_ROLE else context[ASKED]
    # A page is recorded as its whole list; only faults cut it into several.
    asked = {name: value for name, value in asked.items() if name not in PAGE_TOKENS}
    return " ".join([name, context["client_region"], json.dumps(asked, sort_keys=True, default=str)])
