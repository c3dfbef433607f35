"""The last lines of a scan: score and coverage, why something is missing, where to look, and the exit code."""

from __future__ import annotations

from collections.abc import Iterator

from reporter.cli.exits import COMPLETE, FINDINGS, exit_code
from reporter.cli.tables import print_paragraph
from reporter.config.settings import Settings
from reporter.model.verdicts import Severity, Status
from reporter.report.build.cut import WHOLE
from reporter.report.build.part import Part, part_of
from reporter.report.build.trend import point
from reporter.report.tables.columns import ColumnKind, show
from reporter.report.words import REASONS, counted
from reporter.runs.findings_view import opened
from reporter.scan import Outcome

CAUSES = 3
"""The number of causes that are shown."""
BY_REASON = """
    SELECT reason_code, count(*) AS findings FROM findings
    WHERE status = $status AND parameters = '' GROUP BY reason_code ORDER BY findings DESC, reason_code
"""


def print_closing(outcome: Outcome, settings: Settings, fail_on: Severity | None) -> int:
    """The exit code of a scan, with what it means; printed below its score, its coverage and its largest causes."""
    part = part_of(outcome.folder, outcome.manifest, WHOLE)
    print_paragraph(_figures(part))
    if not outcome.complete:
        for line in _causes(part):
            print_paragraph(line)
        print_paragraph(
            f"Where to look: sheet Coverage of the workbook; `reporter doctor{settings.option}` shows causes and fixes."
        )
    code = exit_code(outcome, fail_on)
    if code != COMPLETE:
        print_paragraph(f"Exit code {code}: {_meaning(code, fail_on)}.")
    return code


def _figures(part: Part) -> str:
    numbers = point(part)
    covered = show(ColumnKind.PERCENT, numbers.coverage)
    if numbers.score is None:
        return f"Score: none, as too little could be evaluated. Coverage: {covered}."
    return f"Score: {show(ColumnKind.PERCENT, numbers.score)}. Coverage: {covered}."


def _causes(part: Part) -> Iterator[str]:
    """A line for each of the largest causes, and one for the number of the others."""
    with opened(part.extract) as connection:
        found = connection.execute(BY_REASON, {"status": str(Status.NOT_ASSESSED)}).fetchall()
    for reason, findings in found[:CAUSES]:
        word = REASONS[reason]
        yield f"{counted(findings, 'finding')} not assessed: {word.title} ({reason}). {word.meaning}"
    if others := len(found[CAUSES:]):
        yield f"{counted(others, 'other cause')} not shown."


def _meaning(code: int, fail_on: Severity | None) -> str:
    if code == FINDINGS:
        return f"something of severity {fail_on} or above fails"
    return "the scan ended, and something could not be assessed; what is missing is no pass"
