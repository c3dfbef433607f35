"""The cells of a workbook as it was made: only a cell that differs from these is an edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from reporter.report.build.build import build_report
from reporter.report.follow_up.fields import FIELDS, said_in, written
from reporter.report.model import FindingRow
from reporter.report.tables.findings_sheet import FINDINGS_SHEET
from reporter.runs import FINDINGS, NO_CARE, Conflict, FollowUp, Manifest, RunFolder, State
from reporter.runs.history import Run, is_whole, runs_in

Shown = Mapping[str, tuple[str, ...]]
"""By finding id: the texts of its workbook in the columns of `FIELDS`."""
COLUMNS = [column for column in FINDINGS_SHEET.columns if column.name in FIELDS]


@dataclass(frozen=True, slots=True)
class Week:
    """An earlier run with its number."""

    number: int
    folder: RunFolder
    manifest: Manifest


@dataclass(slots=True)
class Memory:
    """The earlier runs in a folder, and the follow-up that each began with."""

    weeks: tuple[Week, ...]
    """Oldest first; runs that were judged again are included, since a workbook may be made from them."""
    unread: dict[str, None] = field(default_factory=dict)
    """What could not be read of the follow-ups: a sentence each, in the order of discovery."""
    _follow_ups: dict[int, FollowUp] = field(default_factory=dict)

    @classmethod
    def under(cls, runs: Path) -> Memory:
        """The closed runs in a folder; broken runs are named in `unread`."""
        found, broken = runs_in(runs)
        closed = [run for run in found if run.manifest.state is not State.RUNNING]
        closed.sort(key=lambda run: (run.manifest.started, run.manifest.judged_from == "", run.manifest.run_id))
        weeks = tuple(Week(number, run.folder, run.manifest) for number, run in enumerate(closed))
        return cls(weeks, dict.fromkeys(str(error).replace(f"{runs}/", "") for error in broken))

    def newest(self) -> Week | None:
        """The last run that read AWS."""
        return next((week for week in reversed(self.weeks) if not week.manifest.judged_from), None)

    def of(self, run_id: str) -> Week | None:
        """The run with an id, if its findings are undamaged."""
        return next((week for week in self.weeks if week.manifest.run_id == run_id and self._is_whole(week)), None)

    def last_shown(self) -> Week | None:
        """The last run that read AWS and whose findings are undamaged."""
        asked = (week for week in reversed(self.weeks) if not week.manifest.judged_from)
        return next((week for week in asked if self._is_whole(week)), None)

    def _is_whole(self, week: Week) -> bool:
        whole = is_whole(Run(week.folder, week.manifest))
        if not whole:
            self.unread[f"{week.folder.path.name}/{FINDINGS} is missing, or is not what the run wrote"] = None
        return whole

    def follow_up(self, week: Week | None) -> FollowUp:
        """The follow-up that a run began with."""
        if week is None:
            return FollowUp()
        if week.number not in self._follow_ups:
            self._follow_ups[week.number] = self._completed(week)
        return self._follow_ups[week.number]

    def _completed(self, week: Week) -> FollowUp:
        """The follow-up of a run, completed from earlier runs if it or its sources were damaged."""
        own = week.folder.follow_up()
        care = dict(own.care)
        for each in reversed(self.weeks[: week.number + 1]):
            said = own if each is week else each.folder.follow_up()
            self.unread |= dict.fromkeys(_damages(each, said))
            care = {**said.care, **care}
            if not said.unread:
                break
        return replace(own, care=care)

    def said(self, week: Week | None, finding_id: str, name: str) -> str:
        """The follow-up text of one field, as a run began with it."""
        return said_in(self.follow_up(week).care.get(finding_id, NO_CARE), name)

    def said_since(self, week: Week, finding_id: str, name: str) -> Iterator[str]:
        """The follow-up texts of one field in all later runs."""
        return (self.said(later, finding_id, name) for later in self.weeks[week.number + 1 :])

    def conflict(self, week: Week, finding_id: str, name: str) -> Conflict | None:
        """The conflict about one field that the workbook of a run showed; None if there was none."""
        conflicts = (one for one in self.follow_up(week).conflicts if (one.finding_id, one.field) == (finding_id, name))
        return next(conflicts, None)

    def was_settled(self, week: Week, finding_id: str, name: str, text: str) -> bool:
        """Whether a later run showed a text in a conflict, and an edit then settled that conflict."""
        for later in self.weeks[week.number + 1 :]:
            conflict = self.conflict(later, finding_id, name)
            if conflict and text in (said.value for said in conflict.said):
                return any(now != conflict.kept for now in self.said_since(later, finding_id, name))
        return False


def _damages(week: Week, said: FollowUp) -> list[str]:
    """The damages of a run itself; other sentences are about other runs."""
    return [sentence for sentence in said.unread if sentence.startswith(f"{week.folder.path.name}/")]


def shown_by(week: Week) -> Shown:
    """The texts that the workbook of a run shows in the columns that people fill in."""
    report = build_report(week.folder, week.manifest)
    shown = {row.finding.id: _shown(row) for row in report.findings}
    for change in report.changes:
        shown.setdefault(change.row.finding.id, _shown(change.row))
    return shown


def _shown(row: FindingRow) -> tuple[str, ...]:
    return tuple(written(column.name, column.value(row)) for column in COLUMNS)
