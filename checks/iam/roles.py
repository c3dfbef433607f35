"""Who may assume the roles of an account, and whether the role for AWS Support is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reporter.api import Account, Organization, Severity, Verdict, check, failed, not_applicable, not_assessed, passed
from reporter.aws.iam.documents import PolicyHolders, TrustPolicy, UniqueIds, aws_managed_arn
from reporter.aws.iam.principals import Role
from reporter.aws.policy import Caller, Circle, Kind, Relation, callers

ASSUMING = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
EXTERNAL_ID = "sts:externalid"
"""A secret that two parties share: it says nothing of who calls."""


def _edit_trust(change: str) -> str:
    """The commands that change one statement of a trust policy."""
    return (
        "# check first: who assumes the role, see CloudTrail\n"
        "aws iam get-role --role-name {name} --query Role.AssumeRolePolicyDocument > trust.json\n"
        "# edit trust.json: "
        f"{change}"
        "\n"
        "# replaces: the whole trust policy of the role, in account {account_id}\n"
        "aws iam update-assume-role-policy --role-name {name} --policy-document file://trust.json"
    )


@check(
    "iam-role-trust-no-wildcard-principal",
    title="IAM roles should not trust every AWS account",
    finding="IAM role trusts every AWS account",
    severity=Severity.CRITICAL,
    remediation="Name the trusted principals in the trust policy, or add a condition on aws:PrincipalOrgID. The call "
    "replaces the whole trust policy.",
    cli=_edit_trust("name the principals, or add a condition on aws:PrincipalOrgID"),
)
def role_cannot_be_assumed_by_everyone(role: Role, trust: TrustPolicy) -> Verdict:
    """Any AWS account in the world can assume such a role and use its permissions."""
    if role.is_service_linked:
        return not_applicable("service-linked role")
    if not any(one.allows and one.is_about_everyone for one in trust.document.statements):
        return passed()
    circle = Circle(account_id=role.account_id)
    wide = [one for one in callers(trust.document, circle, actions=ASSUMING) if one.is_everyone]
    if not wide:
        return passed()
    obstructed = all(one.networks or _secret(one) for one in wide)
    reason = "; ".join(f"{one.grant.name}: {one}{_secret(one)} may assume it" for one in wide)
    return failed(reason, severity=Severity.HIGH if obstructed else None)


def _secret(caller: Caller) -> str:
    """What strangers must have been let into, in words; the secret itself stays where it is."""
    return " who knows the external id" if any(limit.key == EXTERNAL_ID for limit in caller.grant.limits) else ""


@check(
    "iam-role-cross-account-trust-known",
    title="IAM roles should trust only known accounts",
    finding="IAM role trusts an unknown account",
    severity=Severity.HIGH,
    remediation="Ask the owner of the role; remove the account from the trust policy, or list it under "
    "trusted_accounts. The call replaces the whole trust policy.",
    cli=_edit_trust("remove the account that the finding names"),
)
def role_trusts_known_accounts(
    role: Role,
    trust: TrustPolicy,
    ids: UniqueIds,
    organization: Organization,
    *,
    trusted_accounts: frozenset[str] = frozenset(),
    known_vendors: Mapping[str, str] = {},
) -> Verdict:
    """An unknown account can belong to a former vendor or to an attacker, and can use the permissions of the role."""
    circle = Circle.of(role.account_id, organization, trusted_accounts, unique_ids=ids.accounts)
    found = callers(trust.document, circle, actions=["sts:AssumeRole"])
    others = [one for one in found if one.kind is Kind.IDENTITY and one.relation is not Relation.OWN]
    named = [one for one in others if not one.is_everyone]
    if not named:
        return not_applicable("trusts everyone rather than some account" if others else "trusts no other account")
    foreign = [one for one in named if one.is_foreign]
    if foreign:
        return failed("; ".join(filter(None, [*_trusted(foreign, known_vendors), circle.caveat])))
    allowed = any(one.relation is Relation.TRUSTED for one in named)
    return passed("; ".join(filter(None, ["allowed by configuration" if allowed else "", circle.caveat])))


def _trusted(foreign: Iterable[Caller], known_vendors: Mapping[str, str]) -> Iterator[str]:
    for one in foreign:
        vendor = known_vendors.get(one.owner.account)
        yield f"{one.grant.name} trusts {one}" + (f" ({vendor})" if vendor else "")


@check(
    "iam-support-role-created",
    title="The account should have a role that can open AWS Support cases",
    finding="Account has no role that can open AWS Support cases",
    severity=Severity.LOW,
    remediation="Create a role for the people who handle incidents and attach AWSSupportAccess to it.",
    cli="# in account {account_id}. ROLE: a role for people who handle incidents\n"
    "aws iam attach-role-policy --role-name ROLE --policy-arn arn:{partition}:iam::aws:policy/AWSSupportAccess",
)
def support_role_exists(account: Account, holders: PolicyHolders, *, accept_any_entity: bool = False) -> Verdict:
    """Without such a role, asking AWS for help during an incident takes an administrator or the root user."""
    found = holders.of(aws_managed_arn(account, "AWSSupportAccess"))
    if any(accept_any_entity or isinstance(one, Role) for one in found):
        return passed()
    if holders.unread:
        return not_assessed(holders.unread)
    return failed(f"AWSSupportAccess is attached to {'no user, group or role' if accept_any_entity else 'no role'}")
