"""Which actions a policy of an identity allows with every KMS key of a region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reporter.aws.policy.document import PolicyDocument, Statement
from reporter.aws.policy.grants import Grant, grants
from reporter.aws.policy.patterns import includes

SOME = "?*"
FIELDS = 6
"""The number of fields in an ARN."""
REGION, ACCOUNT = 3, 4
"""Where it has these two."""
ANY_KEY = "7d0c5a3e-91f4-4b62-8e1d-5c2f60b9a784"
"""A key that no policy names: what is denied for some keys only is allowed for this one."""


def grants_with_every_key(
    document: PolicyDocument, actions: Iterable[str], *, partition: str, account_id: str, ignore_conditions: bool
) -> tuple[tuple[Grant, str], ...]:
    """The grants of any of these actions with all keys, each with the action; a Deny without conditions counts.

    Unless conditions are ignored, a grant under an enforced condition does not count.
    """
    wanted = tuple(actions)
    return tuple(
        (grant, action)
        for grant in grants(document)
        if ignore_conditions or not grant.limits
        for action in wanted
        if any(_gives(grant, action, keys) for keys in _all_keys(grant.statement, partition, account_id))
    )


def _gives(grant: Grant, action: str, keys: str) -> bool:
    """Whether no Deny takes from it what it allows with any key of this pattern."""
    one = keys.removesuffix("*") + ANY_KEY
    return grant.gives(action=action, resource=one.replace("?", "x").replace("*", "any"))


def _all_keys(statement: Statement, partition: str, account_id: str) -> Iterator[str]:
    """For each resource of a statement that covers every key of a region: the pattern of these keys."""
    everywhere = _keys(partition, SOME, account_id)
    if statement.not_resources:
        if not any(includes(one, everywhere) for one in statement.not_resources):
            yield everywhere
        return
    for pattern in statement.resources:
        # A wildcard at the end of fewer fields stands for the others too.
        fields = pattern.split(":", FIELDS - 1)
        region = fields[REGION] if len(fields) > REGION else SOME
        keys = _keys(partition, region, "" if len(fields) == FIELDS and not fields[ACCOUNT] else account_id)
        if includes(pattern, keys):
            yield keys


def _keys(partition: str, region: str, account_id: str) -> str:
    return f"arn:{partition}:kms:{region}:{account_id}:key/*"
