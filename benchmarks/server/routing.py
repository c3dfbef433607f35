"""Parses the bytes of a request: its operation, account and region."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.server.encode import model_of

CREDENTIAL = re.compile(rb"Credential=[A-Z]{8}(\d{12})/\d+/([a-z0-9-]+)/([a-z0-9-]+)/")
TOKEN = re.compile(rb"\r\nX-Amz-Security-Token: token-(\d{12})", re.IGNORECASE)
TARGET = re.compile(rb"\r\nX-Amz-Target: [\w.]*\.(\w+)", re.IGNORECASE)
ACTION = re.compile(rb"(?:^|&)Action=(\w+)")
VERSION = re.compile(rb"(?:^|&)Version=([\d-]+)")
ROLE = re.compile(rb"RoleArn=arn%3A[a-z-]+%3Aiam%3A%3A(\d{12})")
ACCOUNT_ID = re.compile(rb"(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])")
AFTER = re.compile(rb"after-(\d{5})")
SIZE = re.compile(rb"(?:MaxResults|MaxItems|max-buckets|max-keys|maxResults)[\"=: ]+(\d+)")
HOST = re.compile("^http://[^/]+")
"""Requests for S3 Control arrive as for a proxy."""
QUERY = ("ec2", "query")
"""The protocols that name the operation in the body."""
SCOPES = {"s3:ListDirectoryBuckets": "s3express"}
"""By operation: the service in whose name it is signed, where that is not its own."""


class Unknown(Exception):  # noqa: N818 - it describes the request
    """The server has no answer to the request."""


@dataclass(frozen=True, slots=True)
class Request:
    """A parsed request."""

    method: str
    operation: str
    """The operation, for example `s3:GetBucketPolicy`."""
    account: str
    """The account whose credentials signed it; for AssumeRole, the account of the role."""
    region: str
    bucket: str
    page_number: int
    page_size: int
    """The page size; 0 if it names none."""
    mixed_up: bool
    """Whether it names an account or a token other than that of its credentials."""

    @property
    def variant(self) -> int:
        """0 for an even and 1 for an odd bucket, so that not all buckets are alike."""
        return int(self.bucket[-1:], 36) % 2 if self.bucket[-1:].isalnum() else 0


class Router:
    """Finds the operation of a request by its method and path."""

    def __init__(self, operations: Iterable[str]) -> None:
        self._routes: dict[tuple[str, str, str], list[tuple[re.Pattern[str], str]]] = {}
        self._query_services: dict[str, dict[str, str]] = {}
        """By signing name and version of the API: the name of the service in botocore."""
        self._json_services: dict[str, str] = {}
        """By signing name: the name of the service in botocore."""
        for operation in sorted(operations):
            self._add(operation)
        self._flags = {flag for _, _, flag in self._routes}

    def _add(self, operation: str) -> None:
        model = model_of(operation)
        metadata = model.service_model.metadata
        scope = SCOPES.get(operation, metadata.get("signingName", metadata["endpointPrefix"]))
        protocol = model.service_model.resolved_protocol
        if protocol in QUERY:
            self._query_services.setdefault(scope, {})[metadata["apiVersion"]] = model.service_model.service_name
        elif not protocol.startswith("rest"):
            self._json_services[scope] = model.service_model.service_name
        else:
            self._add_route(operation, scope, model.http)

    def _add_route(self, operation: str, scope: str, http: dict[str, Any]) -> None:
        path, _, query = http["requestUri"].partition("?")
        pattern = re.sub(r"\{[^}]+\+\}", "(.+)", path)
        pattern = re.sub(r"\{[^}]+\}", "([^/]+)", pattern)
        key = (scope, http["method"], query.partition("=")[0])
        self._routes.setdefault(key, []).append((re.compile(pattern + "/?"), operation))

    def read(self, head: bytes, body: bytes) -> Request:
        """The parsed request; raises `Unknown`."""
        credential = CREDENTIAL.search(head)
        if not credential:
            raise Unknown(f"a request without credentials of ours: {head[:80]!r}")
        owner, region, scope = credential.groups()
        line = head[: head.index(b"\r\n")]
        method, target, _ = line.decode().split(" ")
        path, _, query = HOST.sub("", target).partition("?")
        operation, bucket = self._operation(scope.decode(), method, path, query, head, body)
        asked = target.encode() + body
        role = ROLE.search(body) if operation == "sts:AssumeRole" else None
        after, size = AFTER.search(asked), SIZE.search(asked)
        return Request(
            method=method,
            operation=operation,
            account=(role[1] if role else owner).decode(),
            region=region.decode(),
            bucket=bucket,
            page_number=int(after[1]) + 1 if after else 0,
            page_size=int(size[1]) if size else 0,
            mixed_up=not role and _is_mixed_up(owner, head, asked),
        )

    def _operation(self, scope: str, method: str, path: str, query: str, head: bytes, body: bytes) -> tuple[str, str]:
        if scope in self._query_services:
            action, version = ACTION.search(body), VERSION.search(body)
            service = self._query_services[scope].get(version[1].decode() if version else "", scope)
            return f"{service}:{action[1].decode() if action else '?'}", ""
        named = TARGET.search(head)
        if named:
            return f"{self._json_services[scope]}:{named[1].decode()}", ""
        flag = next((one for part in query.split("&") if (one := part.partition("=")[0]) in self._flags), "")
        for pattern, operation in self._routes.get((scope, method, flag), ()):
            found = pattern.fullmatch(path)
            if found:
                return operation, found[1] if pattern.groups and operation.startswith("s3:") else ""
        raise Unknown(f"{scope} {method} {path}?{query}")


def _is_mixed_up(owner: bytes, head: bytes, asked: bytes) -> bool:
    token = TOKEN.search(head)
    if token and token[1] != owner:
        return True
    return any(named != owner for named in ACCOUNT_ID.findall(asked))
