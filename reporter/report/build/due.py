"""Until when a failure is to be mended, as follows from its severity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from reporter.model.verdicts import Severity


def due_date(first_seen: datetime, severity: Severity, due_days: Mapping[Severity, int]) -> date | None:
    """The day, UTC, on which the days of the severity are over; None for a severity without a number of days."""
    days = due_days.get(severity)
    return None if days is None else (first_seen.astimezone(UTC) + timedelta(days=days)).date()
