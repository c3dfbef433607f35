"""Finds the accounts to scan: all configured sources together, with the reason for each account."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from reporter.accounts.found import Accounts, AccountsUnknown, LeftOut, Target, narrow
from reporter.accounts.organization import ACTIONS, ASKER, Directory, Note, only_logged
from reporter.accounts.owners import owned_others, owned_targets
from reporter.accounts.selection import Selector, empty_ous, strangers
from reporter.accounts.ways import entered_as_configured
from reporter.config.settings import AssumedRole, ListedAccount, OrganizationSource, Settings
from reporter.model.given import Organization
from reporter.model.subjects import Account
from reporter.model.text import first_of
from reporter.sessions import CallerIdentity, Sessions

__all__ = [
    "ACTIONS",
    "Accounts",
    "AccountsUnknown",
    "LeftOut",
    "Target",
    "entered_as_configured",
    "find_accounts",
    "narrow",
]

log = logging.getLogger(__name__)
SHOWN = 5
"""The number of accounts that an error message names before it only counts the rest."""


def find_accounts(
    settings: Settings, sessions: Sessions, services: Iterable[str] = (), note: Note = only_logged
) -> Accounts:
    """Every account that the configuration selects; raises `AccountsUnknown` or `CredentialsMissing`.

    `services` are the service principals whose delegated administrators must be known. All accounts, the management
    account included, are entered through the role, with two exceptions: the accounts of profiles and, with `current`,
    the account of the base credentials are read with these credentials directly. `through_role` has these two entered
    through the role too. `note` is called with a service whose delegated administrators AWS does not list, and why.
    """
    sources = settings.accounts
    asks_base = sources.listed or sources.organization or sources.current
    caller = sessions.caller("" if asks_base else sources.profiles[0])
    partition = settings.partition or caller.partition
    listed = [_listed(account, settings.role, partition) for account in sources.listed]
    organization, members = Organization(), list[Target | LeftOut]()
    if sources.organization:
        directory = Directory(sessions.base_reader(caller, ASKER), partition, note)
        organization, members = _from_organization(sources.organization, directory, settings.role, services)
    targets, left_out = _added_up([*listed, *members, *_held(settings, sessions, caller)])
    targets = tuple(replace(one, member=one.account.account_id in organization.account_ids) for one in targets)
    own = organization.account_ids.union(target.account.account_id for target in targets)
    return Accounts(
        owned_targets(targets, settings.owners),
        owned_others(left_out, settings.owners),
        replace(organization, account_ids=own),
        caller,
    )


def _listed(account: ListedAccount, common: AssumedRole, partition: str) -> Target:
    found = Account.of(
        account.id, account.name, partition=partition, owner=account.owner, ou=account.ou, tags=account.tags
    )
    return Target(found, account.role or common, "", "listed in the configuration")


def _held(settings: Settings, sessions: Sessions, base: CallerIdentity) -> Iterator[Target]:
    """The accounts that the configured credentials belong to."""
    sources = settings.accounts
    role = settings.role if sources.through_role else None
    yield from (_own(sessions.caller(profile), profile, role) for profile in sources.profiles)
    if sources.current:
        yield _own(base, "", role)


def _own(caller: CallerIdentity, profile: str, role: AssumedRole | None) -> Target:
    why = f"the account of profile '{profile}'" if profile else "the account of the base credentials"
    return Target(Account.of(caller.account_id, partition=caller.partition), role, profile, why)


def _from_organization(
    source: OrganizationSource, directory: Directory, role: AssumedRole, services: Iterable[str]
) -> tuple[Organization, list[Target | LeftOut]]:
    organization, members = directory.members()
    for ou in empty_ous(source, members):
        log.warning("accounts.organization: no account is below the OU '%s'; is it misspelt?", ou)
    selector = Selector(source, role, cache(directory.tags))
    found = [selector.decide(member) for member in members]
    found += strangers(source.include, members, directory.partition)
    return replace(organization, administrators=directory.administrators(services)), found


def _added_up(found: list[Target | LeftOut]) -> tuple[tuple[Target, ...], tuple[LeftOut, ...]]:
    """Each account once; an account that one source leaves out may be a target of another source."""
    targets = _first_named(target for target in found if isinstance(target, Target))
    left_out = []
    for one in found:
        if isinstance(one, LeftOut):
            target = targets.get(one.account.account_id)
            if target:
                targets[one.account.account_id] = target.joined(one.account, f"though {one.why}")
            else:
                left_out.append(one)
    if not targets:
        raise AccountsUnknown(_nothing_to_scan(left_out))
    return tuple(targets.values()), tuple(left_out)


def _first_named(found: Iterable[Target]) -> dict[str, Target]:
    """The first source that names an account wins, but a source that needs no role replaces the way in."""
    targets: dict[str, Target] = {}
    for target in found:
        id_ = target.account.account_id
        targets[id_] = _met_again(targets[id_], target) if id_ in targets else target
    return targets


def _met_again(earlier: Target, later: Target) -> Target:
    joined = earlier.joined(later.account, f"also {later.why}")
    return joined if later.role or later.profile else replace(joined, role=None, profile="")


def _nothing_to_scan(left_out: list[LeftOut]) -> str:
    shown = first_of([f"{one.account.account_id} ({one.why})" for one in left_out], SHOWN)
    return f"there is no account to scan; left out: {shown or 'none'}"
