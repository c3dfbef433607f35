"""Calls what may fail in any way, plug-ins above all: what it raises becomes a value, and nothing else is lost."""

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
"""A refusal, a vanished resource, and the end of a scan."""


@dataclass(frozen=True, slots=True)
class Crash:
    """What was raised in the place of an answer."""

    error: Exception

    def __str__(self) -> str:
        return f"{type(self.error).__name__}: {self.error}"

    @property
    def over_the_answer(self) -> bool:
        """Whether it looks as if the function did not find in an answer what it expected there."""
        return isinstance(self.error, LookupError | TypeError | ValueError | AttributeError | RecursionError)


def shielded(call: Callable[[], T], what: str, passing: tuple[type[Exception], ...] = PASSING) -> T | Crash:
    """What the call gives, or what it raised; what `passing` names passes through.

    Whoever gets the crash reports it; its trace is for those who ask for every detail.
    """
    try:
        return call()
    except passing:
        raise
    except Exception as error:  # a plug-in may fail in any way, and so may we
        log.debug("%s crashed", what, exc_info=True)
        return Crash(error)
