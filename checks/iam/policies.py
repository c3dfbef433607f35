"""Which policies grant full administration, and who holds those that should have no holder."""

from __future__ import annotations

from reporter.api import Account, Severity, Verdict, check, failed, first_of, not_applicable, not_assessed, passed
from reporter.aws.iam.documents import (
    AwsManagedPolicyDocument,
    InlinePolicy,
    InlinePolicyDocument,
    ManagedPolicyDocument,
    PolicyHolders,
    aws_managed_arn,
)
from reporter.aws.iam.principals import AwsManagedPolicy, ManagedPolicy, Role
from reporter.aws.policy import Grant, PolicyDocument, grants_full_admin

NAMES_SHOWN = 20
"""A reason stays readable, whatever ten thousand users hold."""


@check(
    "iam-policy-attached-no-admin",
    title="Customer managed policies that are attached should not grant full administrative access",
    finding="Attached customer managed policy grants full administrative access",
    severity=Severity.HIGH,
    remediation="Create a version of the policy with only the actions and resources that its holders need. The old "
    "version stays and can be made the default again.",
    cli="# check first: what its holders use, in IAM, Access Advisor\n"
    "aws iam list-entities-for-policy --policy-arn {arn}\n"
    "# least.json: the actions and resources needed. The old version stays, and set-default-policy-version "
    "returns to it\n"
    "aws iam create-policy-version --policy-arn {arn} --policy-document file://least.json --set-as-default",
)
def attached_policy_makes_no_administrators(
    policy: ManagedPolicy, says: ManagedPolicyDocument, *, ignore_conditions: bool = True
) -> Verdict:
    """Full access under a name of the customer's own is missed by reviews that look for AdministratorAccess."""
    if policy.attachments:
        return _makes_no_administrators(says.document, ignore_conditions=ignore_conditions)
    return not_applicable("only a permissions boundary" if policy.is_boundary else "not attached")


@check(
    "iam-policy-unattached-no-admin",
    title="Customer managed policies that are not attached should not grant full administrative access",
    finding="Unattached customer managed policy grants full administrative access",
    severity=Severity.LOW,
    remediation="Delete the policy. Keep a copy of its document if it may be needed again.",
    cli="# VERSION: the default version. A deleted policy cannot be recovered, so keep a copy\n"
    "aws iam get-policy --policy-arn {arn} --query Policy.DefaultVersionId\n"
    "aws iam get-policy-version --policy-arn {arn} --version-id VERSION > policy-copy.json\n"
    "# fails while the policy is attached or has other versions, which is intended\n"
    "aws iam delete-policy --policy-arn {arn}",
)
def unattached_policy_makes_no_administrators(
    policy: ManagedPolicy, says: ManagedPolicyDocument, *, ignore_conditions: bool = True
) -> Verdict:
    """An identity that may attach policies can use it to become an administrator."""
    if policy.attachments:
        return not_applicable("attached")
    if policy.is_boundary:
        return not_applicable("only a permissions boundary")
    return _makes_no_administrators(says.document, ignore_conditions=ignore_conditions)


@check(
    "iam-inline-policy-no-admin",
    title="Inline policies should not grant full administrative access",
    finding="Inline policy grants full administrative access",
    severity=Severity.HIGH,
    remediation="Attach a managed policy with only the actions and resources needed, then delete the inline policy.",
    cli="# in account {account_id}\n"
    "# check first: the identity has a managed policy with all permissions needed. The inline policy is lost, "
    "so keep a copy\n"
    "aws iam get-{kind}-policy --{kind}-name {name} --policy-name {part} > policy-copy.json && aws iam "
    "delete-{kind}-policy --{kind}-name {name} --policy-name {part}",
)
def inline_policy_makes_no_administrator(
    policy: InlinePolicy, says: InlinePolicyDocument, *, ignore_conditions: bool = True
) -> Verdict:
    """Inline policies appear in no list of policies, so full access granted by one is easily missed."""
    return _makes_no_administrators(says.document, ignore_conditions=ignore_conditions)


def _makes_no_administrators(document: PolicyDocument, *, ignore_conditions: bool) -> Verdict:
    """What is denied is reported, but rescues nothing."""
    admin = grants_full_admin(document, ignore_conditions=ignore_conditions)
    if not admin:
        return passed()
    together = "; together that is everything" if len(admin) > 1 else ""
    denied = f"; {first_of(document.denying, NAMES_SHOWN)} may deny some of it" if document.denying else ""
    return failed(" and ".join(map(_power_of, admin)) + together + denied)


def _power_of(grant: Grant) -> str:
    excluded, spared = grant.statement.not_actions, grant.statement.not_resources
    all_of_iam = not excluded and not any(set(action) <= set("*?:") for action in grant.statement.actions)
    all_but = f"everything but {first_of(excluded, NAMES_SHOWN)}"
    what = all_but if excluded else "everything of IAM" if all_of_iam else "everything"
    where = f"everything but {first_of(spared, NAMES_SHOWN)}" if spared else "everything"
    limits = f" if {' and '.join(map(str, grant.statement.conditions))}" if grant.statement.conditions else ""
    return f"{grant.name} allows {what} on {where}{limits}"


@check(
    "iam-aws-managed-policy-attached-no-admin",
    title="AWS managed policies with full administrative access should not be attached",
    finding="AWS managed policy with full administrative access is attached",
    severity=Severity.HIGH,
    remediation="Give the identities named narrower policies, then detach this one from them.",
    cli="# in account {account_id}\n"
    "aws iam list-entities-for-policy --policy-arn {arn} --policy-usage-filter PermissionsPolicy\n"
    "# check first: at least one other identity can administer the account. ROLE, USER and GROUP: those named "
    "in the finding\n"
    "aws iam detach-role-policy --role-name ROLE --policy-arn {arn}\n"
    "aws iam detach-user-policy --user-name USER --policy-arn {arn}\n"
    "aws iam detach-group-policy --group-name GROUP --policy-arn {arn}",
)
def aws_managed_policy_makes_no_administrators(
    policy: AwsManagedPolicy,
    says: AwsManagedPolicyDocument,
    holders: PolicyHolders,
    *,
    allowed_roles: frozenset[str] = frozenset(),
    ignore_identity_center_roles: bool = True,
) -> Verdict:
    """Each identity with full administrative access can change or delete everything in the account."""
    if not grants_full_admin(says.document):
        return passed()
    counted = [
        holder
        for holder in holders.of(policy.arn)
        if not (isinstance(holder, Role) and ignore_identity_center_roles and holder.is_from_identity_center)
    ]
    unwanted = [holder for holder in counted if not (isinstance(holder, Role) and holder.name in allowed_roles)]
    if unwanted:
        return failed(f"administrators: {first_of(unwanted, NAMES_SHOWN)}")
    if holders.unread:
        return not_assessed(holders.unread)
    return passed("allowed by configuration" if counted else "no holders outside IAM Identity Center")


@check(
    "iam-policy-cloudshell-full-access-not-attached",
    title="IAM identities should not have AWSCloudShellFullAccess",
    finding="IAM identities have AWSCloudShellFullAccess",
    severity=Severity.LOW,
    remediation="Attach a policy that allows CloudShell without file transfer to the identities named, then detach "
    "AWSCloudShellFullAccess.",
    cli="# in account {account_id}\n"
    "# check first: the identities have another policy for CloudShell. ROLE, USER and GROUP: those named in "
    "the finding\n"
    "aws iam detach-role-policy --role-name ROLE --policy-arn "
    "arn:{partition}:iam::aws:policy/AWSCloudShellFullAccess\n"
    "aws iam detach-user-policy --user-name USER --policy-arn "
    "arn:{partition}:iam::aws:policy/AWSCloudShellFullAccess\n"
    "aws iam detach-group-policy --group-name GROUP --policy-arn "
    "arn:{partition}:iam::aws:policy/AWSCloudShellFullAccess",
)
def cloudshell_full_access_is_not_held(
    account: Account, holders: PolicyHolders, *, allowed_entities: frozenset[str] = frozenset()
) -> Verdict:
    """CloudShell with full access can upload and download files, and so move data out of the account."""
    found = holders.of(aws_managed_arn(account, "AWSCloudShellFullAccess"))
    unwanted = [holder for holder in found if holder.name not in allowed_entities]
    if unwanted:
        return failed(f"held by {first_of(unwanted, NAMES_SHOWN)}")
    if holders.unread:
        return not_assessed(holders.unread)
    return passed("allowed by configuration" if found else "")
