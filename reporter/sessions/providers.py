"""Converts other exceptions of botocore's credential providers into an exception of botocore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import SubprocessError
from typing import Any

import botocore.session
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import BotoCoreError, ClientError, CredentialRetrievalError

from reporter.sessions.readonly import WriteRefusedError

PASSED_ON = (BotoCoreError, ClientError, WriteRefusedError)
RAISED = (
    RuntimeError, ValueError, TypeError, AttributeError, KeyError, IndexError,
    ArithmeticError, OSError, EOFError, ImportError, SubprocessError,
)  # fmt: skip
"""For example a program that is missing or prints nonsense, an unreadable file, or keys that have expired."""


@contextmanager
def in_words(provider: str) -> Iterator[None]:
    """A context that raises `CredentialRetrievalError` for all other exceptions of a provider."""
    try:
        yield
    except PASSED_ON:
        raise
    except RAISED as error:
        message = str(error) or type(error).__name__
        raise CredentialRetrievalError(provider=provider, error_msg=message) from error


class Session(botocore.session.Session):
    """A session whose credentials raise only exceptions of botocore."""

    def get_credentials(self) -> Any:
        """The credentials that botocore finds; None without any."""
        with in_words("the configuration"):
            found = super().get_credentials()
        return found and _InWords(found)


class _InWords:
    """Credentials that botocore renews on use."""

    def __init__(self, credentials: Any) -> None:
        self._credentials = credentials

    def __getattr__(self, name: str) -> Any:
        return getattr(self._credentials, name)

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """The credentials for a signature; called by botocore."""
        with in_words(self._credentials.method):
            frozen: ReadOnlyCredentials = self._credentials.get_frozen_credentials()
            if not all(map(_can_sign, (frozen.access_key, frozen.secret_key, frozen.token or "none"))):
                raise ValueError("a key or token is not plain text")
            return frozen


def _can_sign(part: object) -> bool:
    """Whether a key or token is plain text; anything else would fail when a request is built."""
    return isinstance(part, str) and part.isascii() and part.isprintable()
