"""How to enter the accounts of an earlier run: the run lists the accounts, the configuration the roles and profiles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from reporter.accounts.found import Accounts, AccountsUnknown, Target
from reporter.accounts.organization import ASKER, Directory
from reporter.config.settings import AssumedRole, Settings
from reporter.sessions import Sessions


def entered_as_configured(
    accounts: Accounts, settings: Settings, sessions: Sessions, known: Collection[str] | None = None
) -> Accounts:
    """The accounts of a run with the roles and profiles of the settings, whatever the run recorded.

    `known` are the members of the organisation as the caller knows them; without them AWS Organizations is asked.
    Raises `AccountsUnknown` for accounts that the settings do not name: the external id must not be sent to others.
    """
    ways = _Ways(settings, {one.id: one.role or settings.role for one in settings.accounts.listed})
    unnamed = [target for target in accounts.targets if ways.role_of(target) and not ways.lists(target)]
    members: Collection[str] = ()
    if unnamed and settings.accounts.organization:
        members = _members(settings, sessions) if known is None else known
    strange = [target.account.account_id for target in accounts.targets if not ways.name(target, members)]
    if strange:
        raise AccountsUnknown(f"the configuration does not name, or not so: {', '.join(strange)}")
    return replace(accounts, targets=tuple(replace(one, role=ways.role_of(one)) for one in accounts.targets))


@dataclass(frozen=True, slots=True)
class _Ways:
    settings: Settings
    listed: dict[str, AssumedRole]
    """By account id."""

    def role_of(self, target: Target) -> AssumedRole | None:
        """The role to assume; None where credentials are used directly."""
        return target.role and self.listed.get(target.account.account_id, self.settings.role)

    def lists(self, target: Target) -> bool:
        """Whether the configuration lists the account itself."""
        return target.account.account_id in self.listed

    def name(self, target: Target, members: Collection[str]) -> bool:
        """Whether the settings select the account, and with this role and profile."""
        if target.role and not target.profile and (self.lists(target) or target.account.account_id in members):
            return True
        sources = self.settings.accounts
        own = target.profile in sources.profiles if target.profile else sources.current
        return own and bool(target.role) == sources.through_role


def _members(settings: Settings, sessions: Sessions) -> frozenset[str]:
    """The ids of the accounts that the organisation has now."""
    caller = sessions.caller()
    directory = Directory(sessions.base_reader(caller, ASKER), settings.partition or caller.partition)
    return frozenset(member.account.account_id for member in directory.members()[1])
