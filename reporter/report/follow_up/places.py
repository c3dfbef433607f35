"""Where workbooks lie that people typed into: files, or folders of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from reporter.config.file.values import is_url

Fetch: TypeAlias = Callable[[str], Path]
"""Brings what lies elsewhere, named by a URL, to a file or folder here; raises `UserError`."""

WORKBOOKS = (".xlsx", ".xlsm")
FOREIGN = (".xls", ".xlsb", ".ods")
"""In a folder these are workbooks that somebody saved in another format, and refused; the rest is no matter."""
ENDINGS = (*WORKBOOKS, *FOREIGN)


@dataclass(frozen=True, slots=True)
class Source:
    """A workbook that somebody may have typed into."""

    file: Path
    name: str
    """For the reports: without the folders that only this machine knows."""
    leads_out: bool = False
    """Whether it is a link in a folder, to what is not in it: whoever filled the folder may have no right to that."""


def workbooks_in(places: Iterable[str], fetch: Fetch) -> list[Source]:
    """The workbooks in files, folders (and the folders in them) and URLs, each once."""
    roots = [fetch(place) if is_url(place) else Path(place).expanduser() for place in places]
    sources = (Source(file, _name(file, root), _leads_out(file, root)) for root in roots for file in _files(root))
    return list({source.file.resolve(): source for source in sources}.values())


def _name(file: Path, root: Path) -> str:
    return file.name if file == root else file.relative_to(root).as_posix()


def _leads_out(file: Path, root: Path) -> bool:
    return file != root and not file.resolve().is_relative_to(root.resolve())


def _files(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        yield root
        return
    for file in sorted(root.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in file.relative_to(root).parts)
        if file.suffix.lower() in ENDINGS and file.is_file() and not hidden:
            yield file
