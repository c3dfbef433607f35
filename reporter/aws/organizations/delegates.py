"""AWS Organizations: the accounts that administer services or policies for the management account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.organizations.tree import PAGE, elsewhere, is_active
from reporter.aws.policy import covers_action
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact
from reporter.model.subjects import Account

MANAGING = tuple(f"organizations:{verb}Policy" for verb in ("Create", "Update", "Delete", "Attach", "Detach"))
"""The actions by which policies are managed."""


@dataclass(frozen=True, slots=True)
class Delegate:
    """A delegated administrator."""

    id: str
    name: str
    active: bool
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delegates(Fact):
    """The delegated administrators of the organisation; read in the management account only."""

    hidden: str = ""
    """Why the account did not read them; empty where it did."""
    delegates: tuple[Delegate, ...] = ()
    alone: bool = False
    """Whether the organisation has only the management account."""
    delegation: str = ""
    """What the delegation policy covers, in words; empty where there is none."""


@collects(
    "organizations:ListAccounts",
    "organizations:ListDelegatedAdministrators",
    "organizations:ListDelegatedServicesForAccount",
    "organizations:DescribeResourcePolicy",
)
def delegates(aws: Aws, account: Account, membership: OrganizationMembership) -> Delegates:
    """The delegates with their services; without other accounts there can be none, and no more is asked."""
    away = elsewhere(account, membership)
    if away:
        return Delegates(away)
    if _is_alone(aws, account):
        return Delegates(alone=True)
    return Delegates(delegates=tuple(_delegates(aws)), delegation=_delegation(aws))


def _delegates(aws: Aws) -> Iterator[Delegate]:
    operation = "list_delegated_administrators"
    listed = aws.items("organizations", operation, "DelegatedAdministrators", page_size=PAGE)
    for id_, (name, active) in {one["Id"]: (one["Name"], is_active(one)) for one in listed}.items():
        operation = "list_delegated_services_for_account"
        services = aws.items("organizations", operation, "DelegatedServices", page_size=PAGE, AccountId=id_)
        names = sorted({service["ServicePrincipal"] for service in services})
        yield Delegate(id_, name, active, tuple(names))


def _is_alone(aws: Aws, account: Account) -> bool:
    """Whether no other account is listed."""
    listed = aws.items("organizations", "list_accounts", "Accounts", page_size=PAGE)
    return {one["Id"] for one in listed} <= {account.account_id}


def _delegation(aws: Aws) -> str:
    answer = aws.find("organizations", "describe_resource_policy", absent="ResourcePolicyNotFoundException")
    if answer is None:
        return ""
    statements = json.loads(answer["ResourcePolicy"]["Content"])["Statement"]
    covers = any(map(_manages_policies, statements if isinstance(statements, list) else [statements]))
    return "covers the management of policies" if covers else "does not cover the management of policies"


def _manages_policies(statement: dict[str, Any]) -> bool:
    actions = statement.get("Action", [])
    patterns = [actions] if isinstance(actions, str) else actions
    allows = statement["Effect"] == "Allow"
    return allows and any(covers_action(pattern, action) for pattern in patterns for action in MANAGING)
