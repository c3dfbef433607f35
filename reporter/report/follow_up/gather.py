"""Combines the follow-up of the last run with what was typed into workbooks since."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from reporter.model.errors import UserError
from reporter.report.follow_up.baseline import Memory, Shown, Week, shown_by
from reporter.report.follow_up.fields import FIELDS
from reporter.report.follow_up.places import Fetch, Source, workbooks_in
from reporter.report.follow_up.settle import Edit, Settlement
from reporter.report.follow_up.workbook import FollowUpCell, WorkbookRefused, opened
from reporter.runs import Conflict, FollowUp, Reading, Said, digest

POSITIONS = {name: position for position, name in enumerate(FIELDS)}
TYPED = 20_000_000
"""Maximum characters in the changed cells of a workbook."""
FINDING_ID = re.compile(r"[0-9a-f]{32}")


def gather(places: Iterable[str], runs: Path, fetch: Fetch) -> FollowUp:
    """The follow-up for a run that begins now; raises `UserError` with all workbooks that cannot be read."""
    memory = Memory.under(runs)
    desk = _Desk(memory, memory.newest())
    problems = []
    for source in workbooks_in(places, fetch):
        try:
            desk.read(source)
        except WorkbookRefused as error:
            problems.append(str(error))
    if problems:
        raise UserError("\n".join(problems))
    settled = Settlement(memory, desk.previous).settle(desk.edits)
    conflicts = (*settled.conflicts, *desk.strays)
    return replace(settled, conflicts=conflicts, workbooks=tuple(desk.readings), unread=tuple(memory.unread))


@dataclass(slots=True)
class _Desk:
    """Compares workbooks with what they were made with."""

    memory: Memory
    previous: Week | None
    edits: list[Edit] = field(default_factory=list)
    strays: list[Conflict] = field(default_factory=list)
    """Cells in rows without a finding id."""
    readings: list[Reading] = field(default_factory=list)
    _shown: dict[int, Shown] = field(default_factory=dict)

    def read(self, source: Source) -> None:
        """Collect the edits in a workbook; raises `WorkbookRefused`."""
        with opened(source) as copy:
            made_of = self.memory.of(copy.run_id)
            base = made_of or self.memory.last_shown()
            shown = self._shown_by(base)
            before, typed = len(self.edits), 0
            for cell in copy.cells():
                is_finding = FINDING_ID.fullmatch(cell.finding_id) is not None
                if is_finding and cell.text == self._baseline(shown, base, cell):
                    continue
                typed += len(cell.text)
                if typed > TYPED:
                    raise WorkbookRefused(f"{source.file} is not read, for it has {TYPED:,} characters more than ours")
                if is_finding:
                    self.edits.append(Edit(cell.finding_id, cell.field, cell.text, cell.place, made_of))
                else:
                    self.strays += _stray(cell)
            edits = len(self.edits) - before
        self.readings.append(
            Reading(source=source.name, sha256=digest(source.file.resolve()), run_id=copy.run_id, edits=edits)
        )

    def _shown_by(self, week: Week | None) -> Shown:
        if week is None:
            return {}
        if week.number not in self._shown:
            self._shown[week.number] = shown_by(week)
        return self._shown[week.number]

    def _baseline(self, shown: Shown, base: Week | None, cell: FollowUpCell) -> str:
        if cell.finding_id in shown:
            return shown[cell.finding_id][POSITIONS[cell.field]]
        return self.memory.said(base, cell.finding_id, cell.field)


def _stray(cell: FollowUpCell) -> list[Conflict]:
    if not cell.text:
        return []
    return [Conflict(finding_id=cell.finding_id, field=cell.field, kept="", said=(Said(cell.text, cell.place),))]
