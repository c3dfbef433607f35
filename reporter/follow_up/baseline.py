"""What a workbook said before anybody typed into it: only what differs from that is an edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reporter.follow_up.fields import FIELDS, said_in, written
from reporter.report.build import build_report
from reporter.report.finding_columns import FINDINGS_SHEET
from reporter.report.model import FindingRow
from reporter.runs import MANIFEST, NOBODY, Conflict, FollowUp, RunFolder, State

Shown = Mapping[str, tuple[str, ...]]
"""By finding id: what its workbook shows in the columns of `FIELDS`."""
COLUMNS = [column for column in FINDINGS_SHEET.columns if column.name in FIELDS]


@dataclass(slots=True)
class Memory:
    """The earlier runs of a folder of runs, and what people had said up to each."""

    folders: tuple[RunFolder, ...]
    """The newest first."""
    _follow_ups: dict[Path, FollowUp] = field(default_factory=dict)

    @classmethod
    def under(cls, runs: Path) -> Memory:
        """All runs of a folder; the name of a run begins with the time at which it did."""
        found = sorted((file.parent for file in runs.glob(f"*/{MANIFEST}")), reverse=True)
        return cls(tuple(map(RunFolder, found)))

    def newest(self) -> RunFolder | None:
        """The last run that was closed and asked AWS; raises `RunBroken`."""
        return next((one for one in self.folders if _is_closed(one) and not one.manifest().judged_from), None)

    def of(self, run_id: str) -> RunFolder | None:
        """The closed run of an id."""
        named = (one for one in self.folders if one.path.name.endswith(f"-{run_id}") and _is_closed(one))
        return next(named, None) if run_id else None

    def follow_up(self, folder: RunFolder | None) -> FollowUp:
        """What people had said up to a run; raises `RunBroken`."""
        if folder is None:
            return FollowUp()
        if folder.path not in self._follow_ups:
            self._follow_ups[folder.path] = folder.care()
        return self._follow_ups[folder.path]

    def said(self, folder: RunFolder | None, finding_id: str, name: str) -> str:
        """What people had said of one field up to a run."""
        return said_in(self.follow_up(folder).care.get(finding_id, NOBODY), name)

    def said_since(self, folder: RunFolder, finding_id: str, name: str) -> Iterator[str]:
        """What was carried over into the runs after one."""
        later = (one for one in self.folders if one.path.name > folder.path.name)
        return (self.said(one, finding_id, name) for one in later)

    def conflict(self, folder: RunFolder, finding_id: str, name: str) -> Conflict | None:
        """The conflict that a run showed of one field."""
        told = (one for one in self.follow_up(folder).conflicts if (one.finding_id, one.field) == (finding_id, name))
        return next(told, None)


def _is_closed(folder: RunFolder) -> bool:
    return folder.manifest().state is not State.RUNNING


def shown_by(folder: RunFolder) -> Shown:
    """What the workbook of a run shows where people fill in; raises `RunBroken`."""
    report = build_report(folder, folder.manifest())
    shown = {row.finding.id: _shown(row) for row in report.findings}
    for change in report.changes:
        shown.setdefault(change.row.finding.id, _shown(change.row))
    return shown


def _shown(row: FindingRow) -> tuple[str, ...]:
    return tuple(written(column.name, column.value(row)) for column in COLUMNS)
