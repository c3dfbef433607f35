"""One account of the demo while it is being seeded, and the moment all its ages count from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reporter.demo.emulator import Emulator
from reporter.demo.state import AccountState

HOME = "eu-central-1"
"""The region where the company has most of its things."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where seeding functions put things."""

    emulator: Emulator
    account_id: str
    now: datetime

    def client(self, service: str, region: str = HOME) -> Any:
        """A client that may do everything in this account."""
        return self.emulator.client(service, region, self.account_id)

    @property
    def state(self) -> AccountState:
        """What moto cannot hold of this account."""
        return self.emulator.state(self.account_id)

    def days_ago(self, days: int) -> datetime:
        """A moment in the past; a negative number of days lies in the future."""
        return self.now - timedelta(days=days)


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    """Tags as most services want them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
