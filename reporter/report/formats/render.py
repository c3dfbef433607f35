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


def file_name(name: str, part: str = "") -> str:
    """The file name of a report in a format, for the whole run or a part."""
    return f"{f'report-{part}' if part else 'report'}.{BY_NAME[name].suffix}"


def render(report: Report, formats: Iterable[str], target: Path) -> list[Path]:
    """Write `report.<suffix>`, or `report-<part>.<suffix>`, for each format, completely or not at all.

    Only the file's owner may read it; a link at its place is replaced, not followed.
    """
    disk.make_folder(target, exist_ok=True)
    files = []
    for name in formats:
        file = target / file_name(name, report.part)
        unfinished = target / f".{file.name}.tmp"
        try:
            disk.prepare(unfinished)
            _writer(name)(report, unfinished)
            files.append(unfinished.replace(file))
        finally:
            unfinished.unlink(missing_ok=True)
    return files


def _writer(name: str) -> Callable[[Report, Path], None]:
    module, _, function = BY_NAME[name].writer.partition(":")
    write: Callable[[Report, Path], None] = getattr(import_module(f"{writers.__name__}.{module}"), function)
    return write
