"""The guard under every session: what is not in the plan, or not a read, never leaves this program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from typing import Any, TypeAlias

from reporter.engine.operations import IDENTITY, POLICY_LIMIT, Asker, gives_data, is_read, session_policy

Guard: TypeAlias = Callable[..., None]
"""A botocore handler for `before-parameter-build`."""

PLANNED = POLICY_LIMIT * 3 // 4
"""As many characters are put into one session policy, so that it fits when STS has packed it."""
OBTAINING = frozenset({
    IDENTITY, "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sso:GetRoleCredentials",
    "sso-oidc:CreateToken", "signin:CreateOAuth2Token",
})  # fmt: skip
"""What botocore sends to get the base credentials, as their profile says, and we to get on from there."""
UNKNOWN = Asker("code that is no collector", (), frozenset())

_never: dict[str, str] = {}
"""By operation that was tried: why nobody may ever send it, or nothing; to find out costs a tenth of a request."""
asking: ContextVar[Asker] = ContextVar("asking", default=UNKNOWN)
"""Who sends the requests of this thread."""


class WriteRefusedError(RuntimeError):
    """Something, perhaps a plug-in, tried an operation that it may not send."""


def refuse_unplanned(**event: Any) -> None:
    """The guard of audited accounts: a collector sends its own operations, which only read; nothing else is sent."""
    model, asker = event["model"], asking.get()
    operation = f"{model.service_model.service_name}:{model.name}"
    if operation not in _never:
        _never[operation] = _why_never(operation, model)
    why = _never[operation] or _why_not_now(operation, asker)
    if why:
        raise WriteRefusedError(f"{operation} {why}")


def _why_never(operation: str, model: Any) -> str:
    """Empty for an operation that some collector may send."""
    if not is_read(model.name):
        return "is not a read; audited accounts are never changed"
    if gives_data(operation) or model.has_streaming_output or model.has_event_stream_output:
        return "gives stored data or credentials; an audit never asks for them"
    return ""


def _why_not_now(operation: str, asker: Asker) -> str:
    """Empty for an operation of the asker."""
    if operation in asker.operations:
        return ""
    sends = ", ".join(sorted(asker.operations)) or "nothing"
    return f"is not in the plan: {asker.name} may send {sends}; what it sends, its @collects has to name"


def only(allowed: Iterable[str], why: str) -> Guard:
    """The guard of sessions with the base credentials: they send these operations, besides getting the credentials."""
    known = OBTAINING.union(allowed)

    def refuse_others(**event: Any) -> None:
        model = event["model"]
        operation = f"{model.service_model.service_name}:{model.name}"
        if operation not in known:
            raise WriteRefusedError(f"{operation} {why}")

    return refuse_others


def in_sessions(groups: Iterable[Sequence[str]], limit: int) -> list[list[tuple[str, ...]]]:
    """The groups of actions dealt to as few sessions as their policies allow, each group whole in one of them.

    Neighbours in the alphabet go together, and so those of one service. A group that is longer than the limit by itself
    has a session of its own; without groups, one session may do nothing.
    """
    found: list[list[tuple[str, ...]]] = [[]]
    for group in sorted(set(map(tuple, groups))):
        actions = {action for one in (*found[-1], group) for action in one}
        if found[-1] and len(session_policy(actions)) > limit:
            found.append([])
        found[-1].append(group)
    return found


def session_policies(groups: Iterable[Sequence[str]]) -> list[tuple[frozenset[str], str]]:
    """What each session of an account may do as it is planned, and the policy that says so."""
    allowed = [frozenset(action for group in some for action in group) for some in in_sessions(groups, PLANNED)]
    return [(actions, session_policy(actions)) for actions in allowed]
