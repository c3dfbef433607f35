"""What IAM users hold by themselves."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.iam.principals import User


@check(
    "iam-user-no-direct-policies",
    title="IAM users should get their permissions through groups",
    finding="IAM user has policies of its own",
    severity=Severity.LOW,
    remediation="Give the policies to a group, add the user to it, then remove them from the user.",
    cli="# in account {account_id}. GROUP: a group that has the same policies\n"
    "aws iam add-user-to-group --user-name {name} --group-name GROUP\n"
    "# check first: the user still has all permissions needed. POLICY_ARN and POLICY: each policy named in the "
    "finding\n"
    "aws iam detach-user-policy --user-name {name} --policy-arn POLICY_ARN\n"
    "# an inline policy is lost when it is deleted, so keep a copy\n"
    "aws iam get-user-policy --user-name {name} --policy-name POLICY > policy-copy.json && aws iam "
    "delete-user-policy --user-name {name} --policy-name POLICY",
)
def user_holds_no_policies(user: User) -> Verdict:
    """Permissions that are attached to one user are missed in reviews of groups and stay when the user changes jobs."""
    attached = [arn.rpartition("/")[2] for arn in user.attached]
    inline = [f"{policy.name or 'one that AWS does not name'} (inline)" for policy in user.inline]
    return failed(f"holds {', '.join(attached + inline)}") if attached or inline else passed()
