"""Calls the functions of plug-ins: whatever they raise becomes a value, and nothing else is lost with it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import TypeVar

from reporter.refusals import Gone, Refused

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Crash:
    """What a plug-in's function raised instead of answering."""

    error: Exception

    def __str__(self) -> str:
        return f"{type(self.error).__name__}: {self.error}"

    @property
    def over_the_answer(self) -> bool:
        """Whether it looks as if the function did not find in an answer what it expected there."""
        return isinstance(self.error, LookupError | TypeError | ValueError | AttributeError | RecursionError)


def shielded(call: Callable[[], T], what: str) -> T | Crash:
    """What the call gives, or what it raised; a refusal, a vanished resource and the end of a scan pass through."""
    try:
        return call()
    except (Refused, Gone, CancelledError):
        raise
    except Exception as error:  # a plug-in may fail in any way
        log.exception("%s crashed", what)
        return Crash(error)
