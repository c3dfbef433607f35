"""Makes one of what was there and what was typed; where copies do not agree, nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reporter.report.build.measures import group
from reporter.report.follow_up.baseline import Memory, Week
from reporter.report.follow_up.fields import is_understood, said_in, with_text
from reporter.runs import NO_CARE, Care, Conflict, FollowUp, Said


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell that is not what its workbook was made with."""

    finding_id: str
    field: str
    text: str
    place: str
    made_of: Week | None
    """The run of the workbook; None where it is not known any more."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Takes over what is agreed on, and tells what is not."""

    memory: Memory
    previous: Week | None
    """The run whose follow-up goes on."""

    def settle(self, edits: Iterable[Edit]) -> FollowUp:
        """What holds from now on."""
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
        """Each different value once, with the place where it stands; empty where nothing is new."""
        live = self._newest_if_it_told_of_the_conflict([edit for edit in edits if not self._is_old(edit, now)])
        places = {edit.text: edit.place for edit in reversed(live)}
        if self.previous and any(self._moved(edit, now) for edit in live):
            places.setdefault(now, f"run {self.previous.folder.path.name}")
        return [Said(text, place) for text, place in sorted(places.items())]

    def _is_old(self, edit: Edit, now: str) -> bool:
        """Whether it was taken over or decided against; a copy that nobody threw away says it again every week."""
        if edit.made_of is None:
            return edit.text in ("", now)
        place = edit.made_of, edit.finding_id, edit.field
        return edit.text in self.memory.said_since(*place) or self.memory.was_settled(*place, edit.text)

    def _moved(self, edit: Edit, now: str) -> bool:
        """Whether somebody else said something since the workbook was made; whoever typed did not know it."""
        then = self.memory.said(edit.made_of, edit.finding_id, edit.field)
        return now not in (then, edit.text)

    def _newest_if_it_told_of_the_conflict(self, edits: list[Edit]) -> list[Edit]:
        """Who types into a workbook that shows a conflict has settled it, whatever the older copies say."""
        newest = max((edit.made_of.number for edit in edits if edit.made_of), default=None)
        settling = [
            edit
            for edit in edits
            if edit.made_of
            and edit.made_of.number == newest
            and self.memory.conflict(edit.made_of, edit.finding_id, edit.field)
        ]
        return settling or edits
