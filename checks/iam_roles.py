"""Who may assume the roles of an account, and whether the role for AWS Support is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from reporter.api import Account, Organization, Severity, Verdict, check, failed, not_applicable, passed, unknown
from reporter.aws.iam import Role
from reporter.aws.iam_documents import PolicyHolders, TrustPolicy, aws_managed_arn
from reporter.aws.policy import PolicyDocument, Statement
from reporter.aws.policy.conditions import IDENTITY_KEYS, NETWORK_KEYS, enforced, limits_identity

ASSUMING = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
OBSTACLES = NETWORK_KEYS | {"sts:externalid"}
"""What keeps a stranger out only until the secret is told or the network entered."""
EVERYONE = "everyone"
OWNER = re.compile(r"\b(?:\d{12}|o-[a-z0-9]{10,32})\b")
"""An account or an organisation, within the value of a condition."""


@check(
    "iam-role-trust-no-wildcard-principal",
    title="No role can be assumed by just anybody",
    severity=Severity.CRITICAL,
    remediation="Name the principals in the trust policy, or demand aws:PrincipalOrgID.",
    cli="aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
)
def role_cannot_be_assumed_by_everyone(role: Role, trust: TrustPolicy) -> Verdict:
    """A trust policy that names everyone lets any AWS account in the world become this role."""
    if role.is_service_linked:
        return not_applicable("service-linked role")
    wide = [one for one in _grants(trust.document) if one.is_about_everyone and not limits_identity(one.conditions)]
    if not wide:
        return passed()
    if all(any(limit.key in OBSTACLES for limit in enforced(one.conditions)) for one in wide):
        limits = ", ".join(str(limit) for one in wide for limit in enforced(one.conditions))
        return failed(f"everyone may assume it who meets {limits}", severity=Severity.HIGH)
    return failed("everyone may assume it")


@check(
    "iam-role-cross-account-trust-known",
    title="Roles trust no account that is not known",
    severity=Severity.MEDIUM,
    remediation="Take the account out of the trust policy, or list it under trusted_accounts.",
    cli="aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
)
def role_trusts_known_accounts(
    role: Role,
    trust: TrustPolicy,
    organization: Organization,
    *,
    trusted_accounts: frozenset[str] = frozenset(),
    known_vendors: Mapping[str, str] = {},
) -> Verdict:
    """An account that nobody can name is a vendor long gone, or a way back in."""
    owners = {owner for one in _grants(trust.document) for owner in _owners(one)} - {role.account_id}
    if not owners:
        return not_applicable("trusts no other account")
    ours = organization.account_ids | {organization.id}
    caveat = (
        "" if organization.known else "the organisation is unknown: only scanned and trusted accounts count as known"
    )
    unknown = sorted(owners - ours - trusted_accounts)
    if unknown:
        named = ", ".join(f"{one} ({known_vendors[one]})" if one in known_vendors else one for one in unknown)
        return failed("; ".join(filter(None, (f"trusts {named}", caveat))))
    allowed = "" if owners <= ours else "allowed by configuration"
    return passed("; ".join(filter(None, (allowed, caveat))))


@check(
    "iam-support-role-created",
    title="A role may open cases with AWS Support",
    severity=Severity.LOW,
    remediation="Make a role for those who handle incidents, and attach AWSSupportAccess to it.",
    cli="aws iam attach-role-policy --role-name ROLE --policy-arn arn:PARTITION:iam::aws:policy/AWSSupportAccess",
)
def support_role_exists(account: Account, holders: PolicyHolders, *, accept_any_entity: bool = False) -> Verdict:
    """In an incident nobody should need the root user only to ask AWS for help."""
    found = holders.of(aws_managed_arn(account, "AWSSupportAccess"))
    if any(accept_any_entity or isinstance(one, Role) for one in found):
        return passed()
    if holders.unread:
        return unknown(holders.unread)
    return failed(f"AWSSupportAccess is attached to {'nobody' if accept_any_entity else 'no role'}")


def _grants(trust: PolicyDocument) -> Iterator[Statement]:
    """The statements that let somebody assume the role."""
    return (one for one in trust.statements if one.allows and any(map(one.concerns_action, ASSUMING)))


def _owners(grant: Statement) -> Iterable[str]:
    """The accounts and organisations whose identities are let in."""
    if not grant.is_about_everyone:
        return {one.account_id for one in grant.principals} - {""}
    if not limits_identity(grant.conditions):
        return {EVERYONE}
    limits = [limit for limit in enforced(grant.conditions) if limit.key in IDENTITY_KEYS]
    return {owner for limit in limits for value in limit.values for owner in OWNER.findall(value)}
