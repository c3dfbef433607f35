"""Reads YAML and keeps what is needed to talk about it: the line of every value, and the text that stood there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from reporter.config.mistakes import ConfigError, Location, Mistake, dotted

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one written in C where PyYAML has it: ten times as fast, and no less safe."""
PLAIN_TEXT = "tag:yaml.org,2002:str"


@dataclass(slots=True)
class Document:
    """One YAML file: plain values, and where each was found."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Location, int] = field(default_factory=dict)
    texts: dict[Location, str] = field(default_factory=dict)
    """Single values as they were written, before YAML made numbers or dates of them."""
    mistakes: list[Mistake] = field(default_factory=list)

    def line(self, location: Location) -> int:
        """Where a value stands, or else the nearest thing around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 0)

    def mistake(self, location: Location, what: str, remedy: str) -> Mistake:
        """A mistake about the value at a location."""
        return Mistake(dotted(location), self.line(location), what, remedy)


def read_document(file: Path, example: str = "`reporter config init`") -> Document:
    """A YAML file that holds a mapping; raises `ConfigError` where it cannot be read at all."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise _refusal(file, f"cannot be read: {error.strerror}", "name a file that you may read") from error
    except UnicodeDecodeError as error:
        raise _refusal(file, "is not UTF-8 text", "save it in that encoding") from error
    return parse_document(file, text, example)


def parse_document(file: Path, text: str, example: str = "") -> Document:
    """What a file holds, or would hold; raises `ConfigError` where it cannot be understood at all."""
    try:
        loader = Loader(text)
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        raise ConfigError(file, [_syntax_mistake(error)]) from error
    if node is None:
        raise _refusal(file, "is empty", f"start from {example}")
    if not isinstance(node, yaml.MappingNode):
        raise _refusal(file, "holds no keys", f"write `key: value` lines; {example} shows them")
    builder = _Builder(loader)
    builder.document.data = builder.mapping(node, ())
    return builder.document


def _refusal(file: Path, what: str, remedy: str) -> ConfigError:
    return ConfigError(file, [Mistake("", 0, what, remedy)])


def _syntax_mistake(error: yaml.YAMLError) -> Mistake:
    remedy = "look for wrong indentation, or a missing quote, bracket or colon, there or just above"
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Mistake("", 0, f"is not YAML: {error}".replace("\n", " "), "take that character out")
    mark = error.problem_mark
    return Mistake("", mark.line + 1, f"is not YAML at column {mark.column + 1}: {error.problem}", remedy)


@dataclass(slots=True)
class _Builder:
    """Makes plain values out of YAML's nodes; only scalars are left to PyYAML."""

    loader: Loader
    document: Document = field(default_factory=Document)
    seen: set[int] = field(default_factory=set)

    def mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                line = key.start_mark.line + 1
                self._complain(location, "holds a key that is not plain text", "write `key: value`", line)
                continue
            here = (*location, key.value)
            if key.value in found:
                first = self.document.lines[here]
                line = key.start_mark.line + 1
                self._complain(here, f"stands here again, first on line {first}", "keep one of the two", line)
                continue
            self.document.lines[here] = key.start_mark.line + 1
            found[key.value] = self._value(value, here)
        return found

    def _value(self, node: yaml.Node, location: Location) -> Any:
        if id(node) in self.seen:
            self._complain(location, "aliases (`*name`) are not understood here", "write the value out")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return self._sequence(node, location)
        return self._scalar(node, location)

    def _sequence(self, node: yaml.SequenceNode, location: Location) -> list[Any]:
        items = []
        for position, item in enumerate(node.value):
            here = (*location, position)
            self.document.lines[here] = item.start_mark.line + 1
            items.append(self._value(item, here))
        return items

    def _scalar(self, node: yaml.Node, location: Location) -> Any:
        self.document.texts[location] = node.value
        if node.tag == PLAIN_TEXT:
            return node.value
        try:
            value = self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            problem = getattr(error, "problem", None) or error
            self._complain(location, f"YAML cannot read '{node.value}': {problem}", "correct it; text goes in quotes")
            return None
        if value is None:
            self._complain(location, "is empty", "write a value, or take the line out")
        return value

    def _complain(self, location: Location, what: str, remedy: str, line: int = 0) -> None:
        at = line or self.document.line(location)
        self.document.mistakes.append(Mistake(dotted(location), at, what, remedy))
