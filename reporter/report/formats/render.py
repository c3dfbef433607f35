"""Renders a Report in the requested formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from reporter.config.formats import REPORT_FORMATS
from reporter.report import formats as writers
from reporter.report.model import Report
from reporter.system import disk

BY_NAME = {each.name: each for each in REPORT_FORMATS}


def file_names(name: str, part: str = "") -> list[str]:
    """The names of the files of a report in a format, for the whole run or a part."""
    return [f"{f'report-{part}' if part else 'report'}.{suffix}" for suffix in BY_NAME[name].writers]


def render(report: Report, formats: Iterable[str], target: Path) -> list[Path]:
    """Write `report.<suffix>`, or `report-<part>.<suffix>`, for each format, completely or not at all.

    Only the file's owner may read it; a link at its place is replaced, not followed.
    """
    disk.make_folder(target, exist_ok=True)
    return [file for name in formats for file in _written(report, name, target)]


def _written(report: Report, name: str, target: Path) -> list[Path]:
    """The files of one format, which appear when all of them are whole."""
    files = [target / file_name for file_name in file_names(name, report.part)]
    unfinished = [target / f".{file.name}.tmp" for file in files]
    try:
        for writer, file in zip(BY_NAME[name].writers.values(), unfinished, strict=True):
            disk.prepare(file)
            _loaded(writer)(report, file)
        return [whole.replace(file) for whole, file in zip(unfinished, files, strict=True)]
    finally:
        for file in unfinished:
            file.unlink(missing_ok=True)


def _loaded(writer: str) -> Callable[[Report, Path], None]:
    module, _, function = writer.partition(":")
    write: Callable[[Report, Path], None] = getattr(import_module(f"{writers.__name__}.{module}"), function)
    return write
