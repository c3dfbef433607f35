"""The credentials to read one account: direct ones, or sessions of its role, limited to their collectors' actions.

STS limits the characters of a session policy, and its packed size together with all session tags. So an account is read
in several sessions, and each is opened when one of its collectors first reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import ClassVar, Protocol, TypeAlias

from botocore.credentials import Credentials

from reporter.engine.operations import session_policy
from reporter.model.answers import Unavailable
from reporter.model.refusals import Refused
from reporter.sessions.failures import FAILURES, code_of, not_assumable
from reporter.sessions.readonly import PLANNED, in_sessions

PACKED = "PackedPolicyTooLarge"
Open: TypeAlias = Callable[[str], tuple[Credentials, str]]
"""Assumes the role under a session policy; returns the credentials and the ARN of the session. Raises `Refused` or one
of `FAILURES`."""


class Held(Protocol):
    """The credentials to read an account."""

    @property
    def narrowed(self) -> bool:
        """Whether session policies limit them to the plan."""

    def fitting(self, actions: Iterable[str]) -> Credentials:
        """Credentials that may do what these actions allow; raises `Refused` where the role cannot be assumed."""


@dataclass(frozen=True, slots=True)
class AsTheyAre:
    """Credentials with all permissions of their user or role: AWS accepts no session policy for them."""

    credentials: Credentials
    narrowed: ClassVar[bool] = False

    def fitting(self, _: Iterable[str]) -> Credentials:
        """The same credentials for all actions."""
        return self.credentials


@dataclass(slots=True)
class PolicySize:
    """The most characters of a session policy, for all accounts; reduced after STS has refused one as too large."""

    characters: int = PLANNED

    def refused(self, characters: int) -> None:
        """Note that a policy of this length did not fit: half of it may."""
        self.characters = min(self.characters, characters // 2)


class _Session:
    """A session of the role, opened or not."""

    __slots__ = ("actions", "found", "groups")

    def __init__(self, groups: Sequence[tuple[str, ...]]) -> None:
        self.groups = groups
        self.actions = frozenset(action for group in groups for action in group)
        self.found: Credentials | Unavailable | None = None
        """Its credentials, or the reason why there are none; None until it is tried."""


class InSessions:
    """Sessions of a role, each of which may do exactly what its collectors need."""

    narrowed: ClassVar[bool] = True

    def __init__(self, groups: Iterable[Sequence[str]], open_: Open, size: PolicySize) -> None:
        """`groups` are the actions of each collector."""
        self._open = open_
        self._size = size
        self._lock = Lock()
        self._sessions = [_Session(some) for some in in_sessions(groups, size.characters)]
        self.caller_arn = ""
        """The ARN that all sessions have; set when the first is open."""

    def fitting(self, actions: Iterable[str]) -> Credentials:
        """The credentials of the session that allows these actions; it is opened at the first use."""
        needed = frozenset(actions)
        found = self._session(needed).found or self._opened(needed)
        if isinstance(found, Unavailable):
            raise Refused(found)
        return found

    def open_one(self, first: Iterable[str]) -> None:
        """Open the session for these actions or, where that is too large for STS, the smallest one.

        Raises `Refused` where neither can be opened.
        """
        try:
            self.fitting(first)
        except Refused as refused:
            if refused.unavailable.error_code != PACKED:
                raise
            groups = (group for one in self._sessions for group in one.groups)
            self.fitting(min(groups, key=lambda group: len(session_policy(group)), default=()))

    def _session(self, needed: frozenset[str]) -> _Session:
        return next((one for one in self._sessions if needed <= one.actions), self._sessions[0])

    def _opened(self, needed: frozenset[str]) -> Credentials | Unavailable:
        """The credentials, or the reason for a refusal, which is kept: the session is not requested again."""
        with self._lock:
            session = self._session(needed)
            while session.found is None:
                self._try(session)
                session = self._session(needed)  # one of its parts, where it was divided
            return session.found

    def _try(self, session: _Session) -> None:
        policy = session_policy(session.actions)
        try:
            session.found, self.caller_arn = self._open(policy)
        except Refused as refused:
            session.found = refused.unavailable
        except FAILURES as error:
            if code_of(error) == PACKED and len(session.groups) > 1:
                self._divide(len(policy))
            else:
                session.found = _why(error, session)

    def _divide(self, too_many: int) -> None:
        """Distribute the sessions that were not tried yet to smaller ones."""
        self._size.refused(too_many)
        tried = [one for one in self._sessions if one.found]
        waiting = [group for one in self._sessions if not one.found for group in one.groups]
        self._sessions = [*tried, *(_Session(some) for some in in_sessions(waiting, self._size.characters))]


def _why(error: Exception, session: _Session) -> Unavailable:
    why = not_assumable(error)
    if code_of(error) != PACKED:
        return why
    alone = (
        f"one collector alone needs {', '.join(sorted(session.actions))}, and that and the session tags are too much"
    )
    return replace(why, detail=f"{why.detail}; {alone}")
