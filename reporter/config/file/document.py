"""Reads YAML and keeps the line and the original text of every value, for error messages.

The events are read one by one: PyYAML's composer in C recurses for each level, and a deep document overflows the stack
of the process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from reporter.config.file.mistakes import ConfigError, Location, Mistake, dotted
from reporter.system import disk

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C where PyYAML has it: ten times as fast, and equally safe."""
PLAIN_TEXT = "tag:yaml.org,2002:str"
BYTES, NODES, DEPTH = 10 << 20, 300_000, 50
"""The limits of a file: 10,000 waivers are 3 MB and 250,000 nodes, and no file of ours is nested more than 8 deep."""
LONGEST_VALUE = 100
"""The most characters of a value that is not text: Python takes hours to convert a number of a million digits."""
SHOWN = 60
"""The most characters of a value in a message."""


@dataclass(slots=True)
class Document:
    """One YAML file: its plain values, and the location of each."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Location, int] = field(default_factory=dict)
    texts: dict[Location, str] = field(default_factory=dict)
    """Scalar values as they were written, before YAML converted them to numbers or dates."""
    mistakes: list[Mistake] = field(default_factory=list)

    def line(self, location: Location) -> int:
        """The line of a value, or of the nearest value around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 0)

    def mistake(self, location: Location, what: str, remedy: str) -> Mistake:
        """A mistake about the value at a location."""
        return Mistake(dotted(location), self.line(location), what, remedy)


def read_document(file: Path, example: str = "`reporter config init`") -> Document:
    """The content of a YAML file that holds a mapping; raises `ConfigError` where it cannot be read at all."""
    try:
        text = disk.read(file, BYTES, follow_links=True).decode("utf-8-sig")
    except OSError as error:
        raise _refusal(file, f"cannot be read: {error.strerror}", "name a file that you may read") from error
    except UnicodeDecodeError as error:
        raise _refusal(file, "is not UTF-8 text", "save it in that encoding") from error
    return parse_document(file, text, example)


def parse_document(file: Path, text: str, example: str = "") -> Document:
    """The content of a file, given its text; raises `ConfigError` where it cannot be parsed at all."""
    try:
        builder = _Builder(file, Loader(text))
        builder.next()
        if isinstance(builder.next(), yaml.StreamEndEvent):
            raise _refusal(file, "is empty", f"start from {example}")
        if not isinstance(builder.next(), yaml.MappingStartEvent):
            raise _refusal(file, "holds no keys", f"write `key: value` lines; {example} shows them")
        builder.document.data = builder.mapping(())
        builder.next()
        if not isinstance(after := builder.next(), yaml.StreamEndEvent):
            raise _refusal(file, "holds a second document (`---`)", "keep one of the two", _line(after))
    except yaml.YAMLError as error:
        raise ConfigError(file, [_syntax_mistake(error)]) from error
    return builder.document


def _refusal(file: Path, what: str, remedy: str, line: int = 0) -> ConfigError:
    return ConfigError(file, [Mistake("", line, what, remedy)])


def _syntax_mistake(error: yaml.YAMLError) -> Mistake:
    remedy = "look for wrong indentation, or a missing quote, bracket or colon, there or just above"
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Mistake("", 0, f"is not YAML: {error}".replace("\n", " "), "take that character out")
    mark = error.problem_mark
    return Mistake("", mark.line + 1, f"is not YAML at column {mark.column + 1}: {error.problem}", remedy)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


@dataclass(slots=True)
class _Builder:
    """Builds plain values from YAML events; PyYAML only converts scalars such as numbers and dates."""

    file: Path
    loader: Loader
    document: Document = field(default_factory=Document)
    nodes: int = 0
    depth: int = 0

    def next(self) -> yaml.Event:
        """The next event; raises `ConfigError` where a limit is exceeded, and `yaml.YAMLError`."""
        event: yaml.Event = self.loader.get_event()
        self.nodes += 1
        if isinstance(event, yaml.CollectionStartEvent):
            self.depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            self.depth -= 1
        if self.depth > DEPTH:
            raise _refusal(self.file, f"is nested more than {DEPTH} deep", "take out brackets", _line(event))
        if self.nodes > NODES:
            raise _refusal(self.file, f"holds more than {NODES:,} values", "make several files of it", _line(event))
        return event

    def mapping(self, location: Location) -> dict[str, Any]:
        """The mapping whose start event was just read, up to its end event."""
        found: dict[str, Any] = {}
        while not isinstance(key := self.next(), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                self._complain(location, "holds a key that is not plain text", "write `key: value`", _line(key))
                self._skip(key)
                self._skip(self.next())
                continue
            here = (*location, key.value)
            if key.value in found:
                first = self.document.lines[here]
                self._complain(here, f"stands here again, first on line {first}", "keep one of the two", _line(key))
                self._skip(self.next())
                continue
            self.document.lines[here] = _line(key)
            found[key.value] = self._value(self.next(), here)
        return found

    def _skip(self, event: yaml.Event) -> None:
        """Skip the whole value that begins with an event."""
        if isinstance(event, yaml.CollectionStartEvent):
            outside = self.depth - 1
            while self.depth > outside:
                self.next()

    def _value(self, event: yaml.Event, location: Location) -> Any:
        if isinstance(event, yaml.AliasEvent):
            self._complain(location, "aliases (`*name`) are not understood here", "write the value out")
            return None
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(location)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(location)
        return self._scalar(event, location)

    def _sequence(self, location: Location) -> list[Any]:
        items: list[Any] = []
        while not isinstance(item := self.next(), yaml.SequenceEndEvent):
            here = (*location, len(items))
            self.document.lines[here] = _line(item)
            items.append(self._value(item, here))
        return items

    def _scalar(self, event: Any, location: Location) -> Any:
        text: str = event.value
        self.document.texts[location] = text
        tag = event.tag if event.tag not in (None, "!") else self.loader.resolve(yaml.ScalarNode, text, event.implicit)
        if tag == PLAIN_TEXT:
            return text
        try:
            value = self._read(yaml.ScalarNode(tag, text, event.start_mark, event.end_mark))
        except (yaml.YAMLError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
            problem = getattr(error, "problem", None) or error
            what = f"YAML cannot read '{text[:SHOWN]}': {problem}"
            self._complain(location, what, "correct it; text goes in quotes")
            return None
        if value is None:
            self._complain(location, "is empty", "write a value, or take the line out")
        return value

    def _read(self, node: yaml.ScalarNode) -> Any:
        if len(node.value) > LONGEST_VALUE:
            raise ValueError(f"it has {len(node.value):,} characters")
        return self.loader.construct_object(node)

    def _complain(self, location: Location, what: str, remedy: str, line: int = 0) -> None:
        at = line or self.document.line(location)
        self.document.mistakes.append(Mistake(dotted(location), at, what, remedy))
