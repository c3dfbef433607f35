"""What IAM users hold by themselves."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.iam.principals import User


@check(
    "iam-user-no-direct-policies",
    title="IAM users should get their permissions through groups",
    severity=Severity.LOW,
    remediation="Give the policies to a group that the user is in, and take them from the user.",
    cli="aws iam detach-user-policy --user-name USER --policy-arn ARN",
)
def user_holds_no_policies(user: User) -> Verdict:
    """What is granted to one user by hand is forgotten when the user changes jobs, and no review of groups sees it."""
    attached = [arn.rpartition("/")[2] for arn in user.attached]
    inline = [f"{policy.name or 'one that AWS does not name'} (inline)" for policy in user.inline]
    return failed(f"holds {', '.join(attached + inline)}") if attached or inline else passed()
