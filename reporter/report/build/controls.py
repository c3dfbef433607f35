"""Computes the result of each requirement of a framework from the findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from reporter.model.verdicts import Status
from reporter.report.build.measures import group, tally
from reporter.report.model import NOT_AUTOMATED, Cell, ControlRow
from reporter.runs import AnswerRecord, FrameworkRecord, Manifest, RequirementRecord, RuleRecord


def control_rows(manifest: Manifest, cells: Iterable[Cell]) -> tuple[ControlRow, ...]:
    """Every requirement of every framework, in the order of the framework."""
    by_answer = group(cells, lambda cell: AnswerRecord(check_id=cell.check_id, parameters=cell.parameters))
    rules = {AnswerRecord(check_id=rule.check_id, parameters=rule.parameters): rule for rule in manifest.rules}
    return tuple(
        _control_row(framework, requirement, by_answer, rules)
        for framework in manifest.frameworks
        for requirement in framework.requirements
    )


def requirements_by_check(manifest: Manifest) -> Mapping[str, str]:
    """The requirements that a check's findings answer, by check id; settings are those of the configuration."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for framework in manifest.frameworks:
        for requirement in framework.requirements:
            for answer in requirement.answers:
                if not answer.parameters:
                    found[answer.check_id].append(f"{framework.id} {requirement.id}")
    return {check_id: "; ".join(requirements) for check_id, requirements in found.items()}


def _control_row(
    framework: FrameworkRecord,
    requirement: RequirementRecord,
    by_answer: Mapping[AnswerRecord, list[Cell]],
    rules: Mapping[AnswerRecord, RuleRecord],
) -> ControlRow:
    run = [answer for answer in requirement.answers if answer in by_answer]
    not_run = tuple(answer.check_id for answer in requirement.answers if answer not in by_answer)
    cells = [cell for answer in run for cell in by_answer[answer]]
    at_best = _at_best(requirement, cells, not_run)
    return ControlRow(
        framework=framework,
        requirement=requirement,
        result=_most_severe(cells, at_best) if requirement.answers else NOT_AUTOMATED,
        tally=tally(cells),
        not_run=not_run,
        at_best=at_best,
        apart=tally(cell for cell in cells if cell.parameters),
        rules=tuple(rules[answer] for answer in run),
        failing=tuple(rules[answer] for answer in run if _fails(by_answer[answer])),
    )


def _at_best(requirement: RequirementRecord, cells: Iterable[Cell], not_run: tuple[str, ...]) -> Status:
    """The best possible result, whatever the findings: a check that was not run or gave no finding is NOT_ASSESSED.

    A requirement with a part that no check answers is at best MANUAL: a person must look at the rest.
    """
    if not_run or any(not cell.count for cell in cells):
        return Status.NOT_ASSESSED
    return Status.MANUAL if requirement.remaining else Status.NOT_APPLICABLE


def _most_severe(cells: Iterable[Cell], at_best: Status) -> Status:
    """The most severe status, in the order of `Status`."""
    return min({at_best, *(cell.status for cell in cells)}, key=list(Status).index)


def _fails(cells: Iterable[Cell]) -> bool:
    return any(cell.status is Status.FAIL for cell in cells)
