"""The result of the search for accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from reporter.config.settings import AssumedRole
from reporter.model.errors import UserError
from reporter.model.given import Organization
from reporter.model.subjects import Account
from reporter.sessions import CallerIdentity


class AccountsUnknown(UserError):  # noqa: N818 - it is an answer for the user, not a defect
    """The accounts to scan cannot be determined, or there are none."""


@dataclass(frozen=True, slots=True)
class Target:
    """An account to scan, and the credentials to enter it."""

    account: Account
    role: AssumedRole | None
    """None: the credentials of the profile, or else the base credentials, are used directly."""
    profile: str
    """The name of the profile; empty for the base credentials."""
    why: str
    member: bool = False
    """Whether AWS Organizations lists it: then the account need not be asked which organisation it is in."""

    def joined(self, other: Account, why: str) -> Target:
        """The target with another source added to its reason; the other source fills in missing fields."""
        own = self.account
        account = replace(
            own,
            name=other.name if own.name == own.account_id else own.name,
            owner=own.owner or other.owner,
            ou=own.ou or other.ou,
            tags={**other.tags, **own.tags},
        )
        return replace(self, account=account, why=f"{self.why}; {why}")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A known account that is not scanned, with the reason."""

    account: Account
    why: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of all sources together."""

    targets: tuple[Target, ...]
    left_out: tuple[LeftOut, ...]
    organization: Organization
    caller: CallerIdentity


def narrow(accounts: Accounts, names: Iterable[str]) -> Accounts:
    """Only the accounts with these ids or names; raises `AccountsUnknown` if one of them is not a target."""
    known = _by_id_and_name(target.account for target in accounts.targets)
    meant = {name: known.get(name.casefold(), ()) for name in names}
    unknown = [f"{name} ({_why_not(name, ids, accounts, known)})" for name, ids in meant.items() if len(ids) != 1]
    if unknown:
        raise AccountsUnknown(f"not among the accounts to scan: {', '.join(unknown)}; `reporter accounts` lists them")
    wanted = {id_ for ids in meant.values() for id_ in ids}
    return replace(accounts, targets=tuple(t for t in accounts.targets if t.account.account_id in wanted), left_out=())


def _why_not(name: str, ids: tuple[str, ...], accounts: Accounts, known: Iterable[str]) -> str:
    if ids:
        return f"several accounts have this name: {', '.join(ids)}"
    asked = name.casefold()
    left_out = (one.why for one in accounts.left_out if asked in (one.account.account_id, one.account.name.casefold()))
    return next(left_out, "") or _unnamed(asked, known)


def _by_id_and_name(accounts: Iterable[Account]) -> dict[str, tuple[str, ...]]:
    """The ids of the accounts that an id or a name, in any case, stands for."""
    found: dict[str, tuple[str, ...]] = {}
    for account in accounts:
        for text in {account.account_id, account.name.casefold()}:
            found[text] = (*found.get(text, ()), account.account_id)
    return found


def _unnamed(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.8)
    return "no source of accounts names it" + (f"; did you mean {close[0]}?" if close else "")
