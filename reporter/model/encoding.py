"""Values as JSON, whatever text is in them, and JSON as values, whatever somebody made of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

MOST_VALUES = 32_000_000
"""Values in one document: ten times as many as the largest account has, and each takes 50 bytes of memory and more."""
UNDECODABLE = (msgspec.MsgspecError, ValueError)
"""What `from_json` raises, and what reads the text within; the text is for people."""


def to_json(value: Any) -> bytes:
    """JSON in UTF-8, the same bytes for the same value; half a character, which no encoding has, becomes `?`."""
    try:
        return msgspec.json.encode(value, order="deterministic")
    except UnicodeEncodeError:
        plain = json.dumps(msgspec.to_builtins(value), ensure_ascii=False).encode("utf-8", "replace")
        return msgspec.json.encode(json.loads(plain), order="deterministic")


def to_json_lines(values: Sequence[Any]) -> bytes:
    """JSON Lines: the same bytes a line as `to_json` gives."""
    try:
        return msgspec.json.Encoder(order="deterministic").encode_lines(values)
    except UnicodeEncodeError:
        return b"".join(to_json(value) + b"\n" for value in values)


def from_json(content: bytes | str, kind: type[T], dec_hook: Callable[[type, Any], Any] | None = None) -> T:
    """What JSON of a kind says; raises `msgspec.DecodeError` for all else, however it is made."""
    if content.count("," if isinstance(content, str) else b",") > MOST_VALUES:  # type: ignore[arg-type]  # of its kind
        raise msgspec.DecodeError(f"it holds more than {MOST_VALUES:,} values")
    try:
        return msgspec.json.decode(content, type=kind, dec_hook=dec_hook)
    except RecursionError as error:
        raise msgspec.DecodeError("it is nested too deeply") from error
    except UnicodeError as error:
        raise msgspec.DecodeError("it is not UTF-8 text") from error
