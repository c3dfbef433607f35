"""Reads a workbook: the id of the run it was made from, and the cells that people fill in."""

from __future__ import annotations

import mmap
import stat
import struct
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812 - it is an error

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from reporter.model.errors import UserError
from reporter.report.follow_up.fields import FIELDS, typed
from reporter.report.follow_up.package import Bounded, WorkbookParts, XmlReader, elements
from reporter.report.follow_up.places import Source
from reporter.report.follow_up.sheet import WorkbookContents, XmlSheet
from reporter.report.follow_up.texts import SharedTexts, Text

ID = "ID"
HEADER_WITHIN = 20
"""Number of rows in which the header is searched: people put notes above it."""
RUN = "run "
"""Prefix of the run id in the keywords of a workbook."""
LONGEST_ID, LONGEST_TITLE = 64, 31
"""Maximum characters of an id of ours, and of a sheet title in Excel."""
COVER, COVER_ROWS = "Cover", 100
CORE = "docProps/core.xml"
FILE, SHEETS = 200_000_000, 1_000
"""Maximum bytes of a file, and maximum number of sheets; a million findings of ours are about 45 MB."""
BROKEN = (
    *(BadZipFile, EOFError, ExpatError, LookupError, NotImplementedError),
    *(OSError, OverflowError, RuntimeError, ValueError, ZlibError, struct.error),
)
"""Exceptions for files that are damaged, or that another program wrote in its own way."""
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""First bytes of old .xls files, and of workbooks with a password."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ZIP = b"PK"


class WorkbookRefused(UserError):  # noqa: N818 - named for what the user has to hear
    """A file from which nothing can be read back."""


@dataclass(frozen=True, slots=True)
class FollowUpCell:
    """The content of a cell that people fill in."""

    finding_id: str
    field: str
    text: str
    place: str
    """The workbook, sheet and row, for people."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows and columns of a sheet that are read; columns count from 1, and a copied column counts twice."""

    title: str
    part: str
    header: int
    """The row of the header, counted from 1."""
    id_column: int
    columns: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """An opened workbook that may hold edits."""

    source: Source
    run_id: str
    """Empty if the workbook does not say."""
    contents: WorkbookContents
    layouts: tuple[Layout, ...]

    def cells(self) -> Iterator[FollowUpCell]:
        """The cells that people fill in, of every row; raises `WorkbookRefused`."""
        with _refused_if_broken(self.source.file):
            for layout in self.layouts:
                yield from self._cells(layout)

    def _cells(self, layout: Layout) -> Iterator[FollowUpCell]:
        wanted = {layout.id_column, *(position for position, _ in layout.columns)}
        for number, row in XmlSheet(self.contents, layout.part, wanted):
            if number <= layout.header:
                continue
            finding_id = _at(row, layout.id_column).lower()[:LONGEST_ID]
            for position, field in layout.columns:
                text = typed(field, row.get(position), self.contents.epoch)
                yield FollowUpCell(finding_id, field, text, f"{self.source.name}, {layout.title}, row {number}")


@contextmanager
def opened(source: Source) -> Iterator[Copy]:
    """An opened workbook of ours; raises `WorkbookRefused` for any other file."""
    file = source.file
    if source.leads_out:
        raise WorkbookRefused(f"{file} is a link that leads out of its folder: put the workbook itself there")
    size = _size_of_what_may_be_one(file)
    with file.open("rb") as stream, closing(SharedTexts()) as texts:
        with _refused_if_broken(file):
            package = WorkbookParts(stream, size)
            workbook = _workbook_part(package, file)
            contents = _contents(package, workbook, texts)
            sheets = _sheets(package, workbook)
            layouts = tuple(layout for title, part in sheets if (layout := _layout(contents, title, part)))
            run_id = _run_id(contents, dict(sheets))
        if not layouts:
            columns = ", ".join(FIELDS.values())
            raise WorkbookRefused(
                f"{file} is no workbook of ours: no sheet has a column {ID} and one of {columns}; take it away, or "
                f"give the columns their titles back"
            )
        yield Copy(source, run_id, contents, layouts)


@contextmanager
def _refused_if_broken(file: Path) -> Iterator[None]:
    try:
        yield
    except Bounded as error:
        raise WorkbookRefused(f"{file} is not read, for {error}; save it again in Excel, or take it away") from error
    except BROKEN as error:
        raise WorkbookRefused(f"{file} cannot be read, as it is damaged: {error}; save it again as .xlsx") from error


def _size_of_what_may_be_one(file: Path) -> int:
    """The size in bytes of a file that may be a workbook; a pipe or a device is refused, as it has no end."""
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise WorkbookRefused(f"{file} is not a file: name a workbook, or a folder of them")
        if found.st_size > FILE:
            raise WorkbookRefused(f"{file} has more than {FILE // 1_000_000} MB, and no workbook of ours does")
        with file.open("rb") as stream:
            begin = stream.read(len(OLE))
            if begin == OLE and _is_encrypted(stream.fileno()):
                raise WorkbookRefused(f"{file} is encrypted: save it without a password")
    except OSError as error:
        raise WorkbookRefused(f"{file} cannot be read: {error.strerror}") from error
    if not begin.startswith(ZIP):
        raise WorkbookRefused(f"{file} is not an Excel workbook: save it as .xlsx")
    return found.st_size


def _is_encrypted(descriptor: int) -> bool:
    with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as content:
        return content.find(ENCRYPTED) >= 0


def _workbook_part(package: WorkbookParts, file: Path) -> str:
    parts = [part for kind, part in package.related("").values() if kind == "officeDocument" and part.endswith(".xml")]
    if not parts:
        raise WorkbookRefused(f"{file} is not an Excel workbook: save it as .xlsx")
    return parts[0]


def _contents(package: WorkbookParts, workbook: str, texts: SharedTexts) -> WorkbookContents:
    parts = {kind: part for kind, part in package.related(workbook).values() if part in package}
    properties = elements(package, workbook, "workbookPr")
    from_1904 = any(one.get("date1904") in ("1", "true") for one in properties)
    if "sharedStrings" in parts:
        texts.fill(package, parts["sharedStrings"])
    return WorkbookContents(package, texts, parts.get("styles", ""), MAC_EPOCH if from_1904 else WINDOWS_EPOCH)


def _sheets(package: WorkbookParts, workbook: str) -> list[tuple[str, str]]:
    """Titles and parts of the sheets, in their order."""
    parts = {id_: part for id_, (kind, part) in package.related(workbook).items() if kind == "worksheet"}
    found = [one for one in elements(package, workbook, "sheet") if parts.get(one.get("id", ""), "") in package]
    if len(found) > SHEETS:
        raise Bounded(f"it has {len(found):,} sheets, and {SHEETS:,} are read at most")
    return [(one.get("name", "")[:LONGEST_TITLE], parts[one["id"]]) for one in found]


def _layout(contents: WorkbookContents, title: str, part: str) -> Layout | None:
    names = {title: name for name, title in FIELDS.items()}
    for number, row in XmlSheet(contents, part):
        if number > HEADER_WITHIN:
            break
        titles = {position: _at(row, position) for position in sorted(row)}
        columns = tuple((position, names[found]) for position, found in titles.items() if found in names)
        ids = [position for position, found in titles.items() if found == ID]
        if ids and columns:
            return Layout(title, part, number, ids[0], columns)
    return None


def _at(row: Mapping[int, Any], position: int) -> str:
    return str(row.get(position, "")).strip()


def _run_id(contents: WorkbookContents, sheets: Mapping[str, str]) -> str:
    """The run id from the document properties, else from the cover: some programs keep only one of them."""
    keywords = _keywords(contents.package) if CORE in contents.package else ""
    if keywords.startswith(RUN):
        return keywords.removeprefix(RUN)[:LONGEST_ID]
    return next(_runs_on_the_cover(contents, sheets[COVER]), "") if COVER in sheets else ""


def _keywords(package: WorkbookParts) -> str:
    reader = XmlReader()
    text = Text(reader)
    reader.starts["keywords"], reader.ends["keywords"] = lambda _: text.listen(), text.pause
    for _ in reader.feed(package, CORE):
        pass
    return text.taken()


def _runs_on_the_cover(contents: WorkbookContents, part: str) -> Iterator[str]:
    for number, row in XmlSheet(contents, part):
        if number > COVER_ROWS:
            return
        texts = [text for position in sorted(row) if (text := _at(row, position))]
        if texts[:1] == ["Run"]:
            yield " ".join(texts[1:2])[:LONGEST_ID]
