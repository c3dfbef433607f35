"""Whether a policy makes administrators: on the union of what it allows, and without a catalogue of actions.

Whoever may do everything with IAM may do everything: what an exclusion leaves of IAM decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reporter.aws.policy.document import PolicyDocument, Statement
from reporter.aws.policy.grants import Grant, grants
from reporter.aws.policy.patterns import includes

EVERY_ACTION = "???*:???????*"
"""What a pattern of wildcards alone has to cover: shorter names of services and actions matter little."""
EVERY_IAM_ACTION = "iam:???????*"
"""No action of IAM has a shorter name than GetUser."""


def grants_full_admin(document: PolicyDocument, *, ignore_conditions: bool = True) -> tuple[Grant, ...]:
    """What makes an administrator, one grant or two that do so together; an enforced condition may count as a rescue.

    What the policy denies rescues nothing: it leaves an administrator with exceptions.
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
    """Whether it leaves out no resource in particular, or none but those it excludes."""
    if statement.not_resources:
        return not any(map(_is_every_resource, statement.not_resources))
    return any(map(_is_every_resource, statement.resources))


def _of(wide: list[Grant], wanted: Callable[[Statement], bool]) -> Iterator[Grant]:
    return (grant for grant in wide if wanted(grant.statement))


def _allows_everything(statement: Statement) -> bool:
    """Everything but a part of IAM, or of anything else, is everything."""
    if statement.not_actions:
        return not any(includes(one, EVERY_IAM_ACTION) for one in statement.not_actions)
    return any(includes(one, EVERY_ACTION) for one in statement.actions)


def _leaves_out_iam(statement: Statement) -> bool:
    """Whether it allows everything but IAM; to leave out everything allows nothing."""
    return bool(statement.not_actions) and not any(includes(one, EVERY_ACTION) for one in statement.not_actions)


def _allows_iam(statement: Statement) -> bool:
    return any(includes(one, EVERY_IAM_ACTION) for one in statement.actions)


def _is_every_resource(pattern: str) -> bool:
    """Whether nothing in an ARN but its partition is fixed."""
    partition = pattern.split(":", 2)[1] if pattern.startswith("arn:") else ""
    fixed = partition if partition and not {"*", "?"} & set(partition) else "aws"
    return includes(pattern, f"arn:{fixed}:?*:*:*:?*")
