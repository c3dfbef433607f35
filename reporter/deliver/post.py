"""Posts JSON to an address that is a secret: encrypted, never redirected, and never named in what is told."""

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
"""Seconds that we are ready to wait because somebody asks us to."""
LONGEST_ANSWER = 200
"""Bytes of an answer that are told."""
HERE = ("localhost", "127.0.0.1", "::1")
OK = range(200, 300)
TOO_MANY, FIRST_SERVER_ERROR = 429, 500


class _AnswersAsTheyAre(urllib.request.HTTPErrorProcessor):
    """Follows no redirection: whoever answers somewhere else is not whom the address was given for."""

    def http_response(self, request: Any, response: Any) -> Any:  # noqa: ARG002 - urllib calls it so
        """The answer, whatever it is."""
        return response

    https_response = http_response


_OPENER = urllib.request.build_opener(_AnswersAsTheyAre)


def may_be_posted_to(address: str) -> bool:
    """Whether it is an address, and nobody on the way can read what is sent there."""
    try:
        url = urlsplit(address)
        known = url.hostname and url.port != 0
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and " " not in address
    return bool(known and plain) and (url.scheme == "https" or (url.scheme == "http" and url.hostname in HERE))


def post(address: str, payload: bytes, timeout: float = TIMEOUT) -> str:
    """Post JSON once; gives the status. Raises `NotDelivered`."""
    request = urllib.request.Request(  # noqa: S310 - `may_be_posted_to` has looked at the scheme
        address, payload, {"Content-Type": "application/json; charset=utf-8"}, method="POST"
    )
    try:
        with _OPENER.open(request, timeout=timeout) as answer:
            status, told = answer.status, answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
    except URLError as error:
        raise NotDelivered(f"it cannot be reached: {error.reason}", passing=True) from error
    except (OSError, HTTPException, ValueError) as error:
        # Not to be sent again by ourselves: perhaps it has arrived.
        raise NotDelivered(f"there was no answer: {type(error).__name__}") from error
    if status in OK:
        return f"HTTP {status}"
    passing = status == TOO_MANY or status >= FIRST_SERVER_ERROR
    after = _pause(answer.headers.get("Retry-After", ""))
    raise NotDelivered(f"HTTP {status}: {visible(told)}", passing=passing, after=after)


def _pause(named: str) -> float:
    """Seconds; a date is as good as no wish at all."""
    return min(float(named), LONGEST_PAUSE) if named.isdecimal() else 0.0
