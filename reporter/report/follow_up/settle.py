"""Combines the follow-up with edits; where workbooks contradict each other, the value stays and a conflict is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reporter.report.build.measures import group
from reporter.report.follow_up.baseline import Memory, Week
from reporter.report.follow_up.fields import is_understood, said_in, with_text
from reporter.runs import NO_CARE, Care, Conflict, FollowUp, Said


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell that differs from its workbook as it was made."""

    finding_id: str
    field: str
    text: str
    place: str
    made_of: Week | None
    """The run that the workbook was made from; None if not known any more."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Accepts the edits that agree, and returns the others as conflicts."""

    memory: Memory
    previous: Week | None
    """The run whose follow-up is continued."""

    def settle(self, edits: Iterable[Edit]) -> FollowUp:
        """The follow-up after the edits, with conflicts."""
        care: dict[str, Care] = dict(self.memory.follow_up(self.previous).care)
        conflicts = []
        for (finding_id, field), some in sorted(group(edits, lambda edit: (edit.finding_id, edit.field)).items()):
            before = care.get(finding_id, NO_CARE)
            said = self._said(some, now=said_in(before, field))
            if len(said) == 1 and is_understood(field, said[0].value):
                care[finding_id] = with_text(before, field, said[0].value)
            elif said:
                kept = said_in(before, field)
                conflicts.append(Conflict(finding_id=finding_id, field=field, kept=kept, said=tuple(said)))
        kept_care = {finding_id: one for finding_id, one in sorted(care.items()) if one != NO_CARE}
        return FollowUp(care=kept_care, conflicts=tuple(conflicts))

    def _said(self, edits: list[Edit], now: str) -> list[Said]:
        """The distinct new values with their sources; empty if nothing is new."""
        live = self._settling([edit for edit in edits if not self._is_old(edit, now)])
        places = {edit.text: edit.place for edit in reversed(live)}
        if self.previous and any(self._moved(edit, now) for edit in live):
            places.setdefault(now, f"run {self.previous.folder.path.name}")
        return [Said(text, place) for text, place in sorted(places.items())]

    def _is_old(self, edit: Edit, now: str) -> bool:
        """Whether the edit was accepted or rejected before: an old workbook repeats its edits every week."""
        if edit.made_of is None:
            return edit.text in ("", now)
        place = edit.made_of, edit.finding_id, edit.field
        return edit.text in self.memory.said_since(*place) or self.memory.was_settled(*place, edit.text)

    def _moved(self, edit: Edit, now: str) -> bool:
        """Whether the value changed since the workbook was made, so that its editor did not know it."""
        then = self.memory.said(edit.made_of, edit.finding_id, edit.field)
        return now not in (then, edit.text)

    def _settling(self, edits: list[Edit]) -> list[Edit]:
        """The edits in the newest workbook that showed the conflict, since they settle it; else all edits."""
        newest = max((edit.made_of.number for edit in edits if edit.made_of), default=None)
        settling = [
            edit
            for edit in edits
            if edit.made_of
            and edit.made_of.number == newest
            and self.memory.conflict(edit.made_of, edit.finding_id, edit.field)
        ]
        return settling or edits
