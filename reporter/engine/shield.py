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
