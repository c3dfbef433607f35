"""The reports of a run: rendered from its folder, today or in a year."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reporter.model.errors import Unfinished
from reporter.report.build.build import build_report
from reporter.report.build.cut import WHOLE, Cut, with_id
from reporter.report.formats.render import file_names, render
from reporter.runs import FINDINGS, RunBroken, RunFolder, State
from reporter.scan import resume_command


def report_run(folder: RunFolder, formats: Iterable[str], target: Path | None = None, cut: Cut = WHOLE) -> list[Path]:
    """The reports of a run or a part of it, rendered, by default into the run's own folder.

    Raises `RunBroken` if the run is not closed or not what it was, `UserError` if it has no such part.
    """
    manifest = folder.manifest()
    if manifest.state is State.RUNNING:
        raise RunBroken(f"{folder.path} is not finished: wait for it, or if it was killed: {resume_command(folder)}")
    if not folder.is_as_written(FINDINGS, manifest.files):
        raise RunBroken(f"{folder.findings} is missing, or is not what the run wrote: nothing can be reported")
    return render(build_report(folder, manifest, with_id(manifest, cut)), formats, target or folder.own_reports())


def report_after_scan(folder: RunFolder, formats: Iterable[str]) -> list[Path]:
    """The reports of a run that was just closed; raises `Unfinished` where they cannot be written."""
    try:
        return report_run(folder, formats)
    except OSError as error:
        problem = f"{error.filename or folder.reports} cannot be written: {error.strerror or error}"
        raise Unfinished(
            f"{problem}\nthe run is complete; once that is fixed: reporter report {folder.path}"
        ) from error


def missing_formats(folder: RunFolder, formats: Iterable[str]) -> list[str]:
    """The formats in which the run has no report of its own yet, or not all of it."""
    reports = folder.own_reports()
    return [name for name in formats if not all((reports / file).exists() for file in file_names(name))]
