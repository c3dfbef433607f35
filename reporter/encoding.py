"""Values as JSON, whatever text is in them, and back, whoever wrote it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

MOST_VALUES = 32_000_000
"""Values in one document: ten times as many as the largest account has, and each takes 50 bytes of memory and more."""
UNDECODABLE = (msgspec.MsgspecError, ValueError)
"""What `decoded` raises; the text is for people."""


def decoded(content: bytes, kind: type[T], hook: Callable[[type, Any], Any] | None = None) -> T:
    """JSON as a value of a kind, with the `dec_hook` of msgspec; raises one of `UNDECODABLE`."""
    if content.count(b",") > MOST_VALUES:
        raise ValueError(f"it holds more than {MOST_VALUES:,} values")
    try:
        return msgspec.json.decode(content, type=kind, dec_hook=hook)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


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
