"""Values as JSON, whatever text is in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec


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
