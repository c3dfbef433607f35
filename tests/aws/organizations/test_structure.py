"""The organisation, as AWS shows it to its management account and to delegated administrators."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.organizations.delegates import Delegate, Delegates, delegates
from reporter.aws.organizations.guardrails import (
    Guardrails,
    OrganizationPolicies,
    Policy,
    guardrails,
    organization_policies,
)
from reporter.aws.organizations.tree import Member, OrganizationTree, Unit, is_active, organization_tree
from reporter.model.answers import ReasonCode, Unavailable
from reporter.model.given import Scanned
from reporter.model.refusals import Refused
from tests.checks.iam.credential_builders import ACCOUNT
from tests.doors import FakeAws
from tests.world import World, cut_pages

ME, SHOP, MANAGEMENT = ACCOUNT.account_id, "444455556666", "999988887777"
MANAGER = OrganizationMembership("o-1", ME, all_features=True)
MEMBER = OrganizationMembership("o-1", MANAGEMENT, all_features=True)
ROOT, PROD = Unit("r-1", ""), Unit("ou-2", "Workloads/Prod", ("r-1", "ou-1"))
SCP = "SERVICE_CONTROL_POLICY"
TYPES = [{"Type": SCP, "Status": "ENABLED"}, {"Type": "RESOURCE_CONTROL_POLICY", "Status": "PENDING_ENABLE"}]


def account(id_: str, name: str, **state: str) -> dict[str, str]:
    return {"Id": id_, "Name": name, **(state or {"State": "ACTIVE"})}


def answers() -> dict[str, Any]:
    api = "organizations:list"
    return {
        f"{api}_roots": {"Roots": [{"Id": "r-1", "PolicyTypes": TYPES}]},
        f"{api}_accounts_for_parent/r-1": {"Accounts": [account(ME, "management")]},
        f"{api}_accounts_for_parent/ou-1": {"Accounts": []},
        f"{api}_accounts_for_parent/ou-2": {
            "Accounts": [account(SHOP, "shop", Status="ACTIVE"), account("1", "old", State="CLOSED", Status="ACTIVE")]
        },
        f"{api}_organizational_units_for_parent/r-1": {"OrganizationalUnits": [{"Id": "ou-1", "Name": "Workloads"}]},
        f"{api}_organizational_units_for_parent/ou-1": {"OrganizationalUnits": [{"Id": "ou-2", "Name": "Prod"}]},
        f"{api}_organizational_units_for_parent/ou-2": {"OrganizationalUnits": []},
    }


TREE = OrganizationTree(
    "",
    ME,
    all_features=True,
    policy_types=frozenset({SCP}),
    accounts=(
        Member(ME, "management", active=True, unit=ROOT),
        Member(SHOP, "shop", active=True, unit=PROD),
        Member("1", "old", active=False, unit=PROD),
    ),
)


def test_the_management_account_reads_the_tree() -> None:
    found = organization_tree(FakeAws(answers()), ACCOUNT, MANAGER, Scanned())
    assert found == TREE
    assert [one.name for one in found.members] == ["shop"]
    assert found.hidden_from(ACCOUNT) == ""


def test_other_accounts_are_not_asked_where_the_management_account_is_scanned() -> None:
    aws = FakeAws({})
    scanned = Scanned(frozenset({MANAGEMENT}))
    found = organization_tree(aws, ACCOUNT, MEMBER, scanned)
    assert found.hidden == found.hidden_from(ACCOUNT) == f"judged in the management account {MANAGEMENT}"
    alone = organization_tree(aws, ACCOUNT, OrganizationMembership(), scanned)
    assert alone.hidden == "the account is in no organisation"
    assert aws.asked == []


def test_a_delegated_administrator_reads_the_tree_where_the_management_account_is_not_scanned() -> None:
    found = organization_tree(FakeAws(answers()), ACCOUNT, MEMBER, Scanned())
    assert found.hidden == ""
    assert found.hidden_from(ACCOUNT) == f"judged in the management account {MANAGEMENT}"


def refusing(detail: str, membership: OrganizationMembership) -> OrganizationTree:
    why = Unavailable(ReasonCode.DENIED_BY_IAM, detail, error_code="AccessDeniedException")
    return organization_tree(FakeAws({"organizations:list_roots": Refused(why)}), ACCOUNT, membership, Scanned())


def test_a_member_to_which_aws_does_not_show_the_tree_says_so() -> None:
    assert refusing("You don't have permissions to access this resource.", MEMBER).hidden == (
        f"judged in the management account {MANAGEMENT}, which is not scanned; AWS shows the organisation to delegated "
        "administrators"
    )
    with pytest.raises(Refused):
        refusing("User: arn:aws:sts::1:x is not authorized to perform: organizations:ListRoots", MEMBER)
    with pytest.raises(Refused):
        refusing("You don't have permissions to access this resource.", MANAGER)


@pytest.mark.parametrize(
    ("item", "active"),
    [
        ({"State": "ACTIVE"}, True),
        ({"State": "SUSPENDED", "Status": "ACTIVE"}, False),
        ({"Status": "ACTIVE"}, True),
        ({"Status": "PENDING_CLOSURE"}, False),
    ],
)
def test_the_state_of_an_account_counts_and_the_status_only_where_there_is_none(
    item: dict[str, str], *, active: bool
) -> None:
    assert is_active(item) is active


def policies(**more: Any) -> dict[str, Any]:
    named = [
        {"Id": "p-1", "Name": "FullAWSAccess", "AwsManaged": True},
        {"Id": "p-2", "Name": "no-root", "AwsManaged": False},
    ]
    targets = {"Targets": [{"TargetId": "ou-1"}, {"TargetId": "ou-1"}]}
    return {
        f"organizations:list_policies/{SCP}": {"Policies": named},
        "organizations:list_targets_for_policy/p-2": targets,
        **more,
    }


def test_the_policies_of_enabled_types_are_read_without_those_of_aws() -> None:
    aws = FakeAws(policies())
    assert organization_policies(aws, ACCOUNT, TREE) == OrganizationPolicies((Policy("no-root", SCP, ("ou-1",)),))
    assert organization_policies(aws, ACCOUNT, OrganizationTree("hidden")) == OrganizationPolicies()
    billing = OrganizationTree("", ME, all_features=False, policy_types=frozenset({SCP}))
    assert organization_policies(aws, ACCOUNT, billing) == OrganizationPolicies()


@pytest.mark.parametrize("target", ["r-1", "ou-1", "ou-2", SHOP])
def test_a_policy_at_any_level_covers_an_account(target: str) -> None:
    listed = OrganizationPolicies((Policy("no-root", SCP, (target,)),))
    assert guardrails(ACCOUNT, TREE, listed) == Guardrails("", ME, True, 1, (), listed.policies)  # noqa: FBT003


def test_a_policy_elsewhere_or_of_another_type_covers_nothing() -> None:
    declarative = Policy("imds", "DECLARATIVE_POLICY_EC2", ("r-1",))
    listed = OrganizationPolicies((Policy("no-root", SCP, ("ou-9",)), declarative))
    assert guardrails(ACCOUNT, TREE, listed).uncovered == (f"shop ({SHOP})",)


def accounts(*listed: dict[str, Any]) -> dict[str, Any]:
    return {"organizations:list_accounts": {"Accounts": [account(ME, "management"), *listed]}}


def delegated(**more: Any) -> dict[str, Any]:
    return {
        **accounts(account(SHOP, "shop")),
        "organizations:list_delegated_administrators": {"DelegatedAdministrators": [account(SHOP, "shop")]},
        f"organizations:list_delegated_services_for_account/{SHOP}": {
            "DelegatedServices": [{"ServicePrincipal": "macie.amazonaws.com"}, {"ServicePrincipal": "a.amazonaws.com"}]
        },
        "organizations:describe_resource_policy": {},
        "organizations:list_accounts": {"Accounts": [account(ME, "management"), account(SHOP, "shop")]},
        **more,
    }


class WithoutPolicy(FakeAws):
    """An organisation without a delegation policy."""

    def find(self, *operation: str, absent: Any, **more: Any) -> None:
        assert (operation[1], absent) == ("describe_resource_policy", "ResourcePolicyNotFoundException")


NO_ONE: dict[str, Any] = {"organizations:list_delegated_administrators": {"DelegatedAdministrators": []}}


def delegation(*statements: Any) -> dict[str, Any]:
    content = json.dumps({"Statement": statements[0] if len(statements) == 1 else list(statements)})
    return {"organizations:describe_resource_policy": {"ResourcePolicy": {"Content": content}}}


@pytest.mark.parametrize(
    ("statements", "covers"),
    [
        ([{"Effect": "Allow", "Action": "organizations:*"}], True),
        ([{"Effect": "Deny", "Action": "*"}, {"Effect": "Allow", "Action": ["organizations:AttachPolicy"]}], True),
        ([{"Effect": "Allow", "Action": "organizations:List*"}], False),
        ([{"Effect": "Allow", "NotAction": "x"}], False),
    ],
)
def test_delegates_are_read_with_their_services_and_what_is_delegated(
    statements: list[dict[str, Any]], *, covers: bool
) -> None:
    found = delegates(FakeAws({**delegated(), **delegation(*statements)}), ACCOUNT, MANAGER)
    shop = Delegate(SHOP, "shop", active=True, services=("a.amazonaws.com", "macie.amazonaws.com"))
    words = "covers the management of policies" if covers else "does not cover the management of policies"
    assert found == Delegates("", (shop,), alone=False, delegation=words)


def test_an_organisation_without_a_delegation_policy_or_a_delegate() -> None:
    assert delegates(WithoutPolicy(delegated()), ACCOUNT, MANAGER).delegation == ""
    found = delegates(WithoutPolicy({**delegated(), **NO_ONE}), ACCOUNT, MANAGER)
    assert found == Delegates()
    own = {"organizations:list_accounts": {"Accounts": [account(ME, "management")]}}
    assert delegates(FakeAws({**NO_ONE, **own}), ACCOUNT, MANAGER) == Delegates(alone=True)


def test_members_are_not_asked_for_delegates() -> None:
    aws = FakeAws({})
    assert delegates(aws, ACCOUNT, MEMBER).hidden == f"judged in the management account {MANAGEMENT}"
    assert aws.asked == []


def test_every_page_is_read(world: World) -> None:
    api = world.client("organizations")
    api.create_organization(FeatureSet="ALL")
    root = api.list_roots()["Roots"][0]["Id"]
    api.enable_policy_type(RootId=root, PolicyType=SCP)
    for number in range(3):
        api.create_account(AccountName=f"shop-{number}", Email=f"shop-{number}@acme.example")
        api.create_organizational_unit(ParentId=root, Name=f"unit-{number}")
    made = api.create_policy(Name="no-root", Description="", Type=SCP, Content='{"Statement": []}')["Policy"]
    api.attach_policy(PolicyId=made["PolicySummary"]["Id"], TargetId=root)
    found = world.read(Guardrails, prepare=cut_pages(1)).answer_of_account(Guardrails)
    assert isinstance(found, Guardrails)
    assert (found.members, found.uncovered, [one.name for one in found.policies]) == (3, (), ["no-root"])
