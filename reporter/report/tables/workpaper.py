"""The auditor's test matrix: objective, procedure and result of each requirement."""

from __future__ import annotations

from collections.abc import Iterable

from reporter.model.verdicts import Severity
from reporter.report.model import ControlRow
from reporter.report.tables.columns import SEPARATOR, Column, ColumnKind, Table
from reporter.report.words import RATING_OF, RISKS, STATUSES, counted

RATINGS = tuple(RISKS)


NO_CHECK = "no check yet for "
"""How a framework names the checks that are still to be written."""


def left_to_a_person(row: ControlRow) -> str:
    """What the checks of a requirement do not cover; empty where they cover nothing."""
    left = row.requirement.remaining
    if not left.startswith(NO_CHECK):
        return left
    return "What the checks do not cover." if row.requirement.answers else ""


def _procedure(row: ControlRow) -> str:
    ids = SEPARATOR.join(dict.fromkeys(rule.check_id for rule in row.rules))
    steps = [
        f"Evaluate every resource in every account with: {ids}." if ids else "Not automated: a person must assess it."
    ]
    if row.not_run:
        steps.append(f"Not run: {SEPARATOR.join(row.not_run)}.")
    if left := left_to_a_person(row):
        steps.append(f"To be assessed by a person: {left}")
    return " ".join(steps)


def _objective(row: ControlRow) -> str:
    titles = "; ".join(dict.fromkeys(rule.title for rule in row.rules))
    return f"Determine whether this requirement is met: {titles or row.requirement.title}"


def _method(row: ControlRow) -> str:
    if not row.rules:
        return "Examine, interview"
    return "Test, examine" if row.requirement.remaining or row.not_run else "Test"


def _observations(row: ControlRow) -> str:
    if not row.rules:
        return "Not tested by this run."
    counts = {status: count for status, count in row.tally.by_status.items() if count}
    figures = ", ".join(f"{count:,} {STATUSES[status].title.lower()}" for status, count in counts.items())
    return f"{counted(sum(counts.values()), 'finding')}: {figures}." if figures else "Nothing could be evaluated."


def _evidence(row: ControlRow) -> str:
    ids = SEPARATOR.join(dict.fromkeys(rule.check_id for rule in row.rules))
    return f"Sheet Findings, filtered by {ids}; sheet Evidence" if ids else ""


def _impact(row: ControlRow) -> str | None:
    worst = min((severity.rank for severity in Severity if row.tally.failing[severity]), default=None)
    return None if worst is None else RATING_OF[list(Severity)[worst]]


def _joined(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(texts))


WORKPAPER: Table[ControlRow] = Table(
    "workpaper",
    "Workpaper",
    "The auditor's test matrix: a row for each requirement; failing first, not automated folded at the end.",
    (
        Column(
            "control_name",
            "Control Name",
            "What the requirement applies to.",
            36,
            ColumnKind.LONG,
            lambda row: row.requirement.title,
        ),
        Column(
            "control_id",
            "Control ID",
            "The framework's id and the requirement's number.",
            22,
            ColumnKind.TEXT,
            lambda row: f"{row.framework.id} {row.requirement.id}",
        ),
        Column(
            "assessment_procedure",
            "Assessment Procedure",
            "How the requirement is tested.",
            34,
            ColumnKind.LONG,
            _procedure,
        ),
        Column(
            "assessment_objective",
            "Assessment Objective",
            "What the test should determine.",
            36,
            ColumnKind.LONG,
            _objective,
        ),
        Column(
            "test_method",
            "Test Method",
            "Test: by checks; examine and interview: by a person.",
            12,
            ColumnKind.TEXT,
            _method,
        ),
        Column(
            "observations", "Observations/Test Results", "What the checks found.", 34, ColumnKind.LONG, _observations
        ),
        Column("evidence", "Evidence", "Where the evidence is.", 30, ColumnKind.LONG, _evidence),
        Column(
            "assessment_result", "Assessment Result", "As in Controls.", 14, ColumnKind.STATUS, lambda row: row.result
        ),
        Column(
            "identified_risk",
            "Identified Risk",
            "What can happen because of the failures.",
            38,
            ColumnKind.LONG,
            lambda row: _joined(rule.rationale for rule in row.failing),
        ),
        Column(
            "likelihood",
            "Likelihood",
            "How likely harm is; to be chosen.",
            12,
            ColumnKind.RISK,
            lambda _: None,
            choices=RATINGS,
            fill=True,
        ),
        Column(
            "impact",
            "Impact",
            "How severe it would be: proposed from the most severe failure; another may be chosen.",
            9,
            ColumnKind.RISK,
            _impact,
            choices=RATINGS,
            fill=True,
        ),
        Column(
            "risk_exposure",
            "Risk Exposure Level",
            "Likelihood and impact together; to be chosen.",
            11,
            ColumnKind.RISK,
            lambda _: None,
            choices=RATINGS,
            fill=True,
        ),
        Column(
            "recommendation",
            "Recommendation for Mitigation",
            "How to fix the failures.",
            42,
            ColumnKind.LONG,
            lambda row: _joined(rule.remediation for rule in row.failing),
        ),
    ),
    lambda report: report.controls,
    "No framework was selected, so there is no requirement to test.",
    frozen=2,
)
