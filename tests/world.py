"""The emulated AWS of a test: seed it with clients, read and judge it with the product."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

import botocore.session
from botocore.exceptions import DataNotFoundError, EndpointConnectionError
from botocore.model import ServiceId

from reporter.config.settings import AssumedRole, RegionChoice, Settings
from reporter.demo.emulator import Emulator, answered, operation_name, refuse
from reporter.demo.state import AccountState, Refusal
from reporter.engine.check import AnyCheck
from reporter.engine.collect import collect
from reporter.engine.inventory import Inventory
from reporter.engine.judge import Rule, judge, plan_for, rule
from reporter.engine.operations import Asker
from reporter.engine.plan import plan
from reporter.model.finding import Finding
from reporter.model.given import Organization, Scanned, ScanTime
from reporter.model.subjects import Account
from reporter.sessions import Sessions
from reporter.sessions.core import service_models

ACCOUNT_ID = "111122223333"
NOW = ScanTime(datetime.now(UTC))
"""Moto dates its resources today; shift them by editing moto's objects, or count from here."""

Prepare = Callable[[botocore.session.Session], None]


def asker(*operations: str) -> Asker:
    """An asker for these operations (`s3:GetBucketPolicy`), for tests that read without a plan."""
    return Asker("this test", operations, frozenset(operations))


class World:
    """An empty AWS for one test."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.calls: list[str] = []
        """The operations of the last read, as `s3:ListBuckets`."""

    def client(self, service: str, region: str = "us-east-1", account_id: str = ACCOUNT_ID) -> Any:
        """A client that may do anything, for seeding."""
        return self.emulator.client(service, region, account_id)

    def state(self, account_id: str = ACCOUNT_ID) -> AccountState:
        """State that moto cannot hold: root user, contact, analyzers, enabled regions, refusals."""
        return self.emulator.state(account_id)

    def read(  # noqa: PLR0913 - one for each thing that a test may set up
        self,
        *kinds: type,
        account_id: str = ACCOUNT_ID,
        regions: Collection[str] = (),
        prepare: Prepare | None = None,
        organization: Organization = Organization(),  # noqa: B008 - frozen
        scanned: Collection[str] = (),
        rules: Collection[Rule] = (),
        everywhere: bool = False,
    ) -> Inventory:
        """The inventory of these kinds in one account, read as a scan would; raises `Refused` if it cannot be entered.

        `rules`: read all that they need, instead of kinds; `everywhere`: also in regions where nothing needs it.
        """

        sessions = (
            _sessions(tuple(regions), together(prepare, self.emulator.prepare))
            if prepare
            else _shared_sessions(tuple(regions), self.emulator)
        )
        planned = plan_for(rules) if rules else plan(kinds)
        inventory = Inventory(Account.of(account_id), NOW, organization, scanned=Scanned(frozenset(scanned)))
        reader = sessions.enter(inventory.account, AssumedRole(), askers=planned.askers)
        with ThreadPoolExecutor(4) as pool:
            collect(planned.everywhere if everywhere else planned, reader, inventory, pool)
        inventory.calls = tuple(reader.calls)
        self.calls = [call.operation for call in reader.calls]
        return inventory

    def judge(
        self,
        check: AnyCheck,
        *,
        account_id: str = ACCOUNT_ID,
        regions: Collection[str] = (),
        prepare: Prepare | None = None,
        organization: Organization = Organization(),  # noqa: B008 - frozen
        **settings: Any,
    ) -> list[Finding]:
        """The findings of a check, with everything it needs read."""
        rules = [rule(check, **settings)]
        inventory = self.read(
            rules=rules, account_id=account_id, regions=regions, prepare=prepare, organization=organization
        )
        return judge(inventory, rules)


def _sessions(regions: tuple[str, ...], prepare: Prepare) -> Sessions:
    return Sessions(Settings(regions=RegionChoice(include=regions)), prepare=prepare, sleep=lambda _: None)


@cache
def _shared_sessions(regions: tuple[str, ...], emulator: Emulator) -> Sessions:
    """Sessions whose clients all tests of the process share: creating clients costs more than what tests ask."""
    return _sessions(regions, emulator.prepare)


def deny(operation: str, code: str = "AccessDenied", message: str = "not authorized", status: int = 403) -> Prepare:
    """Refuse one operation (`s3:GetBucketPolicy`) in every region."""

    def prepare(session: botocore.session.Session) -> None:
        def refuse_it(**event: Any) -> Any:
            return refuse(Refusal(code, message, status)) if operation_name(event["model"]) == operation else None

        session.register("before-call", refuse_it)

    return prepare


def nowhere(service: str, region: str) -> Prepare:
    """Let the name servers know no host of a service in a region, as where AWS does not offer it."""

    def prepare(session: botocore.session.Session) -> None:
        def fail(**event: Any) -> None:
            if event["request_signer"].region_name == region:
                unknown = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
                raise EndpointConnectionError(endpoint_url=f"https://{service}.{region}", error=unknown) from unknown

        session.register(f"before-call.{hyphened(service)}", fail)

    return prepare


def hyphened(service: str) -> str:
    """A service as the events of botocore spell it: `lex-models` as `lex-model-building-service`."""
    model = service_models().load_service_model(service, "service-2")
    return ServiceId(model["metadata"]["serviceId"]).hyphenize()


def together(*hooks: Prepare) -> Prepare:
    """Several hooks as one."""

    def prepare(session: botocore.session.Session) -> None:
        for hook in hooks:
            hook(session)

    return prepare


def cut_pages(size: int) -> Prepare:
    """Cut every paginated answer into pages of this many elements, all lists of an answer together.

    Fails the test if no page size was requested.
    """
    return _PageCutter(size).prepare


class _PageCutter:
    """Paginates for moto, which hardly does: keeps the complete first answer and serves slices under its own tokens."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._rest: dict[str, dict[str, Any]] = {}
        self._numbers = count(1)

    def prepare(self, session: botocore.session.Session) -> None:
        events = session.get_component("event_emitter")
        events.register_first("before-parameter-build", self._take_token)
        events.register_first("before-call", self._serve)
        events.register_last("after-call", self._cut)

    def _take_token(self, model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        pages = _paginator(model)
        if pages is None:
            return
        if "limit_key" in pages:
            assert params.get(pages["limit_key"]), f"{operation_name(model)} was called without a page size"
        for name in _listed(pages["input_token"]):
            if params.get(name) in self._rest:
                context["rest"] = self._rest[params.pop(name)]

    def _serve(self, model: Any, context: dict[str, Any], **_: Any) -> Any:
        """Answer with empty lists: botocore and the emulator have decoded the rest with the first page."""
        pages = _paginator(model)
        if pages is None or "rest" not in context:
            return None
        return answered({**context["rest"], **{key: [] for key in _listed(pages["result_key"])}})

    def _cut(self, model: Any, parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        pages = _paginator(model)
        if pages is None or "Error" in parsed:
            return
        parsed |= context.get("rest", {})
        rest, room = dict(parsed), self._size
        for key in _listed(pages["result_key"]):
            whole = parsed.get(key) or []
            parsed[key], rest[key] = whole[:room], whole[room:]
            room -= len(parsed[key])
        if any(rest[key] for key in _listed(pages["result_key"])):
            token = f"page-{next(self._numbers)}"
            self._rest[token] = rest
            parsed |= dict.fromkeys(_listed(pages["output_token"]), token)
            if "more_results" in pages:
                parsed[pages["more_results"]] = True


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@cache
def _paginators(service: str) -> dict[str, Any]:
    try:
        pagination: dict[str, Any] = service_models().load_service_model(service, "paginators-1")["pagination"]
    except DataNotFoundError:
        return {}
    return pagination


def _paginator(model: Any) -> dict[str, Any] | None:
    return _paginators(model.service_model.service_name).get(model.name)
