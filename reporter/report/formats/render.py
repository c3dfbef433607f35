"""Renders a Report in the requested formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from reporter.report.formats import (
    asff_file,
    csv_file,
    html_file,
    json_file,
    jsonl_file,
    junit_file,
    ocsf_file,
    sarif_file,
)
from reporter.report.formats.excel import workbook as excel_file
from reporter.report.model import Report
from reporter.system import disk

WRITERS: Mapping[str, Callable[[Report, Path], None]] = {
    "xlsx": excel_file.write,
    "csv": csv_file.write,
    "html": html_file.write,
    "json": json_file.write,
    "csv-bom": csv_file.write_with_bom,
    "jsonl": jsonl_file.write,
    "ocsf": ocsf_file.write,
    "asff": asff_file.write,
    "sarif": sarif_file.write,
    "junit": junit_file.write,
}
"""The writer by format; the format is the suffix of the file, unless `SUFFIXES` has another."""
SUFFIXES: Mapping[str, str] = {
    "csv-bom": "bom.csv",
    "ocsf": "ocsf.json",
    "asff": "asff.jsonl",
    "junit": "junit.xml",
}


def render(report: Report, formats: Iterable[str], target: Path) -> list[Path]:
    """Write `report.<suffix>`, or `report-<part>.<suffix>`, for each format, completely or not at all.

    Only the file's owner may read it; a link at its place is replaced, not followed.
    """
    disk.make_folder(target, exist_ok=True)
    stem = f"report-{report.part}" if report.part else "report"
    files = []
    for name in formats:
        file = target / f"{stem}.{SUFFIXES.get(name, name)}"
        unfinished = target / f".{file.name}.tmp"
        try:
            disk.prepare(unfinished)
            WRITERS[name](report, unfinished)
            files.append(unfinished.replace(file))
        finally:
            unfinished.unlink(missing_ok=True)
    return files
