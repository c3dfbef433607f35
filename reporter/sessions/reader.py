"""Reads one account: requests are paginated, refusals classified, and calls kept as evidence."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from math import inf
from typing import Any, ParamSpec, TypeVar

from botocore.credentials import Credentials
from botocore.exceptions import ClientError, PaginationError
from botocore.paginate import Paginator

from reporter.config.settings import RegionChoice
from reporter.engine.operations import Asker
from reporter.model.answers import Call, ReasonCode, Unavailable
from reporter.model.refusals import Gone, Refused, is_gone, is_stranger
from reporter.model.subjects import GLOBAL, Account
from reporter.model.unknown_host import is_unknown_host
from reporter.sessions.answers import JSON, readable
from reporter.sessions.assume import RoleCredentials
from reporter.sessions.clients import Clients, acting_with
from reporter.sessions.deadline import LATE, within
from reporter.sessions.failures import (
    FAILURES,
    code_of,
    is_about_the_role,
    is_unreachable,
    request_id_of,
    unavailable,
)
from reporter.sessions.held import Held
from reporter.sessions.paging import each_once, paging_of, refuse_loose_end
from reporter.sessions.pressure import Pressure
from reporter.sessions.view import Asking, View

P = ParamSpec("P")
R = TypeVar("R")

BUCKET, OWNER = "Bucket", "ExpectedBucketOwner"
DIRECTORY_BUCKET = "--x-s3"
"""The end of their names; S3 accepts no expected owner for them."""


@dataclass(slots=True)
class Reader(Asking):
    """An account with its credentials; a collector gets a `View` of it."""

    account: Account
    held: Held
    """The credentials to read it."""
    asker: Asker
    """The sender of requests: all collectors of the plan together, or one of them."""
    clients: Clients
    regions: RegionChoice
    home_region: str
    pressure: Pressure
    sleep: Callable[[float], None]
    caller_arn: str = ""
    until: float = inf
    """When the time for the account is up, by `time.monotonic`."""
    calls: list[Call] = field(default_factory=list)
    last_call: Call | None = None
    """The last request of this reader; see `for_question`."""

    def for_question(self, asker: Asker) -> View:
        """A view of the account for one question, with its own last request and its own operations only.

        It never allows more than the whole plan.
        """
        operations = asker.operations & self.asker.operations
        own = replace(self, asker=replace(asker, operations=operations), last_call=None)
        return View(
            self.regions,
            self.sleep,
            _closed(own.call),
            _closed(own.pages),
            lambda: own.last_call,
        )

    @property
    def credentials(self) -> Credentials:
        """The credentials for the asker's actions; raises `Refused` where its session cannot be opened."""
        return self.held.fitting(self.asker.actions)

    @property
    def narrowed(self) -> bool:
        """Whether session policies limit the credentials to the plan."""
        return self.held.narrowed

    @property
    def asked_regions(self) -> tuple[str, ...]:
        """The regions that the configuration names."""
        return self.regions.include

    def wants(self, region: str) -> bool:
        """Whether the configuration selects this region."""
        return self.regions.wants(region)

    def call(self, service: str, operation: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        """The answer of an operation without pages. Raises `Refused` or `Gone`."""
        return self._ask(self._client(service, region), operation, **parameters)

    def pages(
        self, service: str, operation: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """The pages of an operation; `page_size` is 0 for operations that accept none. Raises `Refused` or `Gone`."""
        client = self._client(service, region)
        model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
        paging = paging_of(model, self.clients.session)
        paginator: Any = Paginator(
            each_once(partial(self._ask, client, operation)),  # type: ignore[arg-type]  # the stubs want its name
            paging,
            model,
        )
        size = {"PageSize": page_size} if page_size else {}
        try:
            for page in paginator.paginate(**parameters, PaginationConfig=size):
                refuse_loose_end(page, paging)
                yield page
        except PaginationError as error:
            raise self._refusal(client, operation, error) from error

    def _client(self, service: str, region: str) -> Any:
        return self.clients.get(service, self.home_region if region in ("", GLOBAL) else region)

    def _ask(self, client: Any, operation: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a request; all requests go through here. Raises `Refused` or `Gone`."""
        if time.monotonic() > self.until:
            raise Refused(Unavailable(ReasonCode.TIMEOUT, LATE, _name(client, operation), region=_region(client)))
        request = partial(getattr(client, operation), **self._of_this_account(client, operation, parameters))
        note = partial(self._note, client, operation, parameters)
        try:
            answer = self._with_good_credentials(client, operation, request)
        except FAILURES as error:
            note(request_id_of(error), code_of(error))
            raise self._refusal(client, operation, error) from error
        note(answer["ResponseMetadata"].get("RequestId", ""), "ok")
        checked: dict[str, Any] = readable(answer) if _speaks_json(client) else answer
        return checked

    def _of_this_account(self, client: Any, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """The parameters with the expected owner of a bucket.

        The name of a deleted bucket may be taken by another account; S3 then refuses the request.
        """
        if parameters.get(BUCKET, DIRECTORY_BUCKET).endswith(DIRECTORY_BUCKET):
            return parameters
        shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation]).input_shape
        return {OWNER: self.account.account_id, **parameters} if OWNER in shape.members else parameters

    def _with_good_credentials(self, client: Any, operation: str, request: Callable[[], Any]) -> Any:
        """The answer to a request.

        Where AWS rejects expired credentials, the role is assumed again and the request repeated.
        """
        send = partial(self.pressure.send, (_name(client, operation), client.meta.region_name), request)
        credentials = self.credentials
        with within(self.until), acting_with(credentials, self.asker):
            if not isinstance(credentials, RoleCredentials):
                return send()
            used = credentials.latest
            try:
                return send()
            except ClientError as error:
                why = self._why(client, operation, error)
                if is_about_the_role(error) or why.reason is not ReasonCode.CREDENTIALS_EXPIRED:
                    raise
                credentials.renew(used)
            return send()

    def _refusal(self, client: Any, operation: str, error: Exception) -> Exception:
        why = self._why(client, operation, error)
        return Gone(why.detail, why) if is_gone(code_of(error)) else Refused(why)

    def _why(self, client: Any, operation: str, error: Exception) -> Unavailable:
        region = _region(client)
        at_home = region in (GLOBAL, self.home_region)
        why = unavailable(error, _name(client, operation), region, at_home=at_home)
        doubtful = is_unreachable(error) or (is_stranger(code_of(error)) and not is_about_the_role(error))
        return self._not_offered(client, error, why) if doubtful else why

    def _not_offered(self, client: Any, error: Exception, why: Unavailable) -> Unavailable:
        """The reason for a service that botocore does not know in the region.

        It counts as not offered there only if a second source agrees: DNS has no such host, or AWS rejects the request
        as a region without the service does. Botocore may be older than the offer, and a network may hide a host.
        """
        service = client.meta.service_model.service_name
        offered = self.clients.session.get_available_regions(service, self.account.partition)
        if not offered or why.region in (GLOBAL, *offered):
            return why
        if is_unknown_host(error) or is_stranger(code_of(error)):
            return replace(why, reason=ReasonCode.NOT_OFFERED, detail=f"AWS does not offer {service} in {why.region}")
        unclear = f"no answer, and botocore knows no endpoint of {service} in {why.region}"
        return replace(why, reason=ReasonCode.UNSUPPORTED, detail=unclear)

    def _note(self, client: Any, operation: str, parameters: dict[str, Any], request_id: str, outcome: str) -> None:
        self.last_call = Call(
            operation=_name(client, operation),
            region=_region(client),
            parameters=json.dumps(parameters, sort_keys=True, default=str),
            at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            request_id=request_id,
            outcome=outcome,
        )
        self.calls.append(self.last_call)


def _closed(function: Callable[P, R]) -> Callable[P, R]:
    """A function without the attribute `__self__`, which would lead to the object."""

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    return call


def _speaks_json(client: Any) -> bool:
    """Whether an answer may contain lone surrogates, which the XML parser refuses."""
    return client.meta.service_model.resolved_protocol in JSON


def _name(client: Any, operation: str) -> str:
    """The operation as AWS documents it: `s3:GetBucketPolicy`."""
    return f"{client.meta.service_model.service_name}:{client.meta.method_to_api_mapping[operation]}"


def _region(client: Any) -> str:
    """The region of a client; botocore calls the endpoint of a global service `aws-global`."""
    name: str = client.meta.region_name
    return GLOBAL if name.endswith("-global") else name
