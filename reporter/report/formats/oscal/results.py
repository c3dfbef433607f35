"""Writes the assessment results: observations by check, and a finding for each requirement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reporter.report.formats.oscal import parts
from reporter.report.formats.oscal.controls import findings, reviewed_controls
from reporter.report.formats.oscal.observations import Observations
from reporter.report.formats.oscal.texts import line, present, props, uuid_of
from reporter.report.formats.streams import Members, timestamp, write_members
from reporter.report.model import Report
from reporter.runs import MANIFEST

TITLE = "Assessment results"


def write(report: Report, target: Path) -> None:
    """Write an OSCAL assessment-results document with one result."""
    run_id = report.run.run_id
    plan = {"href": f"#{parts.evidence_uuid(run_id, MANIFEST)}", "remarks": "What was assessed is said by the run."}
    document = Members(
        {
            "uuid": uuid_of("assessment-results", run_id, report.part),
            "metadata": parts.metadata(report, TITLE, (account.owner for account in report.run.accounts)),
            "import-ap": plan,
            "results": iter([_result(report)]),
            "back-matter": parts.evidence(report),
        }
    )
    write_members(target, Members({"assessment-results": document}))


def _result(report: Report) -> Members:
    run, observations = report.run, Observations(report)
    head = {
        "uuid": uuid_of("result", run.run_id, report.part),
        "title": line(run.title),
        "description": line(report.summary.headline),
        "start": timestamp(run.started),
        "end": timestamp(run.finished) if run.finished else "",
        "props": props(_figures(report)),
    }
    return Members(
        {
            **present(head),
            "local-definitions": _definitions(report),
            "reviewed-controls": reviewed_controls(report),
            "observations": iter(observations),
            "findings": findings(report, observations.written),
        }
    )


def _definitions(report: Report) -> Members:
    run = report.run
    components = (parts.account_component(account, run.run_id) for account in run.accounts)
    return Members(
        {
            "components": components,
            "inventory-items": map(parts.inventory_item, report.resources),
            "assessment-assets": parts.assets(report),
        }
    )


def _figures(report: Report) -> dict[str, Any]:
    summary = report.summary
    counts = {f"findings-{status.lower()}": count for status, count in summary.tally.by_status.items()}
    return {
        "complete": "yes" if summary.complete else "no",
        "score": _percent(summary.score),
        "coverage": _percent(summary.coverage),
        "accounts-scanned": summary.scanned,
        "accounts-unreachable": summary.unreachable,
        "accounts-not-scanned": summary.not_scanned,
        "accounts-left-out": summary.left_out,
        **counts,
        "organization-id": report.run.organization_id,
        "caller-arn": report.run.caller_arn,
        "rules-hash": report.rules_hash,
    }


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1f}"
