"""Whether a policy grants full administrator access, judged by the union of its grants, without a list of actions.

Full access to IAM counts as full access, so what `NotAction` leaves of IAM decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reporter.aws.policy.document import PolicyDocument, Statement
from reporter.aws.policy.grants import Grant, grants
from reporter.aws.policy.patterns import includes

EVERY_ACTION = "???*:???????*"
"""The pattern that a wildcard must cover to allow every action; services and actions with shorter names matter little.
"""
EVERY_IAM_ACTION = "iam:???????*"
"""The pattern that covers every IAM action; GetUser has the shortest name."""


def grants_full_admin(document: PolicyDocument, *, ignore_conditions: bool = True) -> tuple[Grant, ...]:
    """The grants that make an administrator, one alone or two together; empty if there are none.

    Unless conditions are ignored, a grant under an enforced condition does not count. Deny statements are not
    considered: they leave an administrator with exceptions.
    """
    wide = [
        grant
        for grant in grants(document)
        if reaches_every_resource(grant.statement) and (ignore_conditions or not grant.limits)
    ]
    alone = next(_of(wide, _allows_everything), None)
    if alone:
        return (alone,)
    without_iam, with_iam = next(_of(wide, _leaves_out_iam), None), next(_of(wide, _allows_iam), None)
    return (without_iam, with_iam) if without_iam and with_iam else ()


def reaches_every_resource(statement: Statement) -> bool:
    """Whether the statement applies to all resources, or to all but some that it excludes."""
    if statement.not_resources:
        return not any(map(_is_every_resource, statement.not_resources))
    return any(map(_is_every_resource, statement.resources))


def _of(wide: list[Grant], wanted: Callable[[Statement], bool]) -> Iterator[Grant]:
    return (grant for grant in wide if wanted(grant.statement))


def _allows_everything(statement: Statement) -> bool:
    """Whether it allows all actions, or all but some that leave full access to IAM."""
    if statement.not_actions:
        return not any(includes(one, EVERY_IAM_ACTION) for one in statement.not_actions)
    return any(includes(one, EVERY_ACTION) for one in statement.actions)


def _leaves_out_iam(statement: Statement) -> bool:
    """Whether it allows all actions except IAM's; excluding every action allows nothing."""
    return bool(statement.not_actions) and not any(includes(one, EVERY_ACTION) for one in statement.not_actions)


def _allows_iam(statement: Statement) -> bool:
    return any(includes(one, EVERY_IAM_ACTION) for one in statement.actions)


def _is_every_resource(pattern: str) -> bool:
    """Whether nothing in the ARN but its partition is fixed."""
    partition = pattern.split(":", 2)[1] if pattern.startswith("arn:") else ""
    fixed = partition if partition and not {"*", "?"} & set(partition) else "aws"
    return includes(pattern, f"arn:{fixed}:?*:*:*:?*")
