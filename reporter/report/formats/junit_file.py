"""Writes the findings as JUnit XML, for build servers: each finding is a test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from reporter.model.text import visible
from reporter.model.verdicts import Status
from reporter.report.formats.streams import texts_of
from reporter.report.model import FindingRow, Report
from reporter.report.tables.finding_columns import FINDINGS
from reporter.report.words import STATUSES

OUTCOMES: Mapping[Status, str] = {
    Status.FAIL: "failure",
    Status.NOT_ASSESSED: "error",
    Status.MANUAL: "skipped",
    Status.WAIVED: "skipped",
    Status.NOT_APPLICABLE: "skipped",
}
"""NOT_ASSESSED is an error: a build with unassessed findings must not pass."""


def write(report: Report, target: Path) -> None:
    """Write one test suite with a test for each finding."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(f"<testsuites{_attributes(_totals(report))}>\n")
        file.write(f"<testsuite{_attributes({**_totals(report), 'timestamp': _started(report)})}>\n")
        file.writelines(_case(row) for row in FINDINGS.rows(report))
        file.write("</testsuite>\n</testsuites>\n")


def _totals(report: Report) -> dict[str, str]:
    counts = report.summary.tally.by_status
    skipped = sum(counts[status] for status, outcome in OUTCOMES.items() if outcome == "skipped")
    return {
        "name": visible(report.run.title),
        "tests": str(sum(counts.values())),
        "failures": str(counts[Status.FAIL]),
        "errors": str(counts[Status.NOT_ASSESSED]),
        "skipped": str(skipped),
        "time": f"{((report.run.finished or report.run.started) - report.run.started).total_seconds():.0f}",
    }


def _started(report: Report) -> str:
    return f"{report.run.started:%Y-%m-%dT%H:%M:%S}"


def _case(row: FindingRow) -> str:
    texts = texts_of(row)
    part = f"#{texts['part']}" if texts["part"] else ""
    name = " ".join(filter(None, (texts["account_name"], texts["region"], f"{texts['arn']}{part}")))
    opening = f"<testcase{_attributes({'classname': texts['check_id'], 'name': name, 'time': '0'})}"
    outcome = OUTCOMES.get(row.finding.status)
    if not outcome:
        return f"{opening}/>\n"
    message = f"{STATUSES[row.finding.status].title}: {texts['reason']}" if outcome == "skipped" else texts["reason"]
    attributes = {"type": texts["reason_code"] or texts["severity"], "message": message}
    return f"{opening}><{outcome}{_attributes(attributes)}/></testcase>\n"


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())
