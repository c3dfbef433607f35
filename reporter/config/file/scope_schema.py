"""The schema of a scope, which waivers and owner rules share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import Field

from reporter.config.file.mistakes import Location, Problem
from reporter.config.file.values import AccountId, Address, Patterns, Shape, Text
from reporter.config.settings import OwnerRule
from reporter.model.scope import Scope

OU_ID = re.compile(r"(ou|r)-[0-9a-z]{4,32}(-[0-9a-z]{8,32})?")


class ScopeShape(Shape):
    """What the entry applies to; all keys must match, each by at least one of its values."""

    accounts: tuple[AccountId, ...] = ()
    """Account ids."""
    ous: Patterns = ()
    """OU paths or patterns of them, for example `Workloads/*`; each includes everything below it."""
    regions: Patterns = ()
    """Names or patterns, for example `eu-*`; `global` is the region of IAM."""
    resources: Patterns = ()
    """Patterns of ARNs or names, for example `legacy-*`; `ARN#part` where several share an ARN, as access keys do."""
    tags: dict[Text, str] = Field(default_factory=dict)
    """Tags of the account or, where AWS returns them, of the resource, which take precedence; values may be patterns.
    """

    def scope(self, checks: Iterable[str]) -> Scope:
        """The scope as a frozen value, with patterns of check ids."""
        return Scope(
            checks=tuple(checks),
            accounts=self.accounts,
            ous=self.ous,
            regions=self.regions,
            resources=self.resources,
            tags=self.tags,
        )

    def problems(self, location: Location) -> Iterator[Problem]:
        """OUs that can never match."""
        for position, ou in enumerate(self.ous):
            if OU_ID.fullmatch(ou):
                yield (
                    (*location, "ous", position),
                    f"'{ou}' is the id of an OU",
                    "write its path, such as Workloads/Prod",
                )


class OwnerShape(ScopeShape):
    """An owner, and what they are responsible for."""

    name: Text
    """The owner in the reports; several rules may name the same."""
    address: Address | None = None
    """Where mail for the owner goes."""
    checks: Patterns = ()
    """Ids or patterns of checks."""

    def freeze(self) -> OwnerRule:
        """The rule as a frozen value."""
        return OwnerRule(name=self.name, address=self.address or "", scope=self.scope(self.checks))


def owner_contradictions(owners: Iterable[OwnerShape]) -> Iterator[Problem]:
    """OUs that can never match, owners with two addresses, and rules without effect."""
    addresses: dict[str, str] = {}
    for position, owner in enumerate(owners):
        location = ("owners", position)
        yield from owner.problems(location)
        if owner.address and addresses.setdefault(owner.name, owner.address) != owner.address:
            what = f"'{owner.name}' has the address {addresses[owner.name]} already"
            yield (*location, "address"), what, "give one address, or the owner another name"
        if not owner.address and owner.scope(owner.checks).is_empty:
            yield location, "says nothing of its owner", "add an address, or what the owner has to act on"
