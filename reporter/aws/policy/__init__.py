"""Policy documents in one normal form: allowed actions, resources, principals and conditions."""

from reporter.aws.policy.admin import grants_full_admin
from reporter.aws.policy.conditions import Condition, enforced
from reporter.aws.policy.document import EVERYONE, PolicyDocument, Principal, Statement
from reporter.aws.policy.every_key import grants_with_every_key
from reporter.aws.policy.grants import Grant, grants
from reporter.aws.policy.owners import Circle, Owner, Relation
from reporter.aws.policy.parsing import parse_policy
from reporter.aws.policy.patterns import covers, covers_action, includes, overlaps
from reporter.aws.policy.public import everyone_in, in_words, services_in
from reporter.aws.policy.who import Caller, Kind, callers, callers_of

__all__ = [
    "EVERYONE",
    "Caller",
    "Circle",
    "Condition",
    "Grant",
    "Kind",
    "Owner",
    "PolicyDocument",
    "Principal",
    "Relation",
    "Statement",
    "callers",
    "callers_of",
    "covers",
    "covers_action",
    "enforced",
    "everyone_in",
    "grants",
    "grants_full_admin",
    "grants_with_every_key",
    "in_words",
    "includes",
    "overlaps",
    "parse_policy",
    "services_in",
]
