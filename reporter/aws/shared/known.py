"""What AWS always says: words from a list, and lists that are never empty; anything else is a malformed answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

T = TypeVar("T", bound=Collection[Any])


def known(word: str, words: Collection[str]) -> str:
    """The word, if a verdict may rest on it; raises ValueError, which makes the answer a malformed one."""
    if word not in words:
        raise ValueError(f"'{word}' is none of {', '.join(sorted(words))}")
    return word


def filled(answer: T, what: str) -> T:
    """A list that AWS never gives without anything in it; raises LookupError where it is empty."""
    if not answer:
        raise LookupError(f"there is not one of {what}")
    return answer
