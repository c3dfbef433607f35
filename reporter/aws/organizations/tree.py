"""AWS Organizations: the roots, organisational units and accounts, as the management account sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.shared.known import filled, known
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact
from reporter.model.given import Scanned
from reporter.model.refusals import Refused
from reporter.model.subjects import Account

PAGE = 20
"""The largest page that AWS Organizations returns."""
DENIED = "AccessDeniedException"
STATES = ("PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED")
ENABLED = "ENABLED"
TYPE_STATES = (ENABLED, "PENDING_ENABLE", "PENDING_DISABLE")
BY_POLICY = "is not authorized to perform"
"""How AWS names an identity that some policy denies a request; AWS Organizations itself does not."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A root or an organisational unit."""

    id: str
    path: str
    """The names from the top; empty for a root."""
    above: tuple[str, ...] = ()
    """The ids of all units above it, the root first."""


@dataclass(frozen=True, slots=True)
class Member:
    """An account of the organisation in its unit."""

    id: str
    name: str
    active: bool
    unit: Unit


@dataclass(frozen=True, slots=True)
class OrganizationTree(Fact):
    """The tree of the organisation, where the account may read it."""

    hidden: str = ""
    """Why the account was not asked or may not read it; empty where it was read."""
    management_id: str = ""
    all_features: bool = True
    policy_types: frozenset[str] = frozenset()
    """The types of policies that are enabled at the root."""
    accounts: tuple[Member, ...] = ()

    @property
    def members(self) -> tuple[Member, ...]:
        """The active accounts, without the management account."""
        return tuple(one for one in self.accounts if one.active and one.id != self.management_id)

    def hidden_from(self, account: Account) -> str:
        """Why the account does not judge what only the management account does; empty where it does."""
        if self.hidden or account.account_id == self.management_id:
            return self.hidden
        return f"judged in the management account {self.management_id}"


def elsewhere(account: Account, membership: OrganizationMembership) -> str:
    """Why an account is not the one that manages its organisation; empty where it is."""
    if not membership.organization_id:
        return "the account is in no organisation"
    if membership.is_managed_by(account):
        return ""
    return f"judged in the management account {membership.management_account_id}"


def is_active(item: Mapping[str, Any]) -> bool:
    """Whether an account is active: AWS renamed Status to State, and keeps both until September 2026."""
    return known(item["State"] if "State" in item else item["Status"], STATES) == "ACTIVE"


@collects(
    "organizations:ListRoots",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListAccountsForParent",
)
def organization_tree(
    aws: Aws, account: Account, membership: OrganizationMembership, scanned: Scanned
) -> OrganizationTree:
    """The tree, from the management account; where that is not scanned, from any account to which AWS shows it."""
    away, management = elsewhere(account, membership), membership.management_account_id
    if away and (not management or management in scanned.account_ids):
        return OrganizationTree(away)
    try:
        roots = list(aws.items("organizations", "list_roots", "Roots", page_size=PAGE))
    except Refused as refused:
        if not away or not _is_of_organizations(refused):
            raise
        return OrganizationTree(f"{away}, which is not scanned; AWS shows the organisation to delegated administrators")
    root = filled(roots, "the roots of an organisation")[0]
    types = frozenset(one["Type"] for one in root["PolicyTypes"] if known(one["Status"], TYPE_STATES) == ENABLED)
    walk = _Walk(aws, [])
    walk.below(Unit(root["Id"], ""))
    return OrganizationTree("", management, membership.all_features, types, tuple(walk.accounts))


def _is_of_organizations(refused: Refused) -> bool:
    """Whether AWS Organizations refuses the account itself, and no policy does."""
    why = refused.unavailable
    return why.error_code == DENIED and BY_POLICY not in why.detail


@dataclass(frozen=True, slots=True)
class _Walk:
    """What was found on the way through the tree."""

    aws: Aws
    accounts: list[Member]

    def below(self, unit: Unit) -> None:
        """Note the accounts in a unit, and all below it."""
        for one in self._list("list_accounts_for_parent", "Accounts", unit):
            self.accounts.append(Member(one["Id"], one["Name"], is_active(one), unit))
        listed = self._list("list_organizational_units_for_parent", "OrganizationalUnits", unit)
        for id_, name in [(one["Id"], one["Name"]) for one in listed]:
            self.below(Unit(id_, f"{unit.path}/{name}" if unit.path else name, (*unit.above, unit.id)))

    def _list(self, operation: str, key: str, unit: Unit) -> Iterator[dict[str, Any]]:
        listed = self.aws.items("organizations", operation, key, page_size=PAGE, ParentId=unit.id)
        return iter({one["Id"]: one for one in listed}.values())
