"""What every check may ask for besides answers of AWS: the time, the organisation, the accounts of the scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from typing import ClassVar

from reporter.model.answers import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A person looked at what no API can judge, and says that it is as it should be."""

    by: str
    on: date
    accounts: tuple[str, ...] = ("*",)
    """Ids of accounts, or patterns of them."""

    def holds_for(self, account_id: str, now: ScanTime, days: int) -> bool:
        """Whether it is about the account, and younger than so many days; one of a day to come does not hold yet."""
        age = (now.at.astimezone(UTC).date() - self.on).days
        return 0 <= age < days and any(fnmatchcase(account_id, pattern) for pattern in self.accounts)


@dataclass(frozen=True, slots=True)
class ScanTime:
    """The one moment all ages are counted from; always UTC."""

    at: datetime

    def days_since(self, moment: datetime) -> int:
        """Whole days from a moment to now, rounded down; raises TypeError for a moment without a time zone.

        None have passed since a moment that came while the scan was on.
        """
        return max(0, (self.at - moment).days)


@dataclass(frozen=True, slots=True)
class Organization:
    """The accounts that count as our own, whichever of them is being judged."""

    account_ids: frozenset[str] = frozenset()
    id: str = ""
    """Empty when AWS Organizations was not read: then only the scanned accounts are known."""
    management_account_id: str = ""
    members_unknown: bool = False
    """Whether only the organisation is known, and of its accounts those that are scanned."""
    alone: bool = False
    """Whether AWS says that the account is in no organisation."""
    administrators: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By service principal: its delegated administrators; a service that is not there was not asked about."""

    @property
    def known(self) -> bool:
        """Whether AWS Organizations left no account of ours unnamed."""
        return self.alone or (bool(self.id) and not self.members_unknown)


@dataclass(frozen=True, slots=True)
class OwnOrganization(Fact):
    """The organisation that one account says it is in; empty for one that is in none."""

    saved_as: ClassVar[str] = "organizations:OwnOrganization"

    id: str = ""
    management_account_id: str = ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """The accounts of the scan."""

    account_ids: frozenset[str] = frozenset()
