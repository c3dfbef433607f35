"""Finds the workbooks that people typed into, in files, folders and URLs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from reporter.config.file.values import is_url

Fetch: TypeAlias = Callable[[str], Path]
"""Downloads what a URL names to a local file or folder; raises `UserError`."""

WORKBOOKS = (".xlsx", ".xlsm")
FOREIGN = (".xls", ".xlsb", ".ods")
"""Workbooks that were saved in another format, which are refused; other files in a folder are ignored."""
ENDINGS = (*WORKBOOKS, *FOREIGN)


@dataclass(frozen=True, slots=True)
class Source:
    """A workbook that may hold edits."""

    file: Path
    name: str
    """The name for reports, without local folders."""
    leads_out: bool = False
    """Whether it is a link out of its folder: who put it there may not be allowed to read its target."""


def workbooks_in(places: Iterable[str], fetch: Fetch) -> list[Source]:
    """The distinct workbooks in files, folders with subfolders, and URLs."""
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
