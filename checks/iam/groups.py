"""Whether IAM groups are in use, and how much they give away."""

from __future__ import annotations

from reporter.api import Account, Severity, Verdict, check, failed, not_assessed, passed
from reporter.aws.iam.documents import aws_managed_arn
from reporter.aws.iam.principals import Group


@check(
    "iam-group-has-members",
    title="IAM groups should have at least one member",
    finding="IAM group has no members",
    severity=Severity.INFO,
    remediation="Delete the group, or add the users that it was created for.",
    cli="# in account {account_id}. Fails while the group has policies, which is intended: look at them first\n"
    "aws iam list-attached-group-policies --group-name {name}\n"
    "aws iam list-group-policies --group-name {name}\n"
    "aws iam delete-group --group-name {name}",
)
def group_has_members(group: Group) -> Verdict:
    """The permissions of an empty group are rarely reviewed, and the next user added to it gets all of them."""
    if group.members:
        return passed()
    return not_assessed(group.unread) if group.unread else failed("it has no members")


@check(
    "iam-group-no-administrator-access",
    title="IAM groups should not have AdministratorAccess",
    finding="IAM group has AdministratorAccess",
    severity=Severity.MEDIUM,
    remediation="Give administrators a role that they assume for a limited time, then detach the policy from the "
    "group.",
    cli="# in account {account_id}\n"
    "# check first: the members have another way to the permissions that they need\n"
    "aws iam get-group --group-name {name} --query 'Users[].UserName'\n"
    "aws iam detach-group-policy --group-name {name} --policy-arn "
    "arn:{partition}:iam::aws:policy/AdministratorAccess",
)
def group_makes_no_administrators(
    group: Group, account: Account, *, allowed_groups: frozenset[str] = frozenset()
) -> Verdict:
    """Each user who is added to the group becomes a permanent administrator of the account."""
    if aws_managed_arn(account, "AdministratorAccess") not in group.attached:
        return passed()
    if group.name in allowed_groups:
        return passed("allowed by configuration")
    return failed(f"AdministratorAccess is attached; members: {group.members}")
