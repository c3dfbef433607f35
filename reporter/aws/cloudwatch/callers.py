"""The ARNs of those who call, as CloudTrail names them in each partition."""

from __future__ import annotations

from typing import Any

from reporter.aws.cloudwatch.patterns import Event

IDENTITY = "userIdentity"
ROOT, USER, ROLE = "Root", "IAMUser", "AssumedRole"
FORMS = {
    ROOT: "arn:{partition}:iam::{account}:root",
    USER: "arn:{partition}:iam::{account}:user/{name}",
    ROLE: "arn:{partition}:sts::{account}:assumed-role/{name}/session",
}
"""By the type of the caller."""


def caller_of(event: Event) -> dict[str, Any]:
    """The caller of an event; empty where a setting leaves it out."""
    found = event.get(IDENTITY)
    return found if isinstance(found, dict) else {}


def arn_of(type_: str, account_id: str, partition: str) -> str:
    """The ARN of a caller; that of a user, where the type is not known."""
    return FORMS.get(type_, FORMS[USER]).format(partition=partition, account=account_id, name="example")


def other_arn(type_: str, account_id: str, partition: str) -> str:
    """The ARN of another caller; of the same type, where the type is known."""
    return FORMS.get(type_, FORMS[ROLE]).format(partition=partition, account=account_id, name="other")
