"""The clients that all accounts share; each request is signed with the credentials of the thread's account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.credentials import CredentialProvider, CredentialResolver, Credentials, ReadOnlyCredentials

from reporter.engine.operations import Asker
from reporter.sessions.deadline import keep_time
from reporter.sessions.providers import in_words
from reporter.sessions.readonly import asking

_acting: ContextVar[Credentials] = ContextVar("acting")


@contextmanager
def acting_with(credentials: Credentials, asker: Asker) -> Iterator[None]:
    """A context in which requests of this thread are signed with these credentials and counted as the asker's."""
    token, earlier = _acting.set(credentials), asking.set(asker)
    try:
        yield
    finally:
        asking.reset(earlier)
        _acting.reset(token)


class ActingCredentials(Credentials):
    """The credentials of a shared client: those that the calling thread acts with."""

    def __init__(self) -> None:
        super().__init__("", "", method="acting")

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Called by botocore for each signature; raises LookupError where the thread acts with no credentials."""
        acting = _acting.get()
        with in_words(acting.method):
            return acting.get_frozen_credentials()


class _Given(CredentialProvider):
    METHOD = "given"

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def load(self) -> Credentials:
        return self._credentials


def give(session: botocore.session.Session, credentials: Credentials) -> None:
    """Make a session use these credentials and look for no others."""
    session.register_component("credential_provider", CredentialResolver([_Given(credentials)]))


class Clients:
    """One client for each service and region, for all accounts: creating one costs more than a hundred requests."""

    def __init__(self, session: botocore.session.Session, config: Config) -> None:
        give(session, ActingCredentials())
        self.session = session
        self._config = config
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = Lock()

    def get(self, service: str, region: str) -> Any:
        """The client of a service in a region. Clients are thread-safe; creating them is not, so that is locked."""
        client = self._clients.get((service, region))
        return client or self._make(service, region)

    def _make(self, service: str, region: str) -> Any:
        with self._lock:
            if (service, region) not in self._clients:
                client = self.session.create_client(service, region, config=self._config)
                self._clients[service, region] = keep_time(client)
            return self._clients[service, region]
