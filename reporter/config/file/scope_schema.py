"""What waivers and rules about owners have in common when people write them: what they are about."""

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
    """What is meant; all that is named must hold, of several values of one key any."""

    accounts: tuple[AccountId, ...] = ()
    """Account ids."""
    ous: Patterns = ()
    """Paths of OUs or patterns of them, for example `Workloads/*`; each stands for everything below it."""
    regions: Patterns = ()
    """Names or patterns, for example `eu-*`; `global` is the region of IAM."""
    resources: Patterns = ()
    """Patterns of ARNs or names, for example `legacy-*`; `ARN#part` where several share an ARN, as access keys do."""
    tags: dict[Text, str] = Field(default_factory=dict)
    """Tags of the account or, where AWS tells them, of the resource, whose own decide; values may be patterns."""

    def scope(self, checks: Iterable[str]) -> Scope:
        """As a frozen value, with patterns of the ids of checks."""
        return Scope(
            checks=tuple(checks),
            accounts=self.accounts,
            ous=self.ous,
            regions=self.regions,
            resources=self.resources,
            tags=self.tags,
        )

    def problems(self, location: Location) -> Iterator[Problem]:
        """OUs that can never be met."""
        for position, ou in enumerate(self.ous):
            if OU_ID.fullmatch(ou):
                yield (
                    (*location, "ous", position),
                    f"'{ou}' is the id of an OU",
                    "write its path, such as Workloads/Prod",
                )


class OwnerShape(ScopeShape):
    """Who has to act on what."""

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
    """OUs that can never be met, owners with two addresses, and rules without any use."""
    addresses: dict[str, str] = {}
    for position, owner in enumerate(owners):
        location = ("owners", position)
        yield from owner.problems(location)
        if owner.address and addresses.setdefault(owner.name, owner.address) != owner.address:
            what = f"'{owner.name}' has the address {addresses[owner.name]} already"
            yield (*location, "address"), what, "give one address, or the owner another name"
        if not owner.address and owner.scope(owner.checks).is_empty:
            yield location, "says nothing of its owner", "add an address, or what the owner has to act on"
