"""Encodes values as JSON and decodes JSON, also where the text is malformed or hostile."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

MOST_VALUES = 32_000_000
"""The most values in one document: ten times as many as the largest account has. A value takes at least 50 bytes of
memory."""
UNDECODABLE = (msgspec.MsgspecError, ValueError)
"""The errors that `from_json` and decoding its text raise; their messages can be shown to people."""


def to_json(value: Any) -> bytes:
    """The value as JSON in UTF-8, the same bytes for the same value; a lone surrogate, which UTF-8 lacks, becomes `?`.

    Such text is rare, so it is replaced only after encoding has failed.
    """
    try:
        return msgspec.json.encode(value, order="deterministic")
    except UnicodeEncodeError:
        plain = json.dumps(msgspec.to_builtins(value), ensure_ascii=False).encode("utf-8", "replace")
        return msgspec.json.encode(json.loads(plain), order="deterministic")


def to_json_lines(values: Sequence[Any]) -> bytes:
    """The values as JSON Lines; each line has the bytes that `to_json` returns."""
    try:
        return msgspec.json.Encoder(order="deterministic").encode_lines(values)
    except UnicodeEncodeError:
        return b"".join(to_json(value) + b"\n" for value in values)


def from_json(content: bytes | str, kind: type[T], dec_hook: Callable[[type, Any], Any] | None = None) -> T:
    """The value of a type that JSON describes; raises `msgspec.DecodeError` for anything else."""
    if content.count("," if isinstance(content, str) else b",") > MOST_VALUES:  # type: ignore[arg-type]  # same type
        raise msgspec.DecodeError(f"it holds more than {MOST_VALUES:,} values")
    try:
        return msgspec.json.decode(content, type=kind, dec_hook=dec_hook)
    except RecursionError as error:
        raise msgspec.DecodeError("it is nested too deeply") from error
    except UnicodeError as error:
        raise msgspec.DecodeError("it is not UTF-8 text") from error
