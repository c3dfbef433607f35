"""An account of the demo while it is seeded, and the moment from which all ages count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reporter.demo.emulator import Emulator
from reporter.demo.state import AccountState

HOME = "eu-central-1"
"""The region with most of the company's resources."""


@dataclass(frozen=True, slots=True)
class Place:
    """The target of seeding functions: an account of the emulator."""

    emulator: Emulator
    account_id: str
    now: datetime

    def client(self, service: str, region: str = HOME) -> Any:
        """A client that may do everything in this account."""
        return self.emulator.client(service, region, self.account_id)

    @property
    def state(self) -> AccountState:
        """The state that moto cannot hold for this account."""
        return self.emulator.state(self.account_id)

    def days_ago(self, days: int) -> datetime:
        """A moment in the past; in the future for a negative number of days."""
        return self.now - timedelta(days=days)


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    """Tags in the form that most services take."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
