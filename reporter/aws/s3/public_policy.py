"""Finds the statements that make a bucket policy public by Amazon S3's definition, as its user guide documents it.

S3 considers a policy public unless every Allow is limited to fixed values: by principals without wildcards, or by a
condition with fixed values on one of the keys below. `GetBucketPolicyStatus` has S3's own verdict; this module finds
the statements behind it, so that they can be named and corrected.
"""

from __future__ import annotations

from reporter.aws.policy import Condition, Grant, PolicyDocument, Principal, grants

PINNING_KEYS = frozenset({
    "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:userid",
    "aws:sourceaccount", "aws:sourcearn", "aws:sourceowner", "aws:sourceip", "aws:sourcevpc", "aws:sourcevpce",
    "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
})  # fmt: skip
"""The list of the user guide; other keys, such as `aws:Referer`, may be fixed and still admit everyone."""


def public_grants(document: PolicyDocument) -> tuple[Grant, ...]:
    """The grants that make a policy public."""
    return tuple(grant for grant in grants(document) if not _is_pinned(grant) and strangers(grant))


def strangers(grant: Grant, action: str = "*") -> tuple[Principal, ...]:
    """The holders of an action that are not fixed: everyone."""
    return tuple(who for who in grant.holders(action=action) if not who.is_fixed)


def _is_pinned(grant: Grant) -> bool:
    """Whether a condition limits the grant to fixed values; one is enough, since conditions add up."""
    return any(limit.key in PINNING_KEYS and not _has_variable(limit) for limit in grant.limits)


def _has_variable(limit: Condition) -> bool:
    """Whether a value has a variable: S3 considers none fixed, not even the bucket's own account."""
    return any("${" in value for value in limit.values)
