"""The facts that every check may use and that AWS is not asked for: time, organisation, scanned accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from typing import ClassVar

from reporter.model.answers import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A statement by a person that something no API can judge is as required."""

    by: str
    on: date
    accounts: tuple[str, ...] = ("*",)
    """Account ids, or patterns of them."""
    until: date | None = None
    """The last day on which it counts; None: as long as the check lets it."""
    met: bool = True
    """Whether the person found the requirement met."""

    def holds_for(self, account_id: str, now: ScanTime, days: int) -> bool:
        """Whether the attestation matches the account, is younger than `days` and has not expired.

        A future date does not count yet.
        """
        today = now.at.astimezone(UTC).date()
        expired = self.until is not None and today > self.until
        matches = any(fnmatchcase(account_id, pattern) for pattern in self.accounts)
        return 0 <= (today - self.on).days < days and not expired and matches


@dataclass(frozen=True, slots=True)
class ScanTime:
    """The time of the scan, from which all ages are counted; always UTC."""

    at: datetime

    def days_since(self, moment: datetime) -> int:
        """Whole days from a moment to the scan, rounded down; raises TypeError for a moment without a time zone.

        The result is 0 for a moment after the start of the scan.
        """
        return max(0, (self.at - moment).days)


@dataclass(frozen=True, slots=True)
class Organization:
    """The organisation and its accounts, the same for every account that is judged."""

    account_ids: frozenset[str] = frozenset()
    id: str = ""
    """Empty where AWS Organizations was not read: then only the scanned accounts are known."""
    management_account_id: str = ""
    members_unknown: bool = False
    """Whether only the scanned accounts of the organisation are known, not all members."""
    alone: bool = False
    """Whether AWS says that the account is in no organisation."""
    administrators: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Delegated administrators by service principal; a missing service was not asked about."""

    @property
    def known(self) -> bool:
        """Whether all accounts of the organisation are known."""
        return self.alone or (bool(self.id) and not self.members_unknown)


@dataclass(frozen=True, slots=True)
class OwnOrganization(Fact):
    """The organisation that an account says it is in; empty for an account in none."""

    saved_as: ClassVar[str] = "organizations:OwnOrganization"

    id: str = ""
    management_account_id: str = ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """The ids of the accounts of the scan."""

    account_ids: frozenset[str] = frozenset()
