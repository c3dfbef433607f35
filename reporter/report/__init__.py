"""One Report, computed once from a run folder, and every format rendered from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from reporter.report import csv_file, excel_file, html_file, json_file
from reporter.report.build import build_report
from reporter.report.cut import Cut
from reporter.report.model import Report

__all__ = ["WRITERS", "Cut", "Report", "build_report", "render"]

WRITERS: Mapping[str, Callable[[Report, Path], None]] = {
    "xlsx": excel_file.write,
    "csv": csv_file.write,
    "html": html_file.write,
    "json": json_file.write,
}
"""By format, which is also the file's suffix."""


def render(report: Report, formats: Iterable[str], target: Path) -> list[Path]:
    """Write `report.<format>`, or `report-<part>.<format>`, for each format, each whole or not at all."""
    target.mkdir(parents=True, exist_ok=True)
    stem = f"report-{report.part}" if report.part else "report"
    files = []
    for name in formats:
        file = target / f"{stem}.{name}"
        unfinished = target / f".{stem}.{name}.tmp"
        WRITERS[name](report, unfinished)
        files.append(unfinished.replace(file))
    return files
