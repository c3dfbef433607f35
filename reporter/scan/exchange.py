"""Collects what accounts own for their organisation, until every possible owner has been read."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from reporter.accounts import Target
from reporter.engine.inventory import Inventory
from reporter.engine.shared import OrganizationWide, Share, Shares, may_own
from reporter.model.given import Organization


class Exchange:
    """What the accounts of one scan share; thread-safe."""

    def __init__(
        self, kinds: Iterable[type[OrganizationWide]], targets: Iterable[Target], organization: Organization
    ) -> None:
        """`kinds`: the resources that a rule needs from all accounts."""
        all_ = tuple(targets)
        self.kinds = frozenset(kinds)
        of_target = ((one.account.account_id, organization if one.member else Organization()) for one in all_)
        self.owners = frozenset(id_ for id_, known in of_target if may_own(id_, self.kinds, known))
        """The ids of the accounts that may own a resource for the others."""
        self._scanned = frozenset(target.account.account_id for target in all_)
        self._given: dict[str, Share] = {}
        self._shares = None if self.owners else self._sum()
        self._lock = Lock()

    def of(self, inventory: Inventory) -> Share | None:
        """What an account owns for the others; None if it can own nothing."""
        return inventory.share(self.kinds) if inventory.account.account_id in self.owners else None

    def give(self, share: Share | None) -> None:
        """Store what an account owns for the others, in place of what it gave before."""
        with self._lock:
            if share:
                self._given[share.account_id] = share
                if self._given.keys() == self.owners:
                    self._shares = self._sum()

    @property
    def shares(self) -> Shares | None:
        """The shares of all owners; None while an owner is missing."""
        return self._shares

    def settle(self, shares: Shares) -> None:
        """Set the shares that another process has gathered."""
        self._shares = shares

    def close(self) -> Shares:
        """The shares of the owners that were read; no more are expected."""
        with self._lock:
            self._shares = self._shares or self._sum()
            return self._shares

    def first(self, targets: Iterable[Target]) -> list[Target]:
        """The targets in the order to read them: possible owners first, since the others need their answers."""
        return sorted(targets, key=lambda target: target.account.account_id not in self.owners)

    def _sum(self) -> Shares:
        return Shares(self._scanned, dict(self._given))
