"""Verifies values in answers: words must be known ones, and some lists must not be empty."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

T = TypeVar("T", bound=Collection[Any])


def known(word: str, words: Collection[str]) -> str:
    """The word, if it is one of these; raises ValueError, which makes the answer a malformed one."""
    if word not in words:
        raise ValueError(f"'{word}' is none of {', '.join(sorted(words))}")
    return word


def filled(answer: T, what: str) -> T:
    """The list, which AWS never returns empty; raises LookupError where it is empty."""
    if not answer:
        raise LookupError(f"it lacks {what}")
    return answer
