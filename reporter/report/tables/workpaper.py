"""The auditor's test matrix: objective, procedure and result of each requirement."""

from __future__ import annotations

from collections.abc import Iterable

from reporter.model.verdicts import Severity
from reporter.report.model import ControlRow
from reporter.report.tables.columns import SEPARATOR, Column, ColumnKind, Table
from reporter.report.words import RATING_OF, RISKS, STATUSES, counted

RATINGS = tuple(RISKS)


def _procedure(row: ControlRow) -> str:
    ids = SEPARATOR.join(dict.fromkeys(rule.check_id for rule in row.rules))
    steps = [f"Judge every resource in every account by: {ids}." if ids else "No check answers it."]
    if row.not_run:
        steps.append(f"Not run: {SEPARATOR.join(row.not_run)}.")
    if row.requirement.remaining:
        steps.append(f"A person looks at the rest: {row.requirement.remaining}")
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
    return f"{counted(sum(counts.values()), 'finding')}: {figures}." if figures else "Nothing could be assessed."


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
    "The auditor's test matrix: a row for each requirement.",
    (
        Column(
            "control_name",
            "Control Name",
            "What the requirement asks for.",
            44,
            ColumnKind.LONG,
            lambda row: row.requirement.title,
        ),
        Column(
            "control_id",
            "Control ID",
            "The framework's id and the requirement's number.",
            30,
            ColumnKind.TEXT,
            lambda row: f"{row.framework.id} {row.requirement.id}",
        ),
        Column(
            "assessment_procedure", "Assessment Procedure", "What is done to find out.", 46, ColumnKind.LONG, _procedure
        ),
        Column(
            "assessment_objective", "Assessment Objective", "What is to be found out.", 46, ColumnKind.LONG, _objective
        ),
        Column(
            "test_method",
            "Test Method",
            "Test: by checks; examine and interview: by a person.",
            17,
            ColumnKind.TEXT,
            _method,
        ),
        Column(
            "observations", "Observations/Test Results", "What the checks found.", 40, ColumnKind.LONG, _observations
        ),
        Column("evidence", "Evidence", "Where the proof is.", 40, ColumnKind.LONG, _evidence),
        Column(
            "assessment_result", "Assessment Result", "As in Controls.", 16, ColumnKind.STATUS, lambda row: row.result
        ),
        Column(
            "identified_risk",
            "Identified Risk",
            "Why what fails matters.",
            46,
            ColumnKind.LONG,
            lambda row: _joined(rule.rationale for rule in row.failing),
        ),
        Column(
            "likelihood",
            "Likelihood",
            "How likely harm is; people choose it.",
            12,
            ColumnKind.RISK,
            lambda _: None,
            choices=RATINGS,
            fill=True,
        ),
        Column(
            "impact",
            "Impact",
            "How bad it would be: proposed from the gravest failure; people may choose another.",
            12,
            ColumnKind.RISK,
            _impact,
            choices=RATINGS,
            fill=True,
        ),
        Column(
            "risk_exposure",
            "Risk Exposure Level",
            "Both together; people choose it.",
            14,
            ColumnKind.RISK,
            lambda _: None,
            choices=RATINGS,
            fill=True,
        ),
        Column(
            "recommendation",
            "Recommendation for Mitigation",
            "How to mend what fails.",
            46,
            ColumnKind.LONG,
            lambda row: _joined(rule.remediation for rule in row.failing),
        ),
    ),
    lambda report: report.controls,
    "No framework was selected, so there is no requirement to test.",
    frozen=2,
)
