"""Writes the findings as SARIF 2.1.0, for viewers of static analysis and for code scanning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reporter.model.text import visible
from reporter.model.verdicts import Severity, Status
from reporter.report.formats.streams import moment, texts_of, timestamp, write_array
from reporter.report.model import FindingRow, Report
from reporter.report.tables.finding_columns import FINDINGS
from reporter.runs import RuleRecord

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS: Mapping[Severity, str] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
SCORES: Mapping[Severity, str] = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "0.5",
}
"""Scores by which GitHub distinguishes the severities of security rules."""
KINDS: Mapping[Status, str] = {
    Status.FAIL: "fail",
    Status.NOT_ASSESSED: "open",
    Status.MANUAL: "review",
    Status.WAIVED: "fail",
    Status.PASS: "pass",
    Status.NOT_APPLICABLE: "notApplicable",
}
KEPT = ("status", "severity", "account_id", "account_name", "ou", "owner", "region", "reason_code", "missing_action")


def write(report: Report, target: Path) -> None:
    """Write a log with one run, and a result on each line."""
    rules = [rule for rule in report.run.rules if not rule.parameters]
    places = {rule.check_id: place for place, rule in enumerate(rules)}
    results = (_result(row, places[row.finding.check_id]) for row in FINDINGS.rows(report))
    write_array(target, results, _log(report, rules), "results")


def _log(report: Report, rules: list[RuleRecord]) -> dict[str, Any]:
    driver = {
        "name": "aws-compliance-reporter",
        "version": visible(report.run.tool_version),
        "rules": [_rule(rule) for rule in rules],
    }
    invocation = {
        "executionSuccessful": report.summary.complete,
        "startTimeUtc": timestamp(report.run.started),
        "endTimeUtc": timestamp(moment(report)),
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"{visible(report.run.title)}/{visible(report.run.run_id)}"},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "results": [],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: RuleRecord) -> dict[str, Any]:
    severity = Severity(rule.severity)
    return {
        "id": visible(rule.check_id),
        "shortDescription": {"text": visible(rule.title)},
        "fullDescription": {"text": visible(rule.rationale or rule.title)},
        "help": {"text": visible(rule.remediation or rule.title)},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {"security-severity": SCORES[severity], "tags": ["security", visible(rule.service)]},
    }


def _result(row: FindingRow, rule_index: int) -> dict[str, Any]:
    texts = texts_of(row)
    kind = KINDS[row.finding.status]
    return {
        "ruleId": texts["check_id"],
        "ruleIndex": rule_index,
        "kind": kind,
        "level": LEVELS[row.finding.severity] if kind == "fail" else "none",
        "message": {"text": literal(texts["reason"] or texts["title"])},
        "locations": [{"logicalLocations": list(_places(texts))}],
        "partialFingerprints": {"findingId/v1": texts["id"]},
        "suppressions": [{"kind": "external", "justification": texts["waiver"] or "waived"}]
        if row.finding.status is Status.WAIVED
        else [],
        "properties": {name: texts[name] for name in KEPT if texts[name]},
    }


def literal(text: str) -> str:
    """The text as a SARIF message without placeholders or links."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _places(texts: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The resource, or the account if the resource is not known."""
    name = texts["resource"] or texts["account_name"]
    full = texts["arn"] or f"{texts['account_id']}/{texts['region']}"
    part = f"#{texts['part']}" if texts["part"] else ""
    yield {"name": name, "fullyQualifiedName": f"{full}{part}", "kind": "resource"}
