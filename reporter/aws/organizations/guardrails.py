"""AWS Organizations: the policies that limit what accounts can do, and which accounts they cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporter.aws.organizations.tree import PAGE, Member, OrganizationTree
from reporter.engine.collector import Aws, collects
from reporter.model.answers import Fact
from reporter.model.subjects import Account

AUTHORISATION = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
"""The types that limit what administrators of an account can do."""
SHOWN = (*AUTHORISATION, "DECLARATIVE_POLICY_EC2")


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that the customer manages, and where it is attached."""

    name: str
    type: str
    targets: tuple[str, ...]
    """The ids of the root, units and accounts."""


@dataclass(frozen=True, slots=True)
class OrganizationPolicies(Fact):
    """The policies of the types that are enabled; without those that AWS manages, which forbid nothing."""

    policies: tuple[Policy, ...] = ()


@dataclass(frozen=True, slots=True)
class Guardrails(Fact):
    """The policies of the organisation, and the accounts without one."""

    hidden: str = ""
    """Why the account did not read them; empty where it did."""
    management_id: str = ""
    all_features: bool = True
    members: int = 0
    """The number of active member accounts."""
    uncovered: tuple[str, ...] = ()
    """The active member accounts that no policy for authorisation covers: names and ids."""
    policies: tuple[Policy, ...] = ()


@collects("organizations:ListPolicies", "organizations:ListTargetsForPolicy")
def organization_policies(aws: Aws, account: Account, tree: OrganizationTree) -> OrganizationPolicies:
    """The policies; a type that is not enabled at the root has no effect, and is not asked for."""
    return OrganizationPolicies(tuple(_policies(aws, tree)))


def _policies(aws: Aws, tree: OrganizationTree) -> Iterator[Policy]:
    for type_ in SHOWN if tree.all_features else ():
        if type_ not in tree.policy_types:
            continue
        listed = aws.items("organizations", "list_policies", "Policies", page_size=PAGE, Filter=type_)
        for id_, name in {one["Id"]: one["Name"] for one in listed if not one["AwsManaged"]}.items():
            operation = "list_targets_for_policy"
            targets = aws.items("organizations", operation, "Targets", page_size=PAGE, PolicyId=id_)
            yield Policy(name, type_, tuple(dict.fromkeys(one["TargetId"] for one in targets)))


@collects()
def guardrails(account: Account, tree: OrganizationTree, listed: OrganizationPolicies) -> Guardrails:
    """The policies, and the members that are covered at no level."""
    covering = {id_ for one in listed.policies if one.type in AUTHORISATION for id_ in one.targets}
    uncovered = [one for one in tree.members if covering.isdisjoint(_levels(one))]
    return Guardrails(
        tree.hidden,
        tree.management_id,
        tree.all_features,
        len(tree.members),
        tuple(f"{one.name} ({one.id})" for one in uncovered),
        listed.policies,
    )


def _levels(member: Member) -> tuple[str, ...]:
    """The ids at which a policy covers an account: its own, its unit's, and those above."""
    return (member.id, member.unit.id, *member.unit.above)
