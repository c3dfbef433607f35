"""The configuration explained: a JSON Schema for editors, an example to start from, a table of every key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reporter.config.file.schema import File
from reporter.system.package_data import resource_folder

EXAMPLE = (resource_folder("config") / "example.yml").read_text(encoding="utf-8")
"""A commented configuration; a line that begins with `#` and no space shows a value that is not in force."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the configuration file."""
    schema = File.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "AWS Compliance Reporter"}


def reference() -> str:
    """Every key with its type, its default and its meaning, in Markdown."""
    schema = json_schema()
    rows = [
        f"| `{path}` | {_type_of(schema, node)} | {_default_of(node)} | {_meaning_of(schema, node)} |"
        for path, node in keys(schema)
    ]
    return "\n".join(["| key | type | default | meaning |", "|---|---|---|---|", *rows, ""])


def keys(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every key of the schema in the order of the file, with what the schema says of it."""
    return list(_keys(schema, schema, ""))


def _keys(schema: dict[str, Any], node: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, found in node.get("properties", {}).items():
        path = f"{prefix}{name}"
        yield path, found
        target = _target(schema, found)
        listed = _target(schema, target.get("items", {}))
        yield from _keys(schema, target, f"{path}.")
        yield from _keys(schema, listed, f"{path}[].")


def _target(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """What a node stands for: references followed, and `null` left aside, because it means absence."""
    choices = [choice for choice in node.get("anyOf", ()) if choice.get("type") != "null"]
    if choices:
        return _target(schema, choices[0])
    name = node.get("$ref", "").rpartition("/")[2]
    target: dict[str, Any] = schema["$defs"][name] if name else node
    return target


def _type_of(schema: dict[str, Any], node: dict[str, Any]) -> str:
    target = _target(schema, node)
    if "enum" in target:
        return "one of " + ", ".join(f"`{value}`" for value in target["enum"])
    if target["type"] == "array":
        return f"list of {_type_of(schema, target['items'])}"
    if "minimum" in target:
        return f"number, {target['minimum']} to {target['maximum']}"
    return {"object": "keys", "string": "text", "boolean": "`true` or `false`"}[target["type"]]


def _default_of(node: dict[str, Any]) -> str:
    default = node.get("default")
    if default in (None, {}, [], "") or isinstance(default, dict):
        return ""
    shown = ", ".join(map(str, default)) if isinstance(default, list) else str(default)
    return f"`{shown.lower() if isinstance(default, bool) else shown}`"


def _meaning_of(schema: dict[str, Any], node: dict[str, Any]) -> str:
    described = {**_target(schema, node), **node}
    return " ".join(described["description"].split()).replace("|", "\\|")
