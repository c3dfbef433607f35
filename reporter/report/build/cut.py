"""Defines a part of a run: some accounts, or the findings of one owner; all figures are computed for the part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TypeAlias

from reporter.config.file.mistakes import nearest
from reporter.model.errors import UserError
from reporter.runs import AccountRecord, Manifest

LONGEST_NAME = 60
"""Maximum characters of the part in a file name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The criteria of a part; all that are set must hold, and none means the whole run."""

    owner: str = ""
    """The owner of accounts, or of findings in the accounts of others; the findings of other owners are left out."""
    account: str = ""
    """An account id; see `with_id` for a name."""
    ou: str = ""
    """The path of an OU, which includes everything below it; empty for any."""

    def __bool__(self) -> bool:
        return bool(self.label)

    @property
    def label(self) -> str:
        """The part as in titles: `owner Shop team, OU Workloads/Prod`; empty for the whole."""
        named = {"owner": self.owner, "account": self.account, "OU": self.ou}
        return ", ".join(f"{what} {name}" for what, name in named.items() if name)

    @property
    def slug(self) -> str:
        """The part as in file names: `owner-shop-team`."""
        return re.sub(r"\W+", "-", self.label.lower())[:LONGEST_NAME].strip("-")

    def owns(self, account: AccountRecord) -> bool:
        """Whether a whole account is in the part, not only some of its findings."""
        return self.owner in ("", account.owner)

    def takes(self, account: AccountRecord, acting: AbstractSet[str]) -> bool:
        """Whether an account belongs to the part; `acting` are the owners of its findings."""
        return (
            (self.owns(account) or self.owner in acting)
            and self.account in ("", account.id)
            and (not self.ou or f"{account.ou}/".startswith(f"{self.ou.rstrip('/')}/"))
        )


WHOLE = Cut()
Acting: TypeAlias = Mapping[str, AbstractSet[str]]
"""The owners of findings in an account, by account id."""
NO_OWNERS: AbstractSet[str] = frozenset()


def with_id(manifest: Manifest, cut: Cut) -> Cut:
    """The cut with the id of the account that it names, in any case; raises `UserError` if several have the name."""
    ids = {account.id for account in manifest.accounts}
    named = [account.id for account in manifest.accounts if account.name.casefold() == cut.account.casefold()]
    if not cut.account or cut.account in ids or not named:
        return cut
    if len(named) > 1:
        raise UserError(f"several accounts are named {cut.account}: {', '.join(named)}; give the id of one")
    return replace(cut, account=named[0])


def narrowed(manifest: Manifest, cut: Cut, acting: Acting) -> Manifest:
    """The manifest with the accounts of the part only; raises `UserError` if there are none."""
    if not cut:
        return manifest
    accounts = tuple(account for account in manifest.accounts if cut.takes(account, acting.get(account.id, NO_OWNERS)))
    if not accounts:
        what = cut.label if cut == Cut(account=cut.account) else f"account of {cut.label}"
        raise UserError("; ".join((f"the run has no {what}", *_meant(manifest, cut, acting))))
    return replace(manifest, title=f"{manifest.title}: {cut.label}", accounts=accounts)


def _meant(manifest: Manifest, cut: Cut, acting: Acting) -> Iterator[str]:
    """A suggestion for each unknown name."""
    borne = {
        cut.owner: {account.owner for account in manifest.accounts}.union(*acting.values()),
        cut.account: {
            account.id if cut.account.isdecimal() else account.name or account.id for account in manifest.accounts
        },
        cut.ou: {account.ou for account in manifest.accounts},
    }
    for name, names in borne.items():
        if name and name not in names:
            yield nearest(name, names - {""}, f"there is no '{name}' in the run")
