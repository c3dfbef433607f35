"""The risk of a weakness: its rating and status, its due date, how to fix it, and the waiver that accepts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reporter.report.build.audit import WeaknessRow
from reporter.report.formats.oscal.controls import control_id
from reporter.report.formats.oscal.parts import APPROVER, ORIGIN, party_uuid, responsible
from reporter.report.formats.oscal.texts import FEDRAMP, OURS, YEARS, end_of, line, present, prop, props, uuid_of, value
from reporter.report.formats.streams import timestamp
from reporter.report.tables.poam import NIST, agreement, completion, nist_controls, poam_id
from reporter.report.words import RATING_OF
from reporter.runs import WaiverRecord

SYSTEM = "http://csrc.nist.gov/ns/oscal"
"""The system of NIST's own ratings."""
NO_ID = "waived"
"""What a row says in the place of the id of a waiver that the run does not name."""


def risk_uuid(row: WeaknessRow) -> str:
    """The UUID of the risk of a weakness; the same in every run."""
    return uuid_of("risk", poam_id(row))


def since(waiver: WaiverRecord) -> str:
    """When a waiver began; empty if it has no start."""
    starts = waiver.starts
    return f"{starts:%Y-%m-%d}T00:00:00Z" if starts and starts.year in YEARS else ""


def risk(row: WeaknessRow) -> dict[str, Any]:
    """The risk of a weakness: open, or a deviation that was approved."""
    return present(
        {
            "uuid": risk_uuid(row),
            "title": line(row.rule.failure),
            "description": line(row.rule.rationale or row.rule.title),
            "statement": line(row.rule.rationale or row.rule.title),
            "props": list(_properties(row)),
            "status": "deviation-approved" if row.waived_by else "open",
            "origins": [ORIGIN],
            "characterizations": [{"origin": ORIGIN, "facets": _facets(row)}],
            "deadline": end_of(completion(row)),
            "remediations": list(_responses(row)),
            "risk-log": {"entries": [_approval(row)]} if row.waived_by else {},
            "related-observations": [{"observation-uuid": uuid_of("weakness", poam_id(row))}],
        }
    )


def _properties(row: WeaknessRow) -> Iterator[dict[str, Any]]:
    for control in nist_controls(row):
        yield prop("impacted-control-id", control_id(NIST, control), FEDRAMP)
    if row.waiver:
        yield prop(row.waiver.kind, "approved", FEDRAMP)
    day = completion(row)
    named = {"requirements": row.requirements, "scheduled-completion-date": day or "", "waiver": row.waived_by}
    yield from props(named)


def _facets(row: WeaknessRow) -> list[dict[str, Any]]:
    rating = {"name": "risk", "system": SYSTEM, "value": RATING_OF[row.severity].lower()}
    severity = {"name": "severity", "system": OURS, "value": str(row.severity)}
    return [{**rating, "props": [prop("state", "initial", ns="")]}, severity]


def _responses(row: WeaknessRow) -> Iterator[dict[str, Any]]:
    """How to fix it, and until when: both stand for a failure, and the first alone for a waiver."""
    yield {
        "uuid": uuid_of("recommendation", poam_id(row)),
        "lifecycle": "recommendation",
        "title": "How to fix it",
        "description": line(row.rule.remediation),
        "origins": [ORIGIN],
    }
    day = end_of(completion(row))
    if day and not row.waived_by:
        yield _plan(row, day)


def _plan(row: WeaknessRow, day: str) -> dict[str, Any]:
    owners = [{"type": "party", "actor-uuid": party_uuid(owner)} for owner in row.owners if value(owner)]
    task = {
        "uuid": uuid_of("milestone", poam_id(row)),
        "type": "milestone",
        "title": "Fixed",
        "timing": {"on-date": {"date": day}},
        "responsible-roles": responsible(row.owners),
    }
    return present(
        {
            "uuid": uuid_of("plan", poam_id(row)),
            "lifecycle": "planned",
            "title": "Fix by the due date",
            "description": line(row.rule.remediation),
            "origins": [{"actors": owners}] if owners else [],
            "tasks": [present(task)],
        }
    )


def _approval(row: WeaknessRow) -> dict[str, Any]:
    """The entry that accepts the risk; what only the record of the waiver says is left out where there is none."""
    waiver = row.waiver
    return present(
        {
            "uuid": uuid_of("approval", poam_id(row)),
            "title": line("Waiver without an id" if row.waived_by == NO_ID else f"Waiver {row.waived_by}"),
            "description": line(agreement(row) or "Waived; the run has no record of the waiver."),
            "start": (since(waiver) if waiver else "") or timestamp(row.detected),
            "end": end_of(waiver.expires) if waiver else "",
            "logged-by": _approvers(waiver) if waiver else [],
            "status-change": "deviation-approved",
        }
    )


def _approvers(waiver: WaiverRecord) -> list[dict[str, str]]:
    return [{"party-uuid": party_uuid(waiver.approver), "role-id": APPROVER}] if value(waiver.approver) else []
