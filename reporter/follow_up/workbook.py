"""Reads one workbook: which run it was made of, and what stands in the cells that people fill in."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, is_zipfile
from zlib import error as ZlibError  # noqa: N812 - it is an error

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from reporter.follow_up.fields import FIELDS, typed
from reporter.follow_up.places import Source
from reporter.model import UserError

ID = "ID"
HEADER_WITHIN = 20
"""In how many rows the header is looked for: people put notes above it."""
RUN = "run "
"""Stands before the run's id in the keywords of a workbook."""
BROKEN = (
    *(AttributeError, BadZipFile, EOFError, InvalidFileException, LookupError, NotImplementedError),
    *(OSError, ParseError, RuntimeError, TypeError, ValueError, ZlibError),
)
"""What openpyxl raises for files that are not whole, or that another program wrote in its own way."""
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""Begins old .xls files, and workbooks with a password."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
Row = Sequence[Any]


class WorkbookRefused(UserError):  # noqa: N818 - named for what the user has to hear
    """A file from which nothing can be read back."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one of the cells that people fill in."""

    finding_id: str
    field: str
    text: str
    place: str
    """For people who look for it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where one sheet has what we look for; columns are counted from 0, and one that was copied counts twice."""

    header: int
    """The row, counted from 1."""
    id_column: int
    columns: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A workbook that somebody may have typed into, opened."""

    source: Source
    run_id: str
    """Empty where it does not say."""
    workbook: Any
    layouts: dict[str, Layout]
    """By title of the sheet."""

    def cells(self) -> Iterator[Cell]:
        """What stands where people fill in, of every row; raises `WorkbookRefused`."""
        with _told(self.source.file):
            for title, layout in self.layouts.items():
                yield from self._cells(title, layout)

    def _cells(self, title: str, layout: Layout) -> Iterator[Cell]:
        rows = self.workbook[title].iter_rows(min_row=layout.header + 1, values_only=True)
        for number, row in enumerate(rows, start=layout.header + 1):
            finding_id = _at(row, layout.id_column).lower()
            for position, field in layout.columns:
                value = row[position] if position < len(row) else None
                text = typed(field, value, self.workbook.epoch)
                if finding_id or text:
                    yield Cell(finding_id, field, text, f"{self.source.name}, {title}, row {number}")


@contextmanager
def opened(source: Source) -> Iterator[Copy]:
    """A workbook of ours; raises `WorkbookRefused` for what is none."""
    file = source.file
    if source.leads_out:
        raise WorkbookRefused(f"{file} is a link that leads out of its folder: put the workbook itself there")
    _refuse_what_is_none(file)
    with file.open("rb") as stream:
        with _told(file):
            workbook = load_workbook(stream, read_only=True)
            layouts = {sheet.title: layout for sheet in workbook.worksheets if (layout := _layout(sheet))}
            run_id = _run_id(workbook)
        if not layouts:
            columns = ", ".join(FIELDS.values())
            raise WorkbookRefused(
                f"{file} is no workbook of ours: no sheet has a column {ID} and one of {columns}; take it away, or "
                f"give the columns their titles back"
            )
        yield Copy(source, run_id, workbook, layouts)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it does not keep when it writes, and we only read
            yield
    except BROKEN as error:
        raise WorkbookRefused(f"{file} cannot be read, as it is damaged: {error}; save it again as .xlsx") from error


def _refuse_what_is_none(file: Path) -> None:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise WorkbookRefused(f"{file} cannot be read: {error.strerror}") from error
    if content.startswith(OLE) and ENCRYPTED in content:
        raise WorkbookRefused(f"{file} is encrypted: save it without a password")
    if not is_zipfile(file):
        raise WorkbookRefused(f"{file} is not an Excel workbook: save it as .xlsx")


def _layout(sheet: Any) -> Layout | None:
    sheet.reset_dimensions()  # what other programs say of the size is not always true
    for number, row in enumerate(islice(sheet.iter_rows(values_only=True), HEADER_WITHIN), start=1):
        titles = [_at(row, position) for position in range(len(row))]
        names = {title: name for name, title in FIELDS.items()}
        columns = tuple((position, names[title]) for position, title in enumerate(titles) if title in names)
        if ID in titles and columns:
            return Layout(number, titles.index(ID), columns)
    return None


def _at(row: Row, position: int) -> str:
    value = row[position] if position < len(row) else None
    return "" if value is None else str(value).strip()


def _run_id(workbook: Any) -> str:
    """From the document's properties, else from the cover: some programs keep only one of them."""
    keywords = workbook.properties.keywords or ""
    if keywords.startswith(RUN):
        return str(keywords.removeprefix(RUN))
    rows = workbook["Cover"].iter_rows(values_only=True) if "Cover" in workbook.sheetnames else ()
    for row in rows:
        texts = [text for text in (_at(row, position) for position in range(len(row))) if text]
        if texts[:1] == ["Run"]:
            return " ".join(texts[1:2])
    return ""
