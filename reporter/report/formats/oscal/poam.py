"""Writes the plan of action and milestones: an item for each check that fails in an account, and each waiver of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from reporter.report.build.audit import ResourceRow, WeaknessRow
from reporter.report.formats.oscal import parts
from reporter.report.formats.oscal.risks import risk, risk_uuid, since
from reporter.report.formats.oscal.texts import FEDRAMP, OURS, line, present, prop, props, uuid_of, value
from reporter.report.formats.streams import Members, timestamp, write_members
from reporter.report.model import Report
from reporter.report.tables.poam import POAM, agreement, poam_id
from reporter.report.words import counted
from reporter.runs import WaiverRecord

TITLE = "Plan of action and milestones"


def write(report: Report, target: Path) -> None:
    """Write an OSCAL plan-of-action-and-milestones document."""
    rows = POAM.rows(report)
    document = Members(
        {
            "uuid": uuid_of("poam", report.run.run_id, report.part),
            "metadata": parts.metadata(report, TITLE, _people(report, rows)),
            "system-id": _system(report),
            "local-definitions": _definitions(report, rows),
            "observations": chain.from_iterable(map(_observations, rows)),
            "risks": map(risk, rows),
            "poam-items": map(_item, rows) if rows else iter([_nothing(report)]),
            "back-matter": parts.evidence(report),
        }
    )
    write_members(target, Members({"plan-of-action-and-milestones": document}))


def _people(report: Report, rows: Iterable[WeaknessRow]) -> Iterator[str]:
    """The owners of accounts and failures, and those who requested and approved waivers."""
    yield from (account.owner for account in report.run.accounts)
    for row in rows:
        yield from row.owners
        if row.waiver:
            yield from (row.waiver.owner, row.waiver.approver)


def _system(report: Report) -> dict[str, str]:
    """The organisation; a UUID for the accounts where it is not known."""
    known = value(report.run.organization_id)
    if known:
        return {"identifier-type": OURS, "id": known}
    return {"identifier-type": "http://ietf.org/rfc/rfc4122", "id": uuid_of("system", *parts.scope(report))}


def _definitions(report: Report, rows: Iterable[WeaknessRow]) -> Members:
    run = report.run
    return Members(
        {
            "components": (parts.account_component(account, run.run_id) for account in run.accounts),
            "inventory-items": map(parts.inventory_item, _resources(rows)),
            "assessment-assets": parts.assets(report),
        }
    )


def _resources(rows: Iterable[WeaknessRow]) -> Iterator[ResourceRow]:
    """The resources that weaknesses name, each once."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        for arn in row.assets:
            if arn and (row.account.id, arn) not in seen:
                seen.add((row.account.id, arn))
                yield ResourceRow(account=row.account, arn=arn, resource_type=row.rule.resource_type)


def _observations(row: WeaknessRow) -> Iterator[dict[str, Any]]:
    """What the check found, and why a waiver accepts it."""
    more = f"{row.more_assets:,} more resources are in the assessment results." if row.more_assets else ""
    found = {
        "uuid": uuid_of("weakness", poam_id(row)),
        "title": line(row.rule.title),
        "description": line(_found(row)),
        "props": props({"check-id": row.rule.check_id, "account-id": row.account.id, "last-seen": timestamp(row.seen)}),
        "methods": ["TEST"],
        "types": ["finding"],
        "origins": [parts.ORIGIN],
        "subjects": [parts.subject(row.account.id, arn, arn) for arn in row.assets],
        "collected": timestamp(row.detected),
        "remarks": more,
    }
    yield present(found)
    if row.waiver:
        yield _deviation(row, row.waiver)


def _found(row: WeaknessRow) -> str:
    return f"{counted(row.failing, 'finding')} about {counted(row.resources, 'resource')} in account {row.account.id}"


def _deviation(row: WeaknessRow, waiver: WaiverRecord) -> dict[str, Any]:
    return {
        "uuid": uuid_of("deviation", poam_id(row)),
        "title": line(f"Waiver {waiver.id}"),
        "description": line(waiver.reason),
        "props": props({"waiver": waiver.id, "ticket": waiver.ticket, "scope": waiver.scope.described}),
        "methods": ["EXAMINE"],
        "types": [waiver.kind],
        "collected": since(waiver) or timestamp(row.detected),
    }


def _item(row: WeaknessRow) -> dict[str, Any]:
    named = props({"check-id": row.rule.check_id, "account-id": row.account.id, "waiver": row.waived_by})
    observations = [uuid_of("weakness", poam_id(row)), *([uuid_of("deviation", poam_id(row))] if row.waiver else [])]
    item = {
        "uuid": uuid_of("poam-item", poam_id(row)),
        "title": line(row.rule.failure),
        "description": line(f"{row.rule.title}. {row.rule.rationale}"),
        "props": [prop("POAM-ID", poam_id(row), FEDRAMP), *named],
        "origins": [parts.ORIGIN],
        "related-observations": [{"observation-uuid": uuid} for uuid in observations],
        "related-risks": [{"risk-uuid": risk_uuid(row)}],
        "remarks": line(agreement(row) or "", ""),
    }
    return present(item)


def _nothing(report: Report) -> dict[str, Any]:
    """An item that says that there is nothing to plan for, since OSCAL does not allow an empty plan."""
    return {
        "uuid": uuid_of("nothing", *parts.scope(report)),
        "title": POAM.if_empty,
        "description": line(report.summary.headline),
        "origins": [parts.ORIGIN],
    }
