"""Reads the ZIP package of a workbook within limits, since a workbook from others may be built to exhaust us."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO
from xml.parsers.expat import ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

CHUNK = 1 << 16
DIRECTORY = 1_000_000
"""Maximum bytes of the ZIP directory, which is read at once."""
PARTS = 5_000
"""Maximum number of parts; our own workbooks have about 50."""
UNPACKED, UNPACKED_RATIO, ALWAYS_UNPACKED = 4_000_000_000, 100, 16_000_000
"""Limits of unpacked bytes: in total, per byte of the file, and the total that is always allowed.

A million findings of ours are about 1,300 MB, 28 for each byte of the file.
"""
ELEMENTS, ELEMENTS_RATIO, ALWAYS_ELEMENTS = 200_000_000, 4, 1_000_000
"""The same limits for XML elements; a million findings of ours are about 64 million, 1.4 for each byte."""
TOKEN = 4_000_000
"""Maximum bytes from `<` to `>`: the parser keeps them in memory until the end."""
DEPTH = 100
"""Maximum depth of nested elements; sheets have about ten."""
RELATIONS = "_rels/.rels"
Attributes = Mapping[str, str]


class Bounded(Exception):  # noqa: N818 - no error of ours
    """A workbook exceeds a limit, or is of another kind; the text says which limit."""


class WorkbookParts:
    """The parts of a workbook, each read on demand."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        """Raises `Bounded`, and what `ZipFile` raises for a damaged file."""
        self._zip = ZipFile(_Sipped(stream))
        self._parts = {info.filename: info for info in self._zip.infolist()}
        self._times = Counter(info.filename for info in self._zip.infolist())
        if self._times.total() > PARTS:
            raise Bounded(f"it has {self._times.total():,} parts, and {PARTS:,} are read at most")
        self._most_bytes = self._bytes = min(UNPACKED, max(ALWAYS_UNPACKED, UNPACKED_RATIO * size))
        self._most_elements = self._elements = min(ELEMENTS, max(ALWAYS_ELEMENTS, ELEMENTS_RATIO * size))

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a part in chunks; the limit counts unpacked bytes, not the stated size."""
        with self._zip.open(self._sound(name)) as part:
            while chunk := part.read(CHUNK):
                self._bytes -= len(chunk)
                if self._bytes < 0:
                    raise Bounded(f"it unpacks to more than {self._most_bytes // 1_000_000:,} MB")
                yield chunk

    def count(self, elements: int) -> None:
        """Count elements that were read; raises `Bounded`."""
        self._elements -= elements
        if self._elements < 0:
            raise Bounded(f"it has more than {self._most_elements:,} elements, which no workbook of its size has")

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """The related parts of a part, by relation id: the last word of their type, and their name."""
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{file}.rels") if name else RELATIONS
        return dict(self._relations(relations, folder)) if relations in self else {}

    def _relations(self, relations: str, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
        for attributes in elements(self, relations, "Relationship"):
            target = attributes.get("Target", "")
            if target and attributes.get("TargetMode") != "External":
                place = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                yield attributes.get("Id", ""), (attributes.get("Type", "").rpartition("/")[2], place)

    def _sound(self, name: str) -> ZipInfo:
        if self._times[name] > 1:
            raise Bounded(f"it has the part {name} {self._times[name]} times")
        part = self._parts[name]
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Bounded(f"its part {name} is packed in a way that no workbook is")
        return part


class _Sipped:
    """A file that `ZipFile` cannot read at once, which would load the whole directory into memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        """The requested bytes; a read without size is capped at the limit."""
        if size > DIRECTORY:
            raise Bounded(f"its list of parts has {size:,} bytes, and {DIRECTORY:,} are read at most")
        return self._stream.read(size if size >= 0 else DIRECTORY)


class XmlReader:
    """Parses one XML part: calls handlers for starts, ends and text, by element name without prefix."""

    def __init__(self) -> None:
        self.depth = self.begun = 0
        self.starts: dict[str, Callable[[Attributes], Any]] = {}
        self.ends: dict[str, Callable[[], Any]] = {}
        self.parser = ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = _refuse

    def _start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        self.begun += 1
        start = self.starts.get(name) or (":" in name and self.starts.get(name.rpartition(":")[2]))
        if start:
            start(attributes)

    def _end(self, name: str) -> None:
        self.depth -= 1
        end = self.ends.get(name) or (":" in name and self.ends.get(name.rpartition(":")[2]))
        if end:
            end()

    def feed(self, package: WorkbookParts, part: str) -> Iterator[None]:
        """Parse a part; yields after each chunk, so that the caller can use the results so far."""
        fed = 0
        for chunk in package.chunks(part):
            before = self.begun
            self.parser.Parse(chunk)
            fed += len(chunk)
            package.count(self.begun - before)
            if fed - self.parser.CurrentByteIndex > TOKEN:
                raise Bounded(f"one of its elements has more than {TOKEN // 1_000_000} MB")
            if self.depth > DEPTH:
                raise Bounded(f"its elements stand within each other more than {DEPTH} deep")
            yield
        self.parser.Parse(b"", True)  # noqa: FBT003 - positional only: that was all
        yield


def _refuse(*_: Any) -> None:
    raise Bounded("it has a document type declaration (<!DOCTYPE), and no workbook has one")


def elements(package: WorkbookParts, part: str, *names: str) -> Iterator[dict[str, str]]:
    """The attributes of the elements with these names, without prefixes; the element name has the empty key."""
    reader, found = XmlReader(), list[dict[str, str]]()
    for name in names:
        reader.starts[name] = partial(_keep, found, name)
    for _ in reader.feed(package, part):
        yield from found
        found.clear()


def _keep(found: list[dict[str, str]], name: str, attributes: Attributes) -> None:
    found.append({"": name, **{key.rpartition(":")[2]: value for key, value in attributes.items()}})
