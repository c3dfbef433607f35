"""What Amazon S3 itself means by a public bucket policy, as its user guide documents it.

S3 takes a policy for public until every Allow is seen to be for somebody fixed: by principals without wildcards, or by
a condition on one of the keys below with fixed values. `GetBucketPolicyStatus` has S3's own verdict; this tells which
statements make it, so that they can be named and mended.
"""

from __future__ import annotations

from reporter.aws.policy import Condition, Grant, PolicyDocument, Principal, grants

PINNING_KEYS = frozenset({
    "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:userid",
    "aws:sourceaccount", "aws:sourcearn", "aws:sourceowner", "aws:sourceip", "aws:sourcevpc", "aws:sourcevpce",
    "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
})  # fmt: skip
"""The user guide's list; other keys, such as `aws:Referer`, may be fixed and still let anybody in."""


def public_grants(document: PolicyDocument) -> tuple[Grant, ...]:
    """The grants that make a policy public."""
    return tuple(grant for grant in grants(document) if not _is_pinned(grant) and strangers(grant))


def strangers(grant: Grant, action: str = "*") -> tuple[Principal, ...]:
    """The holders of an action who are nobody in particular."""
    return tuple(who for who in grant.holders(action=action) if not who.is_fixed)


def _is_pinned(grant: Grant) -> bool:
    """One fixed key is enough, for conditions add up."""
    return any(limit.key in PINNING_KEYS and not _has_variable(limit) for limit in grant.limits)


def _has_variable(limit: Condition) -> bool:
    """For S3 no variable is fixed, not even one that stands for the bucket's own account."""
    return any("${" in value for value in limit.values)
