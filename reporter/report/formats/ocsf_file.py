"""Writes the findings as Compliance Findings (class 2003) of the Open Cybersecurity Schema Framework."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from reporter.model.subjects import GLOBAL
from reporter.model.text import visible
from reporter.model.verdicts import Severity, Status
from reporter.report.formats.streams import moment, texts_of, write_array
from reporter.report.model import FindingRow, Report
from reporter.report.tables.finding_columns import FINDINGS

VERSION = "1.5.0"
SEVERITIES: Mapping[Severity, tuple[int, str]] = {
    Severity.CRITICAL: (5, "Critical"),
    Severity.HIGH: (4, "High"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.LOW: (2, "Low"),
    Severity.INFO: (1, "Informational"),
}
STATUSES: Mapping[Status, tuple[int, str]] = {
    Status.FAIL: (3, "Fail"),
    Status.NOT_ASSESSED: (2, "Warning"),
    Status.MANUAL: (99, "Manual"),
    Status.WAIVED: (3, "Fail"),
    Status.PASS: (1, "Pass"),
    Status.NOT_APPLICABLE: (99, "Not applicable"),
}
"""The status of the check; OCSF uses `Warning` for a missing result, and 99 for other values."""
NEW, SUPPRESSED = (1, "New"), (3, "Suppressed")
OURS = ("reason_code", "operation", "missing_action", "part", "owner", "working_status", "waiver", "comment")
"""Columns without a field in OCSF."""


def write(report: Report, target: Path) -> None:
    """Write a JSON array of events."""
    write_array(target, (event(report, row) for row in FINDINGS.rows(report)))


def event(report: Report, row: FindingRow) -> dict[str, Any]:
    """A Compliance Finding with the profile `cloud`."""
    texts = texts_of(row)
    severity_id, severity = SEVERITIES[row.finding.severity]
    status_id, status = SUPPRESSED if row.finding.status is Status.WAIVED else NEW
    return {
        "activity_id": 1,
        "activity_name": "Create",
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": 2003,
        "class_name": "Compliance Finding",
        "type_uid": 200301,
        "type_name": "Compliance Finding: Create",
        "time": _milliseconds(row.account.finished or moment(report)),
        "severity_id": severity_id,
        "severity": severity,
        "status_id": status_id,
        "status": status,
        "status_code": texts["status"],
        "status_detail": texts["reason"],
        "message": texts["title"],
        "metadata": _metadata(report, texts),
        "finding_info": _finding_info(row, texts),
        "compliance": _compliance(row, texts),
        "remediation": {"desc": texts["remediation"]},
        "resources": [_resource(row, texts)],
        "cloud": _cloud(report, texts),
        "unmapped": {name: texts[name] for name in OURS if texts[name]},
    }


def _metadata(report: Report, texts: Mapping[str, str]) -> dict[str, Any]:
    product = {
        "name": "aws-compliance-reporter",
        "vendor_name": "aws-compliance-reporter",
        "version": visible(report.run.tool_version),
    }
    return {
        "version": VERSION,
        "product": product,
        "profiles": ["cloud"],
        "event_code": texts["check_id"],
        "correlation_uid": visible(report.run.run_id),
    }


def _finding_info(row: FindingRow, texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "uid": texts["id"],
        "title": texts["title"],
        "desc": visible(row.rule.rationale),
        "types": ["Compliance"],
        "analytic": {"type_id": 1, "type": "Rule", "uid": texts["check_id"], "name": texts["title"]},
        "first_seen_time": _milliseconds(row.first_seen),
        "last_seen_time": _milliseconds(row.last_seen),
    }


def _compliance(row: FindingRow, texts: Mapping[str, str]) -> dict[str, Any]:
    status_id, status = STATUSES[row.finding.status]
    requirements = [one for one in texts["frameworks"].split("; ") if one]
    check = {
        "uid": texts["check_id"],
        "name": texts["title"],
        "desc": visible(row.rule.rationale),
        "severity": texts["severity"],
        "status_id": status_id,
        "status": status,
    }
    return {
        "control": texts["check_id"],
        "standards": list(dict.fromkeys(one.partition(" ")[0] for one in requirements)),
        "requirements": requirements,
        "status_id": status_id,
        "status": status,
        "checks": [check],
    }


def _resource(row: FindingRow, texts: Mapping[str, str]) -> dict[str, Any]:
    known = {"uid": texts["arn"], "name": texts["resource"], "type": texts["resource_type"]}
    return {
        **{name: text for name, text in known.items() if text},
        "region": texts["region"],
        "cloud_partition": visible(row.account.partition),
    }


def _cloud(report: Report, texts: Mapping[str, str]) -> dict[str, Any]:
    account = {"uid": texts["account_id"], "name": texts["account_name"], "type_id": 10, "type": "AWS Account"}
    organization = {"uid": visible(report.run.organization_id), "ou_name": texts["ou"]}
    region = {} if texts["region"] == GLOBAL else {"region": texts["region"]}
    return {
        "provider": "AWS",
        "account": account,
        "org": {name: text for name, text in organization.items() if text},
        **region,
    }


def _milliseconds(time: datetime) -> int:
    return int(time.timestamp() * 1000)
