"""Posts JSON to a secret address over TLS; redirections are not followed, and the address is in no message."""

from __future__ import annotations

import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

from reporter.deliver.parcel import NotDelivered
from reporter.model.text import visible

TIMEOUT = 20.0
"""Seconds for the connection, and for each part of the answer."""
LONGEST_PAUSE = 60.0
"""Maximum seconds to wait at a receiver's request."""
LONGEST_ANSWER = 200
"""Maximum bytes of an answer that a message quotes."""
HERE = ("localhost", "127.0.0.1", "::1")
OK = range(200, 300)
TOO_MANY, FIRST_SERVER_ERROR = 429, 500


class _AnswersAsTheyAre(urllib.request.HTTPErrorProcessor):
    """Returns every answer unchanged; redirections are not followed, since the address was given for one host only."""

    def http_response(self, request: Any, response: Any) -> Any:  # noqa: ARG002 - urllib calls it so
        """The answer, of any status."""
        return response

    https_response = http_response


_OPENER = urllib.request.build_opener(_AnswersAsTheyAre)


def may_be_posted_to(address: str) -> bool:
    """Whether the address is valid and the connection is encrypted or local."""
    try:
        url = urlsplit(address)
        known = url.hostname and url.port != 0
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and " " not in address
    return bool(known and plain) and (url.scheme == "https" or (url.scheme == "http" and url.hostname in HERE))


def post(address: str, payload: bytes, timeout: float = TIMEOUT) -> str:
    """Post JSON once and return the status; raises `NotDelivered`."""
    request = urllib.request.Request(  # noqa: S310 - `may_be_posted_to` has looked at the scheme
        address, payload, {"Content-Type": "application/json; charset=utf-8"}, method="POST"
    )
    try:
        with _OPENER.open(request, timeout=timeout) as answer:
            status, body = answer.status, answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
    except URLError as error:
        raise NotDelivered(f"it cannot be reached: {error.reason}", passing=True) from error
    except (OSError, HTTPException, ValueError) as error:
        # No retry: the payload may have arrived.
        raise NotDelivered(f"there was no answer: {type(error).__name__}") from error
    if status in OK:
        return f"HTTP {status}"
    passing = status == TOO_MANY or status >= FIRST_SERVER_ERROR
    after = _pause(answer.headers.get("Retry-After", ""))
    raise NotDelivered(f"HTTP {status}: {visible(body)}", passing=passing, after=after)


def _pause(named: str) -> float:
    """Seconds to wait by a Retry-After header; a date counts as none."""
    return min(float(named), LONGEST_PAUSE) if named.isdecimal() else 0.0
