"""Words that AWS chooses from a list: one that is new must not pass for the opposite of an old one."""

from __future__ import annotations

from collections.abc import Collection


def known(word: str, words: Collection[str]) -> str:
    """The word, if a verdict may rest on it; raises ValueError, which makes the answer a malformed one."""
    if word not in words:
        raise ValueError(f"'{word}' is none of {', '.join(sorted(words))}")
    return word
