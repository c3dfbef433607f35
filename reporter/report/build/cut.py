"""A part of a run: only some accounts, or what one owner has to act on, and everything recomputed for that."""

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
"""How many characters of a file's name tell the part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What a part is about: that for which all that is named holds; nothing named means all."""

    owner: str = ""
    """Of accounts, and of findings in the accounts of others; what others have to act on is not in the part."""
    account: str = ""
    """An account id."""
    ou: str = ""
    """The path of an OU, which stands for everything below it; empty: any."""

    def __bool__(self) -> bool:
        return bool(self.label)

    @property
    def label(self) -> str:
        """What stands in the title: `owner Shop team, OU Workloads/Prod`; empty for the whole."""
        named = {"owner": self.owner, "account": self.account, "OU": self.ou}
        return ", ".join(f"{what} {name}" for what, name in named.items() if name)

    @property
    def slug(self) -> str:
        """What stands in names of files: `owner-shop-team`."""
        return re.sub(r"\W+", "-", self.label.lower())[:LONGEST_NAME].strip("-")

    def owns(self, account: AccountRecord) -> bool:
        """Whether an account is in the part as a whole, and not only for some of its findings."""
        return self.owner in ("", account.owner)

    def takes(self, account: AccountRecord, acting: AbstractSet[str]) -> bool:
        """Whether an account, on whose findings these have to act, belongs to the part."""
        return (
            (self.owns(account) or self.owner in acting)
            and self.account in ("", account.id)
            and (not self.ou or f"{account.ou}/".startswith(f"{self.ou.rstrip('/')}/"))
        )


WHOLE = Cut()
Acting: TypeAlias = Mapping[str, AbstractSet[str]]
"""Who has to act on findings of an account, by its id."""
NOBODY: AbstractSet[str] = frozenset()


def narrowed(manifest: Manifest, cut: Cut, acting: Acting) -> Manifest:
    """The run as if it had been about these accounts only, and said so; raises `UserError` if there are none."""
    if not cut:
        return manifest
    accounts = tuple(account for account in manifest.accounts if cut.takes(account, acting.get(account.id, NOBODY)))
    if not accounts:
        raise UserError("; ".join((f"the run has no account of {cut.label}", *_meant(manifest, cut, acting))))
    return replace(manifest, title=f"{manifest.title}: {cut.label}", accounts=accounts)


def _meant(manifest: Manifest, cut: Cut, acting: Acting) -> Iterator[str]:
    """For each name that no account bears: the one that may have been meant."""
    borne = {
        cut.owner: {account.owner for account in manifest.accounts}.union(*acting.values()),
        cut.account: {account.id for account in manifest.accounts},
        cut.ou: {account.ou for account in manifest.accounts},
    }
    for name, names in borne.items():
        if name and name not in names:
            yield nearest(name, names - {""}, f"there is no '{name}' in the run")
