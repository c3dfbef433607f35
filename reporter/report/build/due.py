"""Computes the due date of a failure from its severity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from reporter.model.verdicts import Severity


def due_date(first_seen: datetime, severity: Severity, due_days: Mapping[Severity, int]) -> date | None:
    """The last day (UTC) for a correction; None for a severity without a number of days."""
    days = due_days.get(severity)
    return None if days is None else (first_seen.astimezone(UTC) + timedelta(days=days)).date()
