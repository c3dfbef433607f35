"""The owners of callers, as far as principals and conditions name them, and their relation to the resource's owner."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from reporter.aws.policy.conditions import ARN_KEYS, OWN_ACCOUNT, OWN_ORGANIZATION, Condition
from reporter.model.given import Organization

ACCOUNT_ID = re.compile(r"\d{12}")
NO_ONE: frozenset[str] = frozenset()
ACCOUNT_FIELD = 4
"""The position of the account in an ARN."""
ORGANIZATION_KEYS = {"aws:principalorgid", "aws:principalorgpaths", "aws:sourceorgid", "aws:sourceorgpaths"}
BUCKET_ARN = re.compile(r"arn:[^:]+:s3:::([^/]+)")


class Relation(StrEnum):
    """The relation of a caller's owner to the account whose policy it is."""

    OWN = "own"
    ORGANIZATION = "organisation"
    """Any account of the own organisation."""
    MEMBER = "member"
    """An account that is known to be in the own organisation, or is scanned with it."""
    TRUSTED = "trusted"
    FOREIGN = "foreign"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of a caller: an account, an account of certain organisations, or only a name; empty for anyone."""

    account: str = ""
    organizations: tuple[str, ...] = ()
    name: str = ""
    """The name where no account is known: a unique id, an ARN without account, a canonical user, a provider."""

    @property
    def bucket(self) -> str:
        """The name of a bucket whose account is not known; empty for all else."""
        found = BUCKET_ARN.match(self.name)
        return found[1] if found else ""

    def __str__(self) -> str:
        organizations = f"organisation {' or '.join(self.organizations)}" if self.organizations else ""
        return (f"account {self.account}" if self.account else "") or self.name or organizations or "anyone"


ANYONE = Owner()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The accounts and names that the owner of a resource knows."""

    account_id: str
    organization_id: str = ""
    members: frozenset[str] = NO_ONE
    trusted: frozenset[str] = NO_ONE
    """Accounts, organisations and other names."""
    unique_ids: Mapping[str, str] = field(default_factory=dict)
    """Account ids of users and roles by their unique ids in IAM."""
    buckets: Mapping[str, str] = field(default_factory=dict)
    """Account ids of buckets by name, since the ARN of a bucket has no account."""
    caveat: str = ""
    """What is not known about the organisation, as text for findings."""

    @classmethod
    def of(cls, account_id: str, organization: Organization, trusted: frozenset[str] = NO_ONE, **more: Any) -> Circle:
        """The circle of an account and its organisation, with all members that are known."""
        members = organization.account_ids
        if organization.management_account_id:
            members |= {organization.management_account_id}
        return cls(
            account_id=account_id,
            organization_id=organization.id,
            members=members,
            trusted=trusted,
            caveat="" if organization.known else _caveat(organization),
            **more,
        )

    def without_members(self) -> Circle:
        """The circle in which only the organisation as a whole counts, not its members one by one."""
        return replace(self, members=NO_ONE, caveat="" if self.organization_id else self.caveat)

    def relation(self, owner: Owner) -> Relation:
        """The relation of an owner to the account."""
        if owner.account == self.account_id:
            return Relation.OWN
        organizations = {self.organization_id if one == OWN_ORGANIZATION else one for one in owner.organizations}
        if organizations and organizations <= {self.organization_id}:
            return Relation.ORGANIZATION
        if owner.account in self.members:
            return Relation.MEMBER
        if self.trusted and (self._trusts({owner.account or owner.name} - {""}) or self._trusts(organizations)):
            return Relation.TRUSTED
        return Relation.ANYONE if owner == ANYONE else Relation.FOREIGN

    def _trusts(self, names: set[str]) -> bool:
        return bool(names) and names <= {*self.trusted, self.organization_id}

    def account_of(self, name: str) -> str:
        """The account of a name that does not contain it; empty if it is not known."""
        bucket = BUCKET_ARN.match(name)
        if bucket:
            return self.buckets.get(bucket[1], "")
        return self.unique_ids.get(name.partition(":")[0], "")


def _caveat(organization: Organization) -> str:
    unknown = "the other members of the organisation are" if organization.id else "the organisation is"
    return f"{unknown} unknown: only scanned and trusted accounts count as known"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The callers that several conditions together admit; None where they do not restrict."""

    accounts: frozenset[str] | None = None
    names: frozenset[str] = NO_ONE
    """Further callers, of which only the name is known."""
    organizations: frozenset[str] | None = None

    def within(self, condition: Condition, circle: Circle) -> Bounds:
        """The bounds after one more condition."""
        if condition.key in ORGANIZATION_KEYS:
            named = frozenset(_organization(value, circle) for value in condition.values)
            return replace(self, organizations=named if self.organizations is None else self.organizations & named)
        owners = [_owner(condition.key, value, circle) for value in condition.values]
        return self.of_accounts(
            frozenset(one.account for one in owners if one.account), frozenset(one.name for one in owners if one.name)
        )

    def of_accounts(self, accounts: frozenset[str], names: frozenset[str] = NO_ONE) -> Bounds:
        """The bounds if only these accounts and names may call; a caller known by name may be in any account."""
        if self.accounts is None:
            return replace(self, accounts=accounts, names=names)
        shared = self.accounts & accounts
        mine, theirs = (self.accounts if names else NO_ONE), (accounts if self.names else NO_ONE)
        both_named = self.names | names if self.names and names else NO_ONE
        return replace(self, accounts=shared | mine | theirs, names=both_named)

    @property
    def owners(self) -> tuple[Owner, ...]:
        """The owners of the remaining callers; empty where the conditions admit none."""
        if self.organizations is not None and not self.organizations:
            return ()
        organizations = tuple(sorted(self.organizations or ()))
        if self.accounts is not None:
            accounts = (Owner(one, organizations) for one in sorted(self.accounts))
            return (*accounts, *(Owner("", organizations, one) for one in sorted(self.names)))
        return tuple(Owner("", (one,)) for one in organizations) or (ANYONE,)


def _organization(value: str, circle: Circle) -> str:
    """The organisation id in a value, which may be a path that begins with it."""
    named = value.partition("/")[0]
    return circle.organization_id or OWN_ORGANIZATION if named.lower() == OWN_ORGANIZATION else named


def _owner(key: str, value: str, circle: Circle) -> Owner:
    """The owner that a condition value names: an account, or else the value as a name."""
    named = value
    if key in ARN_KEYS:
        named = (value.split(":", 5) + [""] * ACCOUNT_FIELD)[ACCOUNT_FIELD]
    elif key == "aws:userid":
        named = value.partition(":")[0]
    if named.lower() == OWN_ACCOUNT:
        return Owner(circle.account_id)
    if ACCOUNT_ID.fullmatch(named):
        return Owner(named)
    known = circle.account_of(value)
    return Owner(known) if known else Owner(name=value)
