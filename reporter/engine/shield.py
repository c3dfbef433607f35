"""Calls functions that may raise anything, such as plug-ins, and returns the exception as a value."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import TypeVar

from reporter.model.refusals import Gone, Refused

log = logging.getLogger(__name__)

T = TypeVar("T")

PASSING = (Refused, Gone, CancelledError)
"""The exceptions that are raised again: a refusal, a vanished resource, and the end of a scan."""


@dataclass(frozen=True, slots=True)
class Crash:
    """The exception that was raised in place of an answer."""

    error: Exception

    def __str__(self) -> str:
        return f"{type(self.error).__name__}: {self.error}"

    @property
    def in_words(self) -> str:
        """What is wrong with the answer, without names of Python; texts that Python made up say nothing to a reader."""
        text = str(self.error)
        if isinstance(self.error, KeyError):
            return f"it lacks {text}"
        is_ours = type(self.error) in (LookupError, ValueError) and not text.startswith("invalid literal")
        return text if text and is_ours else "it does not have the form that AWS documents"

    @property
    def over_the_answer(self) -> bool:
        """Whether the function probably failed because the answer did not have the expected form."""
        return isinstance(self.error, LookupError | TypeError | ValueError | AttributeError | RecursionError)


def shielded(call: Callable[[], T], what: str, passing: tuple[type[Exception], ...] = PASSING) -> T | Crash:
    """The result of the call, or the exception as a `Crash`; exceptions of the types `passing` are raised.

    The caller reports the crash; its traceback is logged at level DEBUG.
    """
    try:
        return call()
    except passing:
        raise
    except Exception as error:  # a plug-in may raise anything, and so may this product
        log.debug("%s crashed", what, exc_info=True)
        return Crash(error)
