"""Reads one account: every request paginated, classified when refused, and kept as evidence."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    LoginError,
    NoCredentialsError,
    PaginationError,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as BotoConnectionError
from botocore.parsers import ResponseParserError

from reporter.model import GLOBAL, Account, Call, ReasonCode, Unavailable
from reporter.refusals import GONE, Gone, Refused, reason_of
from reporter.settings import RegionChoice

FAILURES = (BotoCoreError, ClientError, ResponseParserError)
"""Everything that botocore raises instead of an answer."""
PROBLEMS: tuple[tuple[type[Exception], ReasonCode], ...] = (
    (ResponseParserError, ReasonCode.MALFORMED_ANSWER),
    (PaginationError, ReasonCode.MALFORMED_ANSWER),
    (BotoConnectionError, ReasonCode.TIMEOUT),
    (HTTPClientError, ReasonCode.TIMEOUT),
    (NoCredentialsError, ReasonCode.CREDENTIALS_EXPIRED),
    (CredentialRetrievalError, ReasonCode.CREDENTIALS_EXPIRED),
    (TokenRetrievalError, ReasonCode.CREDENTIALS_EXPIRED),
    (SSOError, ReasonCode.CREDENTIALS_EXPIRED),
    (LoginError, ReasonCode.CREDENTIALS_EXPIRED),
)
"""What it means when botocore has no answer at all."""
TOLD_BY_REASON = (ReasonCode.CREDENTIALS_EXPIRED, ReasonCode.THROTTLED, ReasonCode.TIMEOUT)
"""Why a role could not be assumed, if it is not about the role."""


@dataclass(slots=True)
class Reader:
    """The account as a collector sees it: see `reporter.collectors.Aws`."""

    session: botocore.session.Session
    config: Config
    account: Account
    regions: RegionChoice
    home_region: str
    caller_arn: str = ""
    calls: list[Call] = field(default_factory=list)
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def asked_regions(self) -> tuple[str, ...]:
        """The regions that were asked for by name."""
        return self.regions.include

    def wants(self, region: str) -> bool:
        """Whether the configuration lets this region be looked at."""
        return self.regions.wants(region)

    def call(self, service: str, operation: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        """One answer of an operation without pages. Raises `Refused` or `Gone`."""
        client = self._client(service, region)
        try:
            answer: dict[str, Any] = getattr(client, operation)(**parameters)
        except FAILURES as error:
            self._tell(client, operation, parameters, error)
            raise self._refusal(client, operation, error) from error
        self._keep(client, operation, parameters, answer)
        return answer

    def find(
        self, service: str, operation: str, *, absent: str | Collection[str], region: str = "", **parameters: Any
    ) -> dict[str, Any] | None:
        """One answer, or None where AWS said with an `absent` error code that nothing is configured."""
        try:
            return self.call(service, operation, region=region, **parameters)
        except (Refused, Gone) as refusal:
            if _code(refusal.__cause__) in ((absent,) if isinstance(absent, str) else absent):
                return None
            raise

    def pages(
        self, service: str, operation: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """Every page of an operation; a page size of 0 is for those that take none. Raises `Refused` or `Gone`."""
        client = self._client(service, region)
        paginator = client.get_paginator(operation)
        paging = {"PageSize": page_size} if page_size else {}
        try:
            for page in paginator.paginate(**parameters, PaginationConfig=paging):
                self._keep(client, operation, parameters, page)
                yield page
        except FAILURES as error:
            self._tell(client, operation, parameters, error)
            raise self._refusal(client, operation, error) from error

    def items(
        self, service: str, operation: str, key: str, *, page_size: int, region: str = "", **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """Every element of one list in every page."""
        for page in self.pages(service, operation, page_size=page_size, region=region, **parameters):
            yield from page.get(key) or ()

    def _client(self, service: str, region: str) -> Any:
        """A client, made once for each service and region; making one is not thread-safe."""
        where = self.home_region if region in ("", GLOBAL) else region
        with self._lock:
            if (service, where) not in self._clients:
                self._clients[service, where] = self.session.create_client(service, where, config=self.config)
            return self._clients[service, where]

    def _refusal(self, client: Any, operation: str, error: Exception) -> Exception:
        if _code(error) in GONE:
            return Gone(str(error))
        return Refused(unavailable(error, _name(client, operation), _region(client)))

    def _keep(self, client: Any, operation: str, parameters: dict[str, Any], answer: dict[str, Any]) -> None:
        request_id = answer.get("ResponseMetadata", {}).get("RequestId", "")
        self.calls.append(_call(client, operation, parameters, request_id, "ok"))

    def _tell(self, client: Any, operation: str, parameters: dict[str, Any], error: Exception) -> None:
        self.calls.append(_call(client, operation, parameters, _request_id(error), _code(error)))


def unavailable(error: Exception, operation: str, region: str) -> Unavailable:
    """What a failed request means."""
    told = error.response.get("Error", {}).get("Message", "") if isinstance(error, ClientError) else str(error)
    why = Unavailable(
        reason=_reason(error, told),
        detail=told or _code(error),
        operation=operation,
        region=region,
        error_code=_code(error),
        request_id=_request_id(error),
    )
    is_renewal = isinstance(error, ClientError) and error.operation_name == "AssumeRole"
    return not_assumable(replace(why, operation="sts:AssumeRole")) if is_renewal else why


def not_assumable(why: Unavailable) -> Unavailable:
    """A refusal that hit not a read, but the assumption of the role before it."""
    return why if why.reason in TOLD_BY_REASON else replace(why, reason=ReasonCode.ROLE_NOT_ASSUMABLE)


def _reason(error: Exception, message: str) -> ReasonCode:
    if isinstance(error, ClientError):
        return reason_of(_code(error), message)
    return next((reason for kind, reason in PROBLEMS if isinstance(error, kind)), ReasonCode.AWS_ERROR)


def _code(error: BaseException | None) -> str:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "Unknown"))
    return type(error).__name__


def _request_id(error: Exception) -> str:
    answer: Any = error.response if isinstance(error, ClientError) else {}
    return str(answer.get("ResponseMetadata", {}).get("RequestId", ""))


def _name(client: Any, operation: str) -> str:
    """The operation as AWS documents it: `s3:GetBucketPolicy`."""
    return f"{client.meta.service_model.service_name}:{client.meta.method_to_api_mapping[operation]}"


def _region(client: Any) -> str:
    """Where the client asks; botocore calls the endpoint of a global service `aws-global`."""
    name: str = client.meta.region_name
    return GLOBAL if name.endswith("-global") else name


def _call(client: Any, operation: str, parameters: dict[str, Any], request_id: str, outcome: str) -> Call:
    return Call(
        operation=_name(client, operation),
        region=_region(client),
        parameters=json.dumps(parameters, sort_keys=True, default=str),
        at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        request_id=request_id,
        outcome=outcome,
    )
