"""What botocore's providers of credentials raise besides its own errors, turned into one of them."""

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
"""A program that is missing or prints nonsense, a file that may not be read, keys that come after their end."""


@contextmanager
def in_words(provider: str) -> Iterator[None]:
    """Raises `CredentialRetrievalError` for what a provider meets inside, whatever it is."""
    try:
        yield
    except PASSED_ON:
        raise
    except RAISED as error:
        told = str(error) or type(error).__name__
        raise CredentialRetrievalError(provider=provider, error_msg=told) from error


class Session(botocore.session.Session):
    """A session whose credentials fail in words only."""

    def get_credentials(self) -> Any:
        """As botocore has them; None where there are none."""
        with in_words("the configuration"):
            found = super().get_credentials()
        return found and _InWords(found)


class _InWords:
    """Credentials that botocore renews when they are asked for."""

    def __init__(self, credentials: Any) -> None:
        self._credentials = credentials

    def __getattr__(self, name: str) -> Any:
        return getattr(self._credentials, name)

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Asked by botocore for each signature."""
        with in_words(self._credentials.method):
            frozen: ReadOnlyCredentials = self._credentials.get_frozen_credentials()
            if not all(map(_can_sign, (frozen.access_key, frozen.secret_key, frozen.token or "none"))):
                raise ValueError("a key or token is not plain text")
            return frozen


def _can_sign(part: object) -> bool:
    """Anything else would break where a request is made of it."""
    return isinstance(part, str) and part.isascii() and part.isprintable()
