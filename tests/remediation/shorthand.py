"""Reads the shorthand of the AWS CLI (`Key=Value,List=[a,b]`) as the shape of a parameter wants it."""

from __future__ import annotations

from typing import Any

STOPS = {"}": "}", "]": "]"}


def read_shorthand(text: str) -> Any:
    """The structure that a shorthand stands for; every scalar is text."""
    value, rest = _pairs(text, "")
    if rest:
        raise ValueError(f"{rest!r} is left over in {text!r}")
    return value


def _pairs(text: str, end: str) -> tuple[dict[str, Any], str]:
    found: dict[str, Any] = {}
    while text and not (end and text.startswith(end)):
        key, equals, text = text.partition("=")
        if not equals or not key.isalnum():
            raise ValueError(f"{key!r} is no key")
        found[key], text = _value(text)
        while text.startswith(",") and "=" not in text[1:].partition(",")[0]:
            more, text = _value(text[1:])
            found[key] = [*(found[key] if isinstance(found[key], list) else [found[key]]), more]
        text = text.removeprefix(",")
    return found, text.removeprefix(end)


def _value(text: str) -> tuple[Any, str]:
    if text.startswith("{"):
        return _pairs(text[1:], "}")
    if text.startswith("["):
        return _items(text[1:])
    size = min((place for stop in ",}]" if (place := text.find(stop)) >= 0), default=len(text))
    return text[:size], text[size:]


def _items(text: str) -> tuple[list[Any], str]:
    found: list[Any] = []
    while not text.startswith("]"):
        item, text = _value(text)
        found.append(item)
        text = text.removeprefix(",")
    return found, text[1:]


def typed(value: Any, shape: Any) -> Any:
    """A value read from text, with the types of a shape; one value where a list is wanted is a list of it."""
    if shape.type_name == "list":
        return [typed(one, shape.member) for one in (value if isinstance(value, list) else [value])]
    if shape.type_name == "structure":
        return {name: typed(one, shape.members[name]) for name, one in value.items()}
    if shape.type_name in ("integer", "long"):
        return int(value)
    if shape.type_name in ("double", "float"):
        return float(value)
    return value == "true" if shape.type_name == "boolean" else value
