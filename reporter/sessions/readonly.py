"""The guard of all sessions: an operation that is not in the plan, or not a read, is never sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from typing import Any, TypeAlias

from reporter.engine.operations import IDENTITY, POLICY_LIMIT, Asker, gives_data, is_read, session_policy

Guard: TypeAlias = Callable[..., None]
"""A handler of botocore for `before-parameter-build`."""

PLANNED = POLICY_LIMIT * 3 // 4
"""The most characters that are planned for one session policy, so that it also fits when STS has packed it."""
OBTAINING = frozenset({
    IDENTITY, "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sso:GetRoleCredentials",
    "sso-oidc:CreateToken", "signin:CreateOAuth2Token",
})  # fmt: skip
"""The operations that botocore sends to get the base credentials, and that the product sends to continue from them."""
UNKNOWN = Asker("code that is no collector", (), frozenset())

_never: dict[str, str] = {}
"""By operation that was tried: why it may never be sent; empty if it may. Cached, since finding out costs a tenth of a
request."""
asking: ContextVar[Asker] = ContextVar("asking", default=UNKNOWN)
"""The sender of the requests of this thread."""


class WriteRefusedError(RuntimeError):
    """Code, perhaps a plug-in, tried to send an operation that it may not send."""


def refuse_unplanned(**event: Any) -> None:
    """The guard of audited accounts: a collector may send only its own operations, which must be reads.

    Raises `WriteRefusedError` for any other operation.
    """
    model, asker = event["model"], asking.get()
    operation = f"{model.service_model.service_name}:{model.name}"
    if operation not in _never:
        _never[operation] = _why_never(operation, model)
    why = _never[operation] or _why_not_now(operation, asker)
    if why:
        raise WriteRefusedError(f"{operation} {why}")


def _why_never(operation: str, model: Any) -> str:
    """Why an operation may never be sent; empty if a collector may send it."""
    if not is_read(model.name):
        return "is not a read; audited accounts are never changed"
    if gives_data(operation) or model.has_streaming_output or model.has_event_stream_output:
        return "gives stored data or credentials; an audit never asks for them"
    return ""


def _why_not_now(operation: str, asker: Asker) -> str:
    """Why the asker may not send an operation; empty if it may."""
    if operation in asker.operations:
        return ""
    sends = ", ".join(sorted(asker.operations)) or "nothing"
    return f"is not in the plan: {asker.name} may send {sends}; what it sends, its @collects has to name"


def only(allowed: Iterable[str], why: str) -> Guard:
    """The guard of sessions with the base credentials: they may send these operations, and obtain their credentials."""
    known = OBTAINING.union(allowed)

    def refuse_others(**event: Any) -> None:
        model = event["model"]
        operation = f"{model.service_model.service_name}:{model.name}"
        if operation not in known:
            raise WriteRefusedError(f"{operation} {why}")

    return refuse_others


def in_sessions(groups: Iterable[Sequence[str]], limit: int) -> list[list[tuple[str, ...]]]:
    """The groups of actions distributed to as few sessions as the length of policies allows; groups stay whole.

    Groups that are adjacent in the alphabet share a session, so actions of one service stay together. A group that
    exceeds the limit alone has a session of its own; without groups, the one session allows nothing.
    """
    found: list[list[tuple[str, ...]]] = [[]]
    for group in sorted(set(map(tuple, groups))):
        actions = {action for one in (*found[-1], group) for action in one}
        if found[-1] and len(session_policy(actions)) > limit:
            found.append([])
        found[-1].append(group)
    return found
