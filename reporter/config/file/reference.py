"""Documents the configuration: a JSON Schema for editors, an example file, and a table of all keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reporter.config.file.schema import File
from reporter.system.package_data import resource_folder

EXAMPLE = (resource_folder("config") / "example.yml").read_text(encoding="utf-8")
"""The commented example configuration; a line that begins with `#` and no space is an example that is not in force."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the configuration file."""
    schema = File.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "AWS Compliance Reporter"}


def reference() -> str:
    """A Markdown table of all keys with type, default and meaning."""
    schema = json_schema()
    rows = [
        f"| `{path}` | {_type_of(schema, node)} | {_default_of(node)} | {_meaning_of(schema, node)} |"
        for path, node in keys(schema)
    ]
    return "\n".join(["| key | type | default | meaning |", "|---|---|---|---|", *rows, ""])


def keys(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every key of the schema in the order of the file, as its dotted path and its node in the schema."""
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
    """The schema that a node refers to: references are followed, and `null` is ignored because it means absence."""
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
