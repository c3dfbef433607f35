"""The session policies that a plan starts with, for tests that look into them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reporter.engine.operations import session_policy
from reporter.sessions.readonly import PLANNED, in_sessions


def session_policies(groups: Iterable[Sequence[str]]) -> list[tuple[frozenset[str], str]]:
    """For each planned session of an account: its actions and its policy."""
    allowed = [frozenset(action for group in some for action in group) for some in in_sessions(groups, PLANNED)]
    return [(actions, session_policy(actions)) for actions in allowed]
