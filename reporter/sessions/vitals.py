"""Measurements that only botocore can make: the clock of AWS, and the lifetime of base credentials."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import mktime_tz, parsedate_tz
from typing import Any

import botocore.session

from reporter.sessions.failures import FAILURES
from reporter.sessions.providers import Session


class ClockWatch:
    """Compares the clocks at each answer of STS, even a refusal; pass `prepare` to `Sessions`."""

    def __init__(self) -> None:
        self.ahead: timedelta | None = None
        """How far the clock of this machine is ahead of AWS's; None before the first answer."""

    def prepare(self, session: botocore.session.Session) -> None:
        """Register for the answers of a session."""
        session.register("after-call.sts", self._compare)

    def _compare(self, **event: Any) -> None:
        date = parsedate_tz(event["http_response"].headers.get("date"))
        if date:
            now = datetime.now(UTC)
            self.ahead = now - datetime.fromtimestamp(mktime_tz(date), UTC)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The lifetime of credentials."""

    temporary: bool
    until: datetime | None = None
    """The end of temporary credentials; None where it is unknown, or where there is none."""
    renewed: bool = False
    """Whether botocore renews them before that."""


def lifetime(profile: str) -> Lifetime:
    """The lifetime of the credentials of a profile; an empty profile means those of the environment."""
    try:
        credentials = Session(profile=profile or None).get_credentials()
        token = credentials.get_frozen_credentials().token if credentials else None
    except FAILURES:
        return Lifetime(temporary=True)
    # botocore has no public attribute for the expiry
    until = getattr(credentials, "_expiry_time", None)
    return Lifetime(bool(token), until, renewed=until is not None and credentials.method != "env")
