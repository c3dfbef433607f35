"""The guard under every session: no operation that could change anything leaves this program."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

READ_VERBS = ("Get", "List", "Describe", "Head", "Simulate")
READ_NAMES = frozenset({"GenerateCredentialReport", "GenerateServiceLastAccessedDetails", "AssumeRole"})
POLICY_LIMIT = 2048
"""Characters that STS accepts in a session policy."""
ALWAYS_ALLOWED = "sts:GetCallerIdentity"
"""AWS lets everybody do it; a policy must name some action even where no reads are wanted."""


class WriteRefusedError(RuntimeError):
    """Something, perhaps a plug-in, tried an operation that is not a read."""


def is_read(operation: str) -> bool:
    """Whether an API operation (`DescribeInstances`) only reads."""
    return operation.startswith(READ_VERBS) or operation in READ_NAMES


def refuse_writes(**event: Any) -> None:
    """A botocore handler for `before-parameter-build`: raises `WriteRefusedError` for anything but a read."""
    model = event["model"]
    if not is_read(model.name):
        service = model.service_model.service_name
        raise WriteRefusedError(f"{service}:{model.name} is not a read; audited accounts are never changed")


def refuse_all_but_signing(**event: Any) -> None:
    """As `refuse_writes`, for the one session that signs runs with AWS KMS and never enters an audited account."""
    model = event["model"]
    if (model.service_model.service_name, model.name) != ("kms", "Sign"):
        refuse_writes(**event)


def session_policy(actions: Iterable[str]) -> str:
    """A session policy that leaves nothing but these actions, and so no write.

    Where the list is too long for STS, the actions of a service shrink to their verbs (`ec2:Describe*`).
    """
    wanted = sorted({*actions, ALWAYS_ALLOWED})
    exact = _allow(wanted)
    return exact if len(exact) <= POLICY_LIMIT else _allow(sorted({_verb_of(action) for action in wanted}))


def _allow(actions: list[str]) -> str:
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))


def _verb_of(action: str) -> str:
    service, _, name = action.partition(":")
    verb = next((verb for verb in READ_VERBS if name.startswith(verb)), name)
    return f"{service}:{verb}*" if verb != name else action
