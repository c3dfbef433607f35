"""Runs of a small organisation, their workbooks, and edits in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reporter.model.finding import Finding
from reporter.model.verdicts import Status
from reporter.report.build.build import build_report
from reporter.report.follow_up import gather
from reporter.report.formats.render import render
from reporter.runs import FollowUp, Manifest, RunFolder, State
from tests.report.runs import FINISHED, STARTED, account, finding, rule

CHECK, ACCOUNT = "s3-bucket-closed", "012345678901"
FINDINGS = tuple(finding(CHECK, ACCOUNT, Status.FAIL, name) for name in ("apples", "pears", "plums"))
APPLES, PEARS, PLUMS = (one.id for one in FINDINGS)
WEEK = timedelta(days=7)


def a_run(runs: Path, week: int = 1, *, follow_up: FollowUp | None = None, **more: Any) -> RunFolder:
    """The run of a week, as a scan leaves it."""
    findings: tuple[Finding, ...] = more.pop("findings", FINDINGS)
    facts = {
        "state": State.FINISHED,
        "run_id": f"{week:08x}",
        "tool_version": "0.1.0",
        "caller_arn": "arn:aws:iam::1:u",
    }
    times = {"started": STARTED + week * WEEK, "finished": FINISHED + week * WEEK}
    words = {"title": "Report", "classification": "Internal"}
    who = account(ACCOUNT, owner="anna")
    manifest = Manifest(**{**facts, **times, **words, "accounts": (who,), "rules": (rule(CHECK),), **more})
    folder = RunFolder.create(runs, manifest.started, manifest.run_id)
    folder.begin(manifest, b"{}", follow_up)
    folder.write_account(who, findings, b"{}")
    for other in (one for one in manifest.accounts if one.id != ACCOUNT):
        folder.write_account(other, (), b"{}")
    folder.finish(manifest)
    return folder


def workbook_of(folder: RunFolder, name: str = "report.xlsx") -> Path:
    """The workbook of a run, rendered under a name."""
    [file] = render(build_report(folder, folder.manifest()), ["xlsx"], folder.reports)
    return file.rename(folder.reports / name)


def copy_of(folder: RunFolder, name: str, cells: Mapping[tuple[str, str], Any]) -> Path:
    """A workbook with the edited rows and columns only, as people may send it back; it is quick to make."""
    workbook = Workbook()
    workbook.properties.keywords = f"run {folder.manifest().run_id}"
    sheet = workbook.worksheets[0]
    titles = sorted({title for _, title in cells})
    sheet.append(["ID", *titles])
    for finding_id in sorted({finding_id for finding_id, _ in cells}):
        sheet.append([finding_id, *(cells[finding_id, title] for title in titles)])
    _as_text(sheet)
    file = folder.path.parent / name
    workbook.save(file)
    return file


def column(sheet: Worksheet, title: str) -> int:
    """The position of a title in the first row."""
    return [cell.value for cell in sheet[1]].index(title) + 1


def row(sheet: Worksheet, finding_id: str) -> int:
    """The row of a finding."""
    return [line[column(sheet, "ID") - 1].value for line in sheet.iter_rows()].index(finding_id) + 1


def type_in(file: Path, cells: Mapping[tuple[str, str], Any], sheet: str = "Findings") -> Path:
    """Type values into the cells of findings, by finding id and column title."""
    workbook = load_workbook(file)
    for (finding_id, title), value in cells.items():
        cell = workbook[sheet].cell(row(workbook[sheet], finding_id), column(workbook[sheet], title))
        cell.value = value
    _as_text(workbook[sheet])
    workbook.save(file)
    return file


def _as_text(sheet: Worksheet) -> None:
    """Mark edited cells as text, as Excel does; only openpyxl takes the values for formulas."""
    for cell in (cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)):
        cell.data_type = "s"


def read(folder: RunFolder, *files: Path) -> FollowUp:
    """The follow-up that the next run in the same folder starts with."""
    return gather([str(file) for file in files], folder.path.parent, Path)
