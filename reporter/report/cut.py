"""A part of a run: only some accounts, and everything recomputed for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reporter.config.mistakes import nearest
from reporter.model import UserError
from reporter.runs import AccountRecord, Manifest

LONGEST_NAME = 60
"""How many characters of a file's name tell the part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The accounts that a part is about: those for which all that is named holds; nothing named means all."""

    owner: str = ""
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

    def takes(self, account: AccountRecord) -> bool:
        """Whether an account belongs to the part."""
        return (
            self.owner in ("", account.owner)
            and self.account in ("", account.id)
            and (not self.ou or f"{account.ou}/".startswith(f"{self.ou.rstrip('/')}/"))
        )


WHOLE = Cut()


def narrowed(manifest: Manifest, cut: Cut) -> Manifest:
    """The run as if it had been about these accounts only, and said so; raises `UserError` if there are none."""
    if not cut:
        return manifest
    accounts = tuple(account for account in manifest.accounts if cut.takes(account))
    if not accounts:
        raise UserError("; ".join((f"the run has no account of {cut.label}", *_meant(manifest, cut))))
    return replace(manifest, title=f"{manifest.title}: {cut.label}", accounts=accounts)


def _meant(manifest: Manifest, cut: Cut) -> Iterator[str]:
    """For each name that no account bears: the one that may have been meant."""
    borne = {
        cut.owner: {account.owner for account in manifest.accounts},
        cut.account: {account.id for account in manifest.accounts},
        cut.ou: {account.ou for account in manifest.accounts},
    }
    for name, names in borne.items():
        if name and name not in names:
            yield nearest(name, names - {""}, f"there is no '{name}' in the run")
