"""Signs of life that only botocore sees: the time that AWS keeps, and how long base credentials live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import mktime_tz, parsedate_tz
from typing import Any

import botocore.session

from reporter.sessions.failures import FAILURES
from reporter.sessions.providers import Session


class ClockWatch:
    """Compares the clocks whenever STS answers, be it with a refusal; hand `prepare` to `Sessions`."""

    def __init__(self) -> None:
        self.ahead: timedelta | None = None
        """How far the clock of this machine is ahead of that of AWS; None while AWS has not told its time."""

    def prepare(self, session: botocore.session.Session) -> None:
        """Listen to a session."""
        session.register("after-call.sts", self._compare)

    def _compare(self, **event: Any) -> None:
        told = parsedate_tz(event["http_response"].headers.get("date"))
        if told:
            now = datetime.now(UTC)
            self.ahead = now - datetime.fromtimestamp(mktime_tz(told), UTC)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long credentials live."""

    temporary: bool
    until: datetime | None = None
    """None for temporary credentials whose end nobody has told, and for those without one."""
    renewed: bool = False
    """Whether botocore gets new ones before that."""


def lifetime(profile: str) -> Lifetime:
    """How long the credentials of a profile live, or those of the environment if it is empty."""
    try:
        credentials = Session(profile=profile or None).get_credentials()
        token = credentials.get_frozen_credentials().token if credentials else None
    except FAILURES:
        return Lifetime(temporary=True)
    # botocore tells the end of credentials nowhere else.
    until = getattr(credentials, "_expiry_time", None)
    return Lifetime(bool(token), until, renewed=until is not None and credentials.method != "env")
