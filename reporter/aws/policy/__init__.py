"""Policy documents in one normal form, asked which actions, on what, for whom, under which conditions."""

from reporter.aws.policy.conditions import Condition, enforced, limits_caller, limits_identity
from reporter.aws.policy.document import EVERYONE, PolicyDocument, Principal, Statement, grants_full_admin
from reporter.aws.policy.grants import Grant, grants
from reporter.aws.policy.parsing import parse_policy
from reporter.aws.policy.patterns import covers, covers_action, includes, overlaps

__all__ = [
    "EVERYONE",
    "Condition",
    "Grant",
    "PolicyDocument",
    "Principal",
    "Statement",
    "covers",
    "covers_action",
    "enforced",
    "grants",
    "grants_full_admin",
    "includes",
    "limits_caller",
    "limits_identity",
    "overlaps",
    "parse_policy",
]
