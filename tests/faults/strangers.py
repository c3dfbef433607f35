"""Wrong answers: pages of a proxy, answers for another account, broken pagination."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import EndpointConnectionError

from reporter.sessions.core import service_models
from tests.faults import wire
from tests.faults.recording import Fault, play
from tests.world import ACCOUNT_ID

HTML = b"<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>Log in</title><body><p>Log in"
XHTML = b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>Log in</p></body></html>"
JSON = b'{"error": "log in", "url": "https://proxy.example/login"}'
STRANGER = "999988887777"
NEVER_EMPTY = {"ec2:DescribeRegions": "Regions"}
"""The lists that AWS never gives empty, and that the test account has."""


def page(content: bytes, content_type: str, status: int = 200) -> Fault:
    """The page of a proxy, for every request."""

    def fault(operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse:
        return wire.page(content, content_type, status)

    return fault


def without_a_word(status: int) -> Fault:
    """An error of AWS with a status only, as for a HEAD request."""

    def fault(operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse:
        return wire.silent_error(status)

    return fault


def nowhere(operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse:
    """A host name that the name servers do not know."""
    unknown = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    raise EndpointConnectionError(endpoint_url="https://somewhere.amazonaws.com", error=unknown) from unknown


def of_another_account(operation: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """The same answer for another account."""
    moved: dict[str, Any] = _moved(parsed)
    return moved


def _moved(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _moved(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_moved(each) for each in value]
    if isinstance(value, bytes):
        return value.replace(ACCOUNT_ID.encode(), STRANGER.encode())
    return value.replace(ACCOUNT_ID, STRANGER) if isinstance(value, str) else value


def doubled(operation: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """The answer with every list element twice."""
    return {name: value * 2 if isinstance(value, list) else value for name, value in parsed.items()}


def emptied_list(operation: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """The answer with an empty list that AWS never gives empty."""
    return {**parsed, NEVER_EMPTY[operation]: []}


def in_pages(tokens: Callable[[int], str]) -> Fault:
    """The whole list on every page, under the given tokens; an empty token ends it unless the answer says otherwise."""

    def fault(operation: str, times: int, parsed: dict[str, Any]) -> AWSResponse:
        paging = paging_of(operation)
        if "Error" in parsed or not paging:
            return play(operation, times, parsed)
        token = tokens(times)
        paged = placed(cut_off(operation, parsed), paging["output_token"], value=token)
        return wire.answer(operation, paged if token else parsed)

    return fault


FIRST_PAGE_ONLY = frozenset({"ssm-incidents:ListReplicationSets"})
"""The operations of which one item is enough, whatever follows."""


def cut_off(operation: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """An answer that says there is more, without a token."""
    paging = paging_of(operation)
    return placed(parsed, paging["more_results"], value=True) if "more_results" in paging else parsed


def placed(parsed: Mapping[str, Any], path: str, *, value: object) -> dict[str, Any]:
    """The answer with a value at a path such as `DistributionList.NextMarker`."""
    name, _, below = path.partition(".")
    return {**parsed, name: placed(parsed.get(name, {}), below, value=value) if below else value}


def paging_of(operation: str) -> dict[str, str]:
    """The paths of the token and of the flag in a paginated answer; empty if one page is all that is read."""
    if operation in FIRST_PAGE_ONLY:
        return {}
    service, _, name = operation.partition(":")
    if service == "s3control":
        return {"output_token": "NextToken"} if name.startswith("List") else {}
    known: dict[str, Any] = service_models().load_service_model(service, "paginators-1")["pagination"].get(name, {})
    return {key: known[key] for key in ("output_token", "more_results") if key in known}


ONCE_MORE = in_pages(lambda times: "more" if times == 1 else "")
"""Both pages hold everything."""
THE_SAME_AGAIN = in_pages(lambda _: "again")
IN_A_CIRCLE = in_pages(lambda times: f"page-{times % 3}")
