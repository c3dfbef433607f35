"""Values as JSON, whatever text is in them, and JSON as values, whatever somebody made of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


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
    try:
        return msgspec.json.decode(content, type=kind, dec_hook=dec_hook)
    except RecursionError as error:
        raise msgspec.DecodeError("it is nested too deep") from error
    except UnicodeError as error:
        raise msgspec.DecodeError("it is not UTF-8 text") from error
