"""What the policies of buckets insist on."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.policy import EVERYONE, PolicyDocument, Statement, covers, covers_action
from reporter.aws.policy.conditions import Condition
from reporter.aws.s3 import Bucket
from reporter.aws.s3_settings import BucketPolicy

UNLIKE_ACTIONS = ("s3:a", "s3:zzzz")
"""Only a pattern for all actions of S3 covers both."""
UNLIKE_OBJECTS = ("a", "zz/zz")
"""Only a pattern for all objects of a bucket covers both."""


@check(
    "s3-bucket-policy-tls-required",
    title="Buckets refuse requests without TLS",
    severity=Severity.MEDIUM,
    remediation="Deny everyone everything in the bucket policy where aws:SecureTransport is false.",
    cli="aws s3api put-bucket-policy --bucket BUCKET --policy file://tls-only.json",
)
def bucket_requires_tls(bucket: Bucket, policy: BucketPolicy, *, accept_partial_actions: bool = False) -> Verdict:
    """Over plain HTTP, data and signed requests can be read and replayed on the way."""
    if policy.document is None:
        return failed("no bucket policy")
    refusals = _refusals_of_plain_http(policy.document, partial=accept_partial_actions)
    resources = [resource for statement in refusals for resource in statement.resources]
    open_ = [name for name, samples in _samples(bucket).items() if not _any_covers_all(resources, samples)]
    return failed(f"plain HTTP is not refused for {' and '.join(open_)}") if open_ else passed()


def _samples(bucket: Bucket) -> dict[str, tuple[str, ...]]:
    objects = tuple(f"{bucket.arn}/{key}" for key in UNLIKE_OBJECTS)
    return {"the bucket": (bucket.arn,), "its objects": objects}


def _any_covers_all(resources: list[str], samples: tuple[str, ...]) -> bool:
    return any(all(covers(resource, sample) for sample in samples) for resource in resources)


def _refusals_of_plain_http(document: PolicyDocument, *, partial: bool) -> list[Statement]:
    """Statements that deny everyone S3's actions, all of them or some, on no other condition than plain HTTP."""
    return [
        statement
        for statement in document.statements
        if not statement.allows
        and EVERYONE in statement.principals
        and len(statement.conditions) == 1
        and _is_plain_http(statement.conditions[0])
        and any(_is_of_s3(action, partial=partial) for action in statement.actions)
    ]


def _is_plain_http(condition: Condition) -> bool:
    """S3 always knows how a request came, so `BoolIfExists` says the same."""
    values = {value.lower() for value in condition.values}
    return condition.comparison == "bool" and condition.key == "aws:securetransport" and "false" in values


def _is_of_s3(action: str, *, partial: bool) -> bool:
    all_of_it = all(covers_action(action, one) for one in UNLIKE_ACTIONS)
    return all_of_it or (partial and action.startswith("s3:"))
