"""Whether IAM groups are in use, and how much they give away."""

from __future__ import annotations

from reporter.api import Account, Severity, Verdict, check, failed, not_assessed, passed
from reporter.aws.iam.documents import aws_managed_arn
from reporter.aws.iam.principals import Group


@check(
    "iam-group-has-members",
    title="IAM groups should have at least one member",
    severity=Severity.INFO,
    remediation="Delete the group, or put the users into it that it was made for.",
    cli="aws iam delete-group --group-name GROUP",
)
def group_has_members(group: Group) -> Verdict:
    """Nobody reviews an empty group, yet the next user who is put into it gets all it holds."""
    if group.members:
        return passed()
    return not_assessed(group.unread) if group.unread else failed("nobody is in it")


@check(
    "iam-group-no-administrator-access",
    title="IAM groups should not have AdministratorAccess",
    severity=Severity.MEDIUM,
    remediation="Take the policy from the group; let administrators assume a role that is watched instead.",
    cli="aws iam detach-group-policy --group-name GROUP --policy-arn arn:PARTITION:iam::aws:policy/AdministratorAccess",
)
def group_makes_no_administrators(
    group: Group, account: Account, *, allowed_groups: frozenset[str] = frozenset()
) -> Verdict:
    """Putting a user into a group is a small step, and here it hands out the whole account."""
    if aws_managed_arn(account, "AdministratorAccess") not in group.attached:
        return passed()
    if group.name in allowed_groups:
        return passed("allowed by configuration")
    return failed(f"AdministratorAccess is attached; members: {group.members}")
